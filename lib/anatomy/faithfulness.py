"""Which picture tells the truth: measures of importance beside erasure, over many sentences.

    python -m lib.anatomy.faithfulness [MODEL]

measures the shipped checkpoint (some minutes) and writes faithfulness.json beside its weights; or
another of the catalogue by its key, or a folder, as the page 哪张图说真话 does when it is asked to.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from lib.anatomy import importance, network, probes
from lib.anatomy.network import Network
from lib.anatomy.probes import Case
from lib.heads import samples
from lib.model import checkpoints, loading, manifest, own
from lib.model.hub_files import WEIGHTS
from lib.model.once import Once, Tell
from lib.model.reading import Reading
from lib.model.tokens import encode

FILE = "faithfulness.json"
MEASURES = {
    "mean": "平均注意力",
    "norms": "权重 × 值的长度",
    "rollout": "注意力推演",
    "zeroing": "值归零",
    "zeroing_rollout": "值归零再推演",
    "gradients": "积分梯度",
    "nearness": "只看远近",
}
SENTENCES = 200
FEWER = 60  # of another model, which may be ten times as slow
LENGTHS = range(10, 41)  # tokens: long enough to rank, short enough to ask so often
RESAMPLES = 2000
FOUND_BY_HEADS = "heads"
Figures = dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Weighed:
    """One guess: every measure and `erasure`, (tokens,) each, and `free`, where they are compared.

    No model: what a page keeps must not keep one in memory.
    """

    free: tuple[int, ...]
    values: dict[str, np.ndarray]
    erasure: np.ndarray
    gap: float

    def agreement(self, values: np.ndarray) -> float:
        """Spearman's rank correlation with erasure over the tokens that can be covered."""
        free = list(self.free)
        return spearman(values[free], self.erasure[free])


def spearman(one: np.ndarray, other: np.ndarray) -> float:
    """The correlation of ranks; equal values share a rank. NaN where all are equal."""
    import pandas as pd

    return float(pd.Series(one).rank().corr(pd.Series(other).rank()))


def case_of(model: Any, tokenizer: Any, reading: Reading, row: int, target: int) -> Case:
    """`reading` was made by `model`; `target` is the id of the word whose log p is followed."""
    inputs, _ = encode(
        tokenizer, model.config.max_position_embeddings, reading.sentence, reading.pair
    )
    free = tuple(i for i, t in enumerate(reading.tokens) if not t.special and i != row)
    return Case(model, inputs, row, target, free, tokenizer.mask_token_id)


def weigh(case: Case, reading: Reading, numbers: Network) -> Weighed:
    """Every measure of MEASURES, and erasure, for one guess."""
    zeroing = probes.value_zeroing(case)
    gradients, gap = probes.integrated_gradients(case)
    values = {
        "mean": importance.mean_attention(reading.weights, case.row),
        "norms": importance.norms(reading, numbers, case.row),
        "rollout": importance.rollout(reading.weights.mean(1, dtype=float), case.row),
        "zeroing": zeroing[:, case.row].mean(0),
        "zeroing_rollout": importance.rollout(zeroing, case.row),
        "gradients": gradients,
        "nearness": importance.nearness(len(reading.tokens), case.row),
    }
    return Weighed(case.free, values, probes.erasure(case), gap)


def measure(
    model: Any,
    tokenizer: Any,
    sentences: int = SENTENCES,
    told: Callable[[int], None] = lambda n: None,
) -> Figures:
    """{measure: (sentences,)} and {"heads": (sentences, layers, heads)}: agreements with erasure.

    In each sample sentence one Chinese character is covered (always the same) and the model's
    first guess for it is followed.
    """
    from lib.model.bert import read

    numbers, draw = network.from_model(model, tokenizer), np.random.default_rng(0)
    rows: list[dict[str, float]] = []
    heads: list[np.ndarray] = []
    for sentence in samples.sentences():
        if len(rows) == sentences:
            break
        characters = [i for i, c in enumerate(sentence) if "一" <= c <= "鿿"]
        at = int(draw.choice(characters)) if characters else 0
        masked = f"{sentence[:at]}[MASK]{sentence[at + 1 :]}"
        if len(tokenizer(masked)["input_ids"]) not in LENGTHS:
            continue
        reading = read(model, tokenizer, masked, checkpoint="")
        (guess,) = reading.guesses
        target = tokenizer.convert_tokens_to_ids(guess.pieces[0])
        found = weigh(case_of(model, tokenizer, reading, guess.position, target), reading, numbers)
        rows.append({name: found.agreement(values) for name, values in found.values.items()})
        every = reading.weights[:, :, guess.position]
        heads.append(np.array([[found.agreement(head) for head in layer] for layer in every]))
        told(len(rows))
    result = {name: np.array([row[name] for row in rows]) for name in MEASURES}
    return result | {FOUND_BY_HEADS: np.array(heads)}


def mean_and_interval(agreements: np.ndarray) -> tuple[float, float, float]:
    """(mean, low, high): a 95 % bootstrap interval, sentences drawn again with replacement."""
    known = agreements[np.isfinite(agreements)]
    if not len(known):
        return np.nan, np.nan, np.nan
    draw = np.random.default_rng(0).integers(0, len(known), (RESAMPLES, len(known)))
    low, high = np.quantile(known[draw].mean(1), [0.025, 0.975])
    return float(known.mean()), float(low), float(high)


def best_head(heads: np.ndarray) -> tuple[tuple[int, int], np.ndarray]:
    """((layer, head), (sentences,)): the best of all, and what a head chosen fairly agrees.

    Fairly: for each half of the sentences, the head that is best on the other half.
    """
    places = heads.reshape(len(heads), -1)
    halves = np.arange(len(heads)) % 2
    fair = np.empty(len(heads))
    for half in (0, 1):
        chosen = np.nanmean(places[halves != half], 0).argmax()
        fair[halves == half] = places[halves == half, chosen]
    layer, head = np.unravel_index(np.nanmean(places, 0).argmax(), heads.shape[1:])
    return (int(layer), int(head)), fair


def _measure(model: Any, tokenizer: Any, checkpoint: checkpoints.Checkpoint, tell: Tell) -> Figures:
    return measure(model, tokenizer, FEWER, lambda n: tell(n / FEWER))


def _write(found: Figures, path: Path, **more: str) -> None:
    rounded = {name: array.round(4).tolist() for name, array in found.items()}
    path.write_text(json.dumps(more | rounded) + "\n", "utf-8")


def _read(path: Path, **expected: str) -> Figures:
    """Raises OSError, or ValueError where it is no such file or does not say what is expected."""
    try:
        data = json.loads(path.read_text("utf-8"))
        if any(data[name] != text for name, text in expected.items()):
            raise ValueError("of other weights")
        return {name: np.array(data[name], float) for name in (*MEASURES, FOUND_BY_HEADS)}
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: {error}") from error


ELSEWHERE = Once("faithfulness", f"{FEWER}.json", _read, _write, _measure)


def beside(checkpoint: checkpoints.Checkpoint) -> Path | None:
    """Where the figures of a checkpoint in a folder lie, if they come with it."""
    return None if checkpoint.folder is None else checkpoint.folder / FILE


def _weights_digest(folder: Path) -> str:
    """Raises OSError where the weights are not on this machine."""
    names = [name for name in WEIGHTS if (folder / name).is_file()]
    if not names:
        raise FileNotFoundError(folder)
    return manifest.digest(folder / names[0])


def shipped(checkpoint: checkpoints.Checkpoint) -> Figures | None:
    """What lies beside its weights; None where there is nothing (that fits them)."""
    path = beside(checkpoint)
    if path is None or (manifest.read(path.parent) and not manifest.fits(path.parent, FILE)):
        return None
    try:
        found = _read(path, weights=_weights_digest(path.parent))
    except (OSError, ValueError):
        return None
    return found if _of_shape(found, checkpoint) else None


def elsewhere(checkpoint: checkpoints.Checkpoint) -> Figures | None:
    """What was measured of it on this machine."""
    found = ELSEWHERE.known(checkpoint)
    return found if found is not None and _of_shape(found, checkpoint) else None


def load(checkpoint: checkpoints.Checkpoint) -> Figures | None:
    """As `measure` gives it; None where nothing (that fits the weights) was measured."""
    found = shipped(checkpoint)
    return elsewhere(checkpoint) if found is None else found


def _of_shape(found: Figures, checkpoint: checkpoints.Checkpoint) -> bool:
    shape = (len(found["mean"]), checkpoint.layers, checkpoint.heads)
    return found[FOUND_BY_HEADS].shape == shape


def chosen(name: str) -> checkpoints.Checkpoint:
    """A checkpoint by its key in the catalogue, or by its folder. Raises CheckpointError."""
    return checkpoints.CATALOGUE.get(name) or own.from_folder(name)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure a checkpoint and write its file."""
    parser = argparse.ArgumentParser(description="Measures of importance beside erasure.")
    parser.add_argument("model", nargs="?", default=checkpoints.SHIPPED, help="a key or a folder")
    parser.add_argument("--sentences", type=int, default=SENTENCES)
    options = parser.parse_args(arguments)
    import torch

    torch.set_num_threads(1)
    checkpoint = chosen(options.model)
    model, tokenizer = loading.load(checkpoint)
    told = partial(print, end=" ", flush=True)
    found = measure(model, tokenizer, options.sentences, told)
    path = beside(checkpoint)
    if checkpoint.key == checkpoints.SHIPPED and path is not None:
        _write(found, path, weights=_weights_digest(path.parent))
        manifest.add(path.parent, FILE)
    else:
        path = ELSEWHERE.keep(checkpoint, found)
    print(f"\n写好了：{path}")


if __name__ == "__main__":
    main()
