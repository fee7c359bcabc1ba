"""The pictures with which a visit begins, made beforehand and shipped beside the checkpoint.

    python -m lib.ui.heads.beginning      (`make precompute` does it)

On a server that has just started nobody waits for NumPy to see them. A test compares them with what
the pages would draw.
"""

import base64
import json
from typing import Any

from lib.model import checkpoints, manifest
from lib.ui import moment
from lib.ui.heads import pictures

NAME = checkpoints.BEGINNING


def load(checkpoint: checkpoints.Checkpoint) -> dict[str, Any] | None:
    """What `make` made, or None where nothing (that fits the weights) is shipped."""
    folder = checkpoint.folder
    if folder is None or not manifest.fits(folder, NAME):
        return None
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
        return found if {"sentence", "door"} <= set(found) else None
    except (OSError, ValueError, TypeError):
        return None


def sentence() -> bool:
    """Draws all heads of the opening sentence, where a visit begins with them; whether it did."""
    found = _at_hand()
    if found is None:
        return False
    pictures.heads(base64.b64decode(found["sentence"]["packed"]))
    pictures.tell(**found["sentence"]["chosen"], key="first_choice")
    moment.give()
    return True


def door() -> bool:
    """Draws the door's shaded sentence, where a visit begins with it; whether it did."""
    found = _at_hand()
    if found is None:
        return False
    pictures.shaded(**found["door"], state="door_query")
    moment.give()
    return True


def _at_hand() -> dict[str, Any] | None:
    return load(checkpoints.CATALOGUE[checkpoints.SHIPPED]) if moment.begins() else None


def make(checkpoint: checkpoints.Checkpoint) -> dict[str, Any]:
    """Both pictures, as the pages would draw them for who comes with a bare address."""
    from lib import examples, precompute
    from lib.heads import words
    from lib.ui import controls, readings
    from lib.ui.heads import explorer, first_picture, head_finder, head_view

    opening = precompute.load_opening(checkpoint)
    assert opening is not None, "`python -m lib.precompute` comes first"
    units = words.characters(opening)
    asked = explorer.Asked(examples.OPENING, None, checkpoint.key, tuple(units), True)
    layer, head = readings.first_head(opening)
    query = readings.first_query(opening) or controls.default_query(opening)
    place, _ = first_picture.first_row(opening, guessed=False)
    return {
        "sentence": {
            "packed": base64.b64encode(explorer.packed(asked)).decode(),
            "chosen": {
                "layer": layer,
                "head": head,
                "query": query,
                "row": opening.weights[layer, head, query].tolist(),
                "stars": head_finder.marked(opening, checkpoint),
            },
        },
        "door": {
            "tokens": head_view.described(units, opening),
            "weights": opening.weights[layer, head, place].tolist(),
            "query": place,
        },
    }


def main() -> None:
    """Write the file beside the shipped checkpoint."""
    checkpoint = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    assert checkpoint.folder is not None
    path = checkpoint.folder / NAME
    path.write_text(json.dumps(make(checkpoint), ensure_ascii=False, indent=1) + "\n", "utf-8")
    manifest.add(checkpoint.folder, NAME)
    print(f"写好了：{NAME}")


if __name__ == "__main__":
    main()
