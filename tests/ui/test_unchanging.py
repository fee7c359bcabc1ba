"""What is kept from run to run says the same as what Streamlit works out."""

import importlib.util

from streamlit import config, delta_generator, env_util
from streamlit.commands import page_config
from streamlit.elements.widgets import button_group
from streamlit.navigation import page

from lib.ui import unchanging
from lib.ui.menu import PAGES
from tests.pages.open_page import ROOT, open_page

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.light.sidebar", "theme.dark.sidebar")


def test_the_theme_is_the_configuration_s():
    unchanging.keep()
    for section in SECTIONS:
        found = config.get_options_for_section(section)
        assert found == config.get_options_for_section.__wrapped__(section)
        assert found and all(config.get_option(f"{section}.{k}") == v for k, v in found.items())


def test_the_disk_is_asked_once_for_each_page_and_every_run_has_pages_of_its_own(monkeypatch):
    open_page("glossary")
    before = page._create_page.cache_info()
    seen = []
    run = page.Page.run
    monkeypatch.setattr(page.Page, "run", lambda self: (seen.append(self), run(self)))
    for _ in range(2):
        assert not open_page("glossary").exception
    after = page._create_page.cache_info()
    assert after.misses == before.misses >= len(PAGES)
    assert after.hits - before.hits == 2 * len(PAGES)
    one, other = seen
    assert one is not other and one._page == other._page == ROOT / "pages/glossary.py"


def test_an_option_is_called_as_it_is_written_and_an_icon_is_named():
    unchanging.keep()
    for text in ("字", "😀 笑", "热力图"):
        assert button_group.extract_leading_icon(text) == ("", text)
    assert button_group.extract_leading_icon(":material/add: 加") == (":material/add:", "加")


def test_the_pages_icon_is_called_as_streamlit_calls_it():
    unchanging.keep()
    spec = importlib.util.find_spec("streamlit.commands.page_config")
    untouched = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(untouched)
    kept, theirs = page_config._get_favicon_string, untouched._get_favicon_string
    assert kept is not theirs and kept(":coffee:") == theirs(":coffee:") == ":coffee:"


def test_a_page_does_not_ask_whether_it_is_run_by_streamlit(monkeypatch):
    asked = []
    monkeypatch.setattr(env_util, "is_repl", lambda: asked.append(True))
    monkeypatch.setattr(delta_generator, "_use_warning_has_been_displayed", False)
    assert not open_page("glossary").exception
    assert not asked
