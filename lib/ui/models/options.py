"""What the person who starts the app may allow."""

import os
import sys


def own_models() -> bool:
    """Whether visitors may load any folder of this machine and any hub name.

    Only with `streamlit run streamlit_app.py -- --own-models`, or OWN_MODELS=1: on one's own
    machine. On a public server it would let strangers look at folders and fill the disk.
    """
    return "--own-models" in sys.argv or os.environ.get("OWN_MODELS") == "1"


def model_ahead() -> bool:
    """Whether the shipped model is loaded before anybody asks for it.

    Not with MODEL_AHEAD=0: on a server with little memory, most of whose visitors only look at the
    lessons, some 300 MB are then taken when the first sentence is written.
    """
    return os.environ.get("MODEL_AHEAD") != "0"
