"""`streamlit` as it comes: a full collection after every run, over all that there is.

python -m benchmarks.apps.unfrozen run streamlit_app.py …
"""

import os

from streamlit.web import cli

from lib.ui import garbage

garbage.collect_later = garbage.collect = lambda: None
os.environ["STREAMLIT_RUNNER_POST_SCRIPT_GC"] = "true"
cli.main()
