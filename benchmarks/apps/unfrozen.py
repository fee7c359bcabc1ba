"""`streamlit` as it comes, with nothing kept out of the collector's walks.

python -m benchmarks.apps.unfrozen run streamlit_app.py …
"""

from streamlit.web import cli

from lib.ui import garbage

garbage.keep_out = lambda: None
cli.main()
