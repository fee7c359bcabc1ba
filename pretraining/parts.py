"""Weights that leave a machine by a narrow door: half precision, in parts of a limited size.

Written beside the old parts and moved over them at the end; the list with the digest is moved last,
so that a run that is cut off while it writes is found out when the parts are joined.
"""

import hashlib
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load, save
from transformers import BertConfig, BertForMaskedLM

from pretraining.errors import PipelineError
from pretraining.export import export
from pretraining.files import replacing

LARGEST = 16 * 2**20  # bytes of a part
MOST = 8  # files in all, with the list, the log and the film
ABOUT, LOG, RECIPE = "about.json", "log.csv", "recipe.json"


def names(count: int) -> list[str]:
    return [f"weights-{number:02}-of-{count:02}.bin" for number in range(1, count + 1)]


def write(model: BertForMaskedLM, progress: dict, run: Path, out: Path, largest: int = LARGEST):
    """Everything that is needed to go on from here elsewhere: weights, log, recipe, config."""
    half = {name: value.half().contiguous().cpu() for name, value in unshared(model).items()}
    data = save(half)
    count = -(-len(data) // largest)
    if count > MOST - 3:
        raise PipelineError(
            f"The weights are {len(data) / 2**20:.0f} MiB in half precision: {count} parts, and "
            f"only {MOST - 3} fit beside log, list and film. Choose a smaller model."
        )
    about = {
        "config": model.config.to_dict(),
        "progress": progress,
        "recipe": json.loads((run / RECIPE).read_text(encoding="utf-8")),
        "parts": names(count),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    Path(out).mkdir(parents=True, exist_ok=True)
    new = run / "leaving"
    new.mkdir(exist_ok=True)
    for number, name in enumerate(names(count)):
        (new / name).write_bytes(data[number * largest : (number + 1) * largest])
    shutil.copyfile(run / LOG, new / LOG)
    (new / ABOUT).write_text(json.dumps(about) + "\n", encoding="utf-8")
    for name in (*names(count), LOG, ABOUT):
        shutil.move(new / name, Path(out) / name)


def unshared(model: BertForMaskedLM) -> dict[str, torch.Tensor]:
    """The weights without the second name of the embeddings, which the decoder shares."""
    state = model.state_dict()
    tied = set(model.all_tied_weights_keys)
    return {name: value for name, value in state.items() if name not in tied}


def join(out: Path, vocabulary: Path, run: Path) -> Path:
    """Make of the parts the folder of a run: export/, log.csv, recipe.json. Returns run/export."""
    file = Path(out) / ABOUT
    if not file.is_file():
        raise PipelineError(f"No {file}: the run was cut off before its first checkpoint.")
    about = json.loads(file.read_text(encoding="utf-8"))
    missing = [name for name in about["parts"] if not (Path(out) / name).is_file()]
    if missing:
        raise PipelineError(f"{out} lacks {', '.join(missing)}.")
    data = b"".join((Path(out) / name).read_bytes() for name in about["parts"])
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise PipelineError(f"The parts in {out} do not belong together: cut off while writing?")
    model = BertForMaskedLM(BertConfig.from_dict(about["config"]))
    lost = model.load_state_dict(load(data), strict=False)
    if lost.unexpected_keys or set(lost.missing_keys) - set(model.all_tied_weights_keys):
        raise PipelineError(f"The parts in {out} are of another model: {lost}")
    model.tie_weights()
    with replacing(run) as folder:
        folder.mkdir()
        export(model, vocabulary, folder / "export")
        shutil.copyfile(Path(out) / LOG, folder / LOG)
        (folder / RECIPE).write_text(json.dumps(about["recipe"], indent=2) + "\n", encoding="utf-8")
    return Path(run) / "export"
