"""What Streamlit works out anew at every run of a page, although it stays while the app runs.

The theme in the configuration (six walks over all its options), and where the file of each page
lies (a hundred questions to the disk): together a tenth of what an action costs the server. And
for each option of a row of buttons, whether it begins with one of four thousand emojis: to compile
that takes a fifth of a second, just before the first picture. Ours begin with none. Just there it
also asks, once, whether somebody runs this without `streamlit run`, and looks for the file of every
function on the stack: a tenth of a second; and imports numpy and Pillow for a page's icon that is
no image.
"""

import copy
import functools

from streamlit import config, delta_generator, runtime
from streamlit.commands import page_config
from streamlit.elements.widgets import button_group
from streamlit.navigation import page


def keep() -> None:
    """From now on it is worked out once. Calling it again changes nothing."""
    delta_generator._use_warning_has_been_displayed = runtime.exists()
    if not hasattr(page._create_page, "cache_info"):
        config.get_options_for_section = functools.cache(config.get_options_for_section)
        page._create_page = _once(page._create_page)
        button_group.extract_leading_icon = _only_named(button_group.extract_leading_icon)
        page_config._get_favicon_string = str


def _once(create):
    """A new copy each time: a run marks the page that it runs."""
    made = functools.cache(create)

    def copied(path, *, default: bool = False) -> page.Page:
        return copy.copy(made(path, default=default))

    copied.cache_info = made.cache_info
    return copied


def _only_named(extract):
    """Icons are named, as in “:material/add:”."""
    return lambda text: extract(text) if text.startswith(":") else ("", text)
