"""Stage 4: where a model starts that is trained from scratch.

    python -m pretraining.initialise --tokens runs/tokens --vocabulary runs/vocabulary

Token embeddings come from which characters stand near which in the corpus: positive pointwise
mutual information (Levy & Goldberg 2014, eq. 5 and 6), cut to the model's width by a singular
value decomposition. Positions start as sinusoids (Vaswani et al. 2017, section 3.5). Without
them a model this small stays for millions of tokens where single-character frequencies are.
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import BertForMaskedLM

from pretraining.batches import Tokens
from pretraining.errors import PipelineError, exit_with_message
from pretraining.files import replacing
from pretraining.ids import load_tokenizer
from pretraining.recipe import PRESETS, Recipe


def cooccurrences(tokens: Tokens, size: int, window: int, block: int = 2**22) -> torch.Tensor:
    """(size, size) float32: how often two tokens of one chunk stand at most `window` apart."""
    device = tokens.ids.device
    counts = torch.zeros(size * size, device=device)
    number = torch.arange(len(tokens.offsets) - 1, device=device)
    chunk = torch.repeat_interleave(number, tokens.offsets.diff())
    ids = tokens.ids.long()
    for distance in range(1, window + 1):
        for start in range(0, max(0, len(ids) - distance), block):
            here = slice(start, min(start + block, len(ids) - distance))
            there = slice(here.start + distance, here.stop + distance)
            pair = (ids[here] * size + ids[there])[chunk[here] == chunk[there]]
            counts += torch.bincount(pair, minlength=size * size)
    counts = counts.view(size, size)
    return counts + counts.T


def ppmi(counts: torch.Tensor, smoothing: float = 0.75) -> torch.Tensor:
    """max(0, log P(a, b) / (P(a) P(b))), contexts raised to 0.75 as word2vec does: (size, size)."""
    total = counts.sum()
    rows = counts.sum(1, keepdim=True) / total
    context = counts.sum(0, keepdim=True) ** smoothing
    context = context / context.sum()
    information = (counts / total / (rows * context)).log()
    return information.nan_to_num(0, 0, 0).clamp_min(0)


def embeddings(information: torch.Tensor, hidden: int, deviation: float) -> torch.Tensor:
    """(size, hidden): left singular vectors × √singular values, scaled to `deviation` overall.

    Tokens that the corpus never shows get random rows of the same scale.
    """
    torch.manual_seed(0)
    rank = min(hidden, len(information))
    left, values, _ = torch.svd_lowrank(information, q=rank, niter=4)
    vectors = left * values.sqrt()
    vectors = torch.nn.functional.pad(vectors, (0, hidden - rank))
    empty = information.sum(1) == 0
    vectors = vectors / vectors[~empty].std().clamp_min(1e-6) * deviation
    vectors[empty] = torch.randn(int(empty.sum()), hidden, device=vectors.device) * deviation
    return vectors


def sinusoids(positions: int, hidden: int, deviation: float) -> torch.Tensor:
    """(positions, hidden): sine and cosine of geometrically spaced wavelengths."""
    wavelength = 10000 ** (torch.arange(0, hidden, 2) / hidden)
    angle = torch.arange(positions)[:, None] / wavelength
    table = torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(1)
    return table / table.std() * deviation


def save_tables(information: torch.Tensor, recipe: Recipe, output: Path) -> torch.Tensor:
    """Write both tables for a model of this recipe; returns that of the tokens."""
    table = embeddings(information, recipe.hidden, recipe.initial_range)
    places = sinusoids(recipe.positions, recipe.hidden, recipe.initial_range)
    with replacing(output) as file:
        save_file({"tokens": table.cpu().contiguous(), "positions": places}, file)
    return table


def put_into(model: BertForMaskedLM, file: Path) -> None:
    """Overwrite the model's token and position embeddings with the stored ones."""
    tables = load_file(file)
    parts = model.bert.embeddings
    pairs = [(parts.word_embeddings, "tokens"), (parts.position_embeddings, "positions")]
    with torch.no_grad():
        for module, name in pairs:
            if module.weight.shape != tables[name].shape:
                raise PipelineError(
                    f"{file} is for {tuple(tables[name].shape)} {name}, the model has "
                    f"{tuple(module.weight.shape)}. Make it again with the same preset."
                )
            module.weight.copy_(tables[name])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", choices=PRESETS, default="cpu")
    parser.add_argument("--tokens", type=Path, default=Path("runs/tokens"))
    parser.add_argument("--vocabulary", type=Path, default=Path("runs/vocabulary"))
    parser.add_argument("--window", type=int, default=4)
    parser.add_argument("--output", type=Path, default=Path("runs/embeddings.safetensors"))
    options = parser.parse_args()
    recipe = PRESETS[options.preset]
    tokenizer = load_tokenizer(options.vocabulary)
    tokens = Tokens.load(options.tokens, "train", options.vocabulary)
    information = ppmi(cooccurrences(tokens, tokenizer.get_vocab_size(), options.window))
    table = save_tables(information, recipe, options.output)
    for character in "猫书红":
        number = tokenizer.token_to_id(character)
        if number is not None:
            likeness = torch.cosine_similarity(table[number], table)
            near = likeness.topk(min(6, len(table))).indices.tolist()[1:]
            print(f"nearest to {character}:", *(tokenizer.id_to_token(n) for n in near))


if __name__ == "__main__":
    exit_with_message(main)
