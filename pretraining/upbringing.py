"""Stage 9: the film of a training, from the snapshots that it took, for the page 看它学会.

    python -m pretraining.upbringing runs/train models/zh-bert-tiny/upbringing.npz

At every snapshot: the opening sentence's attention in all heads, the guesses for three blanks, the
loss on the validation masks, where the heads look and which relations they find on a treebank, and
the minimal pairs. A few hundred kilobytes in all, read by `lib/experiments/film.py`.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertForMaskedLM
from transformers.utils import logging

from lib.examples import OPENING
from lib.experiments.film import RELATIONS, ROLES, Blank, Film
from lib.model import manifest
from pretraining.batches import Tokens
from pretraining.errors import PipelineError, exit_with_message
from pretraining.evaluation import head_roles, minimal_pairs, syntax_heads, treebank
from pretraining.evaluation.ground import TREEBANK
from pretraining.export import read_log
from pretraining.files import replacing
from pretraining.ids import load_tokenizer
from pretraining.validation import batches

# one of grammar, one of what goes with what, one of a word: each has one answer
BLANKS = (
    ("小猫在沙发上睡着[MASK]。", "了"),
    ("妈妈给我买了一[MASK]新衣服。", "件"),
    ("我昨天在图书[MASK]读了一本很有趣的书。", "馆"),
)
TOP = 5


def snapshots(run: Path) -> list[tuple[int, Path]]:
    """(tokens read, folder) of each, in order."""
    folders = sorted(Path(run).glob("snapshots/*"))
    if not folders:
        raise PipelineError(f"{run} holds no snapshots. Train with this version of the pipeline.")
    return [(int(folder.name), folder) for folder in folders]


def open_snapshot(folder: Path) -> BertForMaskedLM:
    model = BertForMaskedLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", local_files_only=True
    )
    return model.eval()


@torch.no_grad()
def guesses(model: BertForMaskedLM, tokenizer: Tokenizer, sentence: str, answer: str):
    """Five best pieces, their probabilities, and that of the answer."""
    ids = tokenizer.encode(sentence).ids
    place = ids.index(tokenizer.token_to_id("[MASK]"))
    chances = model(torch.tensor([ids])).logits[0, place].softmax(-1)
    best = chances.topk(TOP)
    pieces = [tokenizer.id_to_token(number) for number in best.indices.tolist()]
    return pieces, best.values.tolist(), chances[tokenizer.token_to_id(answer)].item()


def pixels(model: BertForMaskedLM, ids: list[int]) -> np.ndarray:
    """(layers, heads, tokens, tokens) uint8: 255·√weight, as the overview draws it."""
    return np.rint(255 * np.sqrt(syntax_heads.attentions(model, ids))).astype(np.uint8)


def frequency_loss(train: Tokens, valid: Tokens, size: int) -> float:
    """Nats on the validation masks for one who only knows how frequent each token is."""
    counts = torch.bincount(train.ids.long(), minlength=size).float() + 0.5
    surprise = -(counts / counts.sum()).log()
    return torch.cat([surprise[batch.targets] for batch in batches(valid, size)]).mean().item()


def look(folder: Path, tokenizer: Tokenizer, treebanks: list, pairs: list) -> dict[str, np.ndarray]:
    """Everything that one snapshot is asked; kept beside its weights, as it takes half a minute."""
    file = folder / "looked.npz"
    if file.is_file():
        with np.load(file, allow_pickle=False) as arrays:
            return dict(arrays)
    model = open_snapshot(folder)
    found = {"pixels": pixels(model, tokenizer.encode(OPENING).ids)}
    for number, blank in enumerate(BLANKS):
        for part, value in zip("pca", guesses(model, tokenizer, *blank), strict=True):
            found[f"{part}{number}"] = np.array(value)
    store: dict[tuple, np.ndarray] = {}

    def attend(model: BertForMaskedLM, ids: list[int]) -> np.ndarray:
        if tuple(ids) not in store:
            store[tuple(ids)] = syntax_heads.attentions(model, ids)
        return store[tuple(ids)]

    roles = head_roles.measure(treebanks[0], model, tokenizer, attend)["heads"]
    for role in ROLES:
        shares = np.array([head[role] for head in roles])
        found[f"roles/{role}"] = shares.reshape(model.config.num_hidden_layers, -1)
    margins = minimal_pairs.model_margins(pairs, tokenizer, model)
    for group, row in minimal_pairs.summary(pairs, [{"m": m} for m in margins]).items():
        found[f"pairs/{group}"] = np.array(row["m"])
    hits = (syntax_heads.hits(part, model, tokenizer, attend) for part in treebanks)
    for row in syntax_heads.compare(*hits):
        if row["relation"] in RELATIONS:
            found[f"found/{row['relation']}"] = np.array(row["head_accuracy"])
            found[f"offset/{row['relation']}"] = np.array(row["offset_accuracy"])
            found[f"ahead/{row['relation']}"] = np.array(row["difference_95"][0])
    with replacing(file) as new:
        np.savez(new.with_suffix(".npz"), **found)
        new.with_suffix(".npz").rename(new)
    return found


def film(run: Path, tokens_folder: Path, treebank_folder: Path, vocabulary: Path) -> Film:
    """Look at every snapshot of a run."""
    logging.disable_progress_bar()
    tokenizer = load_tokenizer(vocabulary)
    train, valid = (Tokens.load(tokens_folder, split, vocabulary) for split in ("train", "valid"))
    treebanks = [
        treebank.read_conllu(Path(treebank_folder) / TREEBANK.format(split))
        for split in ("dev", "test")
    ]
    pairs = minimal_pairs.read_pairs()
    log = {int(row["tokens"]): row for row in read_log(run) if row["valid_loss"]}
    columns: dict[str, list] = {}
    for read, folder in snapshots(run):
        print(f"{read:,} tokens …", flush=True)
        looked = look(folder, tokenizer, treebanks, pairs)
        looked["read"] = np.array(read)
        looked["loss"] = np.array(float(log[read]["valid_loss"]))
        looked["accuracy"] = np.array(float(log[read]["valid_accuracy"]))
        for name, value in looked.items():
            columns.setdefault(name, []).append(value)
    model = open_snapshot(folder)
    arrays = {name: np.array(column) for name, column in columns.items()}

    def group(name: str) -> dict[str, np.ndarray]:
        return {k.partition("/")[2]: v for k, v in arrays.items() if k.startswith(f"{name}/")}

    return Film(
        sentence=OPENING,
        tokens=tuple(tokenizer.encode(OPENING).tokens),
        **{name: arrays[name] for name in ("read", "loss", "accuracy", "pixels")},
        **{name: group(name) for name in ("roles", "pairs", "found", "offset", "ahead")},
        blanks=tuple(
            Blank(*blank, *(arrays[f"{part}{number}"] for part in "pca"))
            for number, blank in enumerate(BLANKS)
        ),
        frequencies=frequency_loss(train, valid, model.config.vocab_size),
        run={
            "layers": model.config.num_hidden_layers,
            "heads": model.config.num_attention_heads,
            "hidden": model.config.hidden_size,
            "intermediate": model.config.intermediate_size,
            "parameters": sum(p.numel() for p in model.parameters()),
            "minutes": round(float(read_log(run)[-1]["seconds"]) / 60),
            "weights": manifest.digest(folder / "model.safetensors"),
        },
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="the folder that training wrote")
    parser.add_argument("output", type=Path, help="for example models/NAME/upbringing.npz")
    parser.add_argument("--tokens", type=Path, default=Path("runs/tokens"))
    parser.add_argument("--treebank", type=Path, default=Path("../shared/ud"))
    options = parser.parse_args()
    vocabulary = snapshots(options.run)[0][1]
    made = film(options.run, options.tokens, options.treebank, vocabulary)
    with replacing(options.output) as file:
        made.save(file.with_suffix(".npz"))
        file.with_suffix(".npz").rename(file)
    manifest.add(options.output.parent, options.output.name)
    print(f"{options.output}: {made.points} points, {options.output.stat().st_size // 1024} KB")


if __name__ == "__main__":
    exit_with_message(main)
