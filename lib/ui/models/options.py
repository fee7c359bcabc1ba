"""What the person who starts the app may allow."""

import os
import sys


def own_models() -> bool:
    """Whether visitors may load any folder of this machine and any hub name.

    Only with `streamlit run streamlit_app.py -- --own-models`, or OWN_MODELS=1: on one's own
    machine. On a public server it would let strangers look at folders and fill the disk.
    """
    return "--own-models" in sys.argv or os.environ.get("OWN_MODELS") == "1"
