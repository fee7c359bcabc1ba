"""The shipped model is loaded while the visitor still looks at the first picture.

That picture comes from a file and waits for no model. Some seconds after the end of the first page
the model is loaded in the background, so that the first sentence of one's own need not wait for it.
"""

import threading

from lib.model.checkpoints import CATALOGUE, SHIPPED, CheckpointError
from lib.ui import garbage, readings
from lib.ui.models import options

WAIT = 3.0  # seconds in which the browser fetches and draws the first picture undisturbed
_begun = threading.Lock()  # never given back: once a process


def begin() -> None:
    """Called at the end of a page. The second call and all others do nothing."""
    if options.model_ahead() and _begun.acquire(blocking=False):
        timer = threading.Timer(WAIT, load)
        timer.daemon = True
        timer.start()


def load() -> None:
    """Whoever needs the model meanwhile waits for this very load: the shelf has one lock."""
    try:
        readings.shelf.get(CATALOGUE[SHIPPED])
    except CheckpointError:
        return  # its message is for a learner: the one who writes a sentence gets it
    garbage.collect()  # and freeze: else the next walk would be over all that was imported
