"""Batches and masks, made on the device from one row of token ids.

Nothing here leaves the device: a batch is gathered, split into segments and masked by a dozen
tensor operations, so that a graphics card that takes a million tokens a second is kept busy.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open

from pretraining.errors import PipelineError
from pretraining.ids import SENTENCE_START, WORD_START, fingerprint, load_tokenizer
from pretraining.recipe import Recipe

PAD, UNK, CLS, SEP, MASK = range(5)  # the first entries of every vocabulary built here


@dataclass
class Tokens:
    """A split of the corpus. ids, flags: (tokens,); offsets: (chunks + 1,), where each begins.

    sources: (chunks,) uint8, which of source_names each chunk is from.
    """

    ids: torch.Tensor
    flags: torch.Tensor
    offsets: torch.Tensor
    sources: np.ndarray | None = None
    source_names: tuple[str, ...] = ("corpus",)

    def __post_init__(self) -> None:
        if self.sources is None:
            self.sources = np.zeros(len(self.offsets) - 1, np.uint8)

    @classmethod
    def load(
        cls, folder: Path, split: str, vocabulary: Path, device: torch.device | str = "cpu"
    ) -> "Tokens":
        """Read python -m pretraining.encode's output; refuses ids of another vocabulary."""
        file = Path(folder) / f"{split}.safetensors"
        if not file.is_file():
            raise PipelineError(f"No {file}. Make it first: python -m pretraining.encode")
        with safe_open(file, "pt") as arrays:
            if arrays.metadata()["vocabulary"] != fingerprint(load_tokenizer(vocabulary)):
                raise PipelineError(
                    f"{file} was made with another vocabulary than that of {vocabulary}. "
                    f"Make it again: python -m pretraining.encode --vocabulary {vocabulary}"
                )
            if "sources" not in arrays.metadata():
                raise PipelineError(
                    f"{file} is of an older version and does not say from which source a chunk "
                    f"is. Make it again: python -m pretraining.encode --vocabulary {vocabulary}"
                )
            names = tuple(json.loads(arrays.metadata()["sources"]))
            parts = (arrays.get_tensor(n) for n in ("ids", "flags", "lengths", "sources"))
            ids, flags, lengths, sources = parts
        offsets = torch.nn.functional.pad(lengths.long().cumsum(0), (1, 0))
        ids, flags, offsets = ids.int().to(device), flags.to(device), offsets.to(device)
        return cls(ids, flags, offsets, sources.numpy(), names)

    def lengths(self) -> np.ndarray:
        return self.offsets.diff().cpu().numpy()


def drawn(groups: np.ndarray, factors: np.ndarray, shuffled: np.ndarray, epoch: int) -> np.ndarray:
    """The chunks that an epoch reads when a source counts `factor` times.

    groups: (chunks,) int, those that are drawn together; factors: (groups,); shuffled: a fixed
    order of all chunks. Of each group every epoch takes round(factor × size) chunks and goes on
    where the one before stopped, round and round. So all epochs are of one size, and over several
    of them every chunk of a source is read equally often, whatever its factor.
    """
    order = shuffled[np.argsort(groups[shuffled], kind="stable")]
    sizes = np.bincount(groups, minlength=len(factors))
    ends = np.cumsum(sizes)
    taken = [np.zeros(0, order.dtype)]
    for size, end, factor in zip(sizes, ends, factors, strict=True):
        count = round(factor * size)
        if count:
            taken.append(order[end - size + (epoch * count + np.arange(count)) % size])
    return np.concatenate(taken)


def plan_epoch(
    lengths: np.ndarray,
    recipe: Recipe,
    epoch: int,
    factors: np.ndarray | None = None,
) -> list[tuple[int, np.ndarray]]:
    """One pass over the corpus as batches (row length, chunk numbers), in random order.

    Chunks of like length share a batch. Every batch of a row length has the same number of rows,
    so that a compiled model sees few shapes: the last one of a length is filled by repeating.
    factors: (chunks,), how often an epoch reads each (see `drawn`); None: once.
    """
    random = np.random.default_rng((recipe.seed, epoch))
    step = recipe.length_step
    row_length = np.minimum(-(-(lengths + 3) // step) * step, recipe.positions)
    if factors is None:
        order = random.permutation(len(lengths))
    else:
        keys = np.stack([row_length, factors])
        kinds, groups = np.unique(keys, axis=1, return_inverse=True)
        fixed = np.random.default_rng(recipe.seed).permutation(len(lengths))
        order = random.permutation(drawn(groups.ravel(), kinds[1], fixed, epoch))
    batches = []
    for length in np.unique(row_length):
        chunks = order[row_length[order] == length]
        rows = max(1, recipe.batch_tokens // int(length))
        chunks = np.resize(chunks, -(-len(chunks) // rows) * rows)
        batches += [(int(length), group) for group in chunks.reshape(-1, rows)]
    return [batches[index] for index in random.permutation(len(batches))]


class Plan:
    """Batch number n of an endless training, epoch after epoch; nothing but n is needed."""

    def __init__(self, tokens: Tokens, recipe: Recipe):
        self.lengths, self.recipe = tokens.lengths(), recipe
        shares = recipe.factors(tokens.source_names)
        self.factors = None if shares is None else np.array(shares)[tokens.sources]
        self.epoch, self.batches = 0, plan_epoch(self.lengths, recipe, 0, self.factors)

    def __getitem__(self, number: int) -> tuple[int, np.ndarray]:
        epoch, index = divmod(number, len(self.batches))  # every epoch has as many batches
        if epoch != self.epoch:
            self.epoch = epoch
            self.batches = plan_epoch(self.lengths, self.recipe, epoch, self.factors)
        return self.batches[index]


@dataclass
class Batch:
    """input_ids, token_type_ids, attention_mask: (rows, length); targets, positions: (masked,).

    positions count through the flattened batch; targets are the ids that stood there.
    """

    input_ids: torch.Tensor
    token_type_ids: torch.Tensor
    attention_mask: torch.Tensor
    positions: torch.Tensor
    targets: torch.Tensor


def make_batch(
    tokens: Tokens,
    chunks: torch.Tensor,
    length: int,
    recipe: Recipe,
    generator: torch.Generator,
    vocabulary_size: int,
) -> Batch:
    """[CLS] A [SEP] or [CLS] A [SEP] B [SEP], with a share of its words or spans masked."""
    device = tokens.ids.device
    rows = len(chunks)

    def random(*shape: int) -> torch.Tensor:
        return torch.rand(shape, generator=generator, device=device)

    begin = tokens.offsets[chunks][:, None]  # (rows, 1)
    size = tokens.offsets[chunks + 1][:, None] - begin  # (rows, 1)
    place = torch.arange(length, device=device)  # (length,)

    # Where the second segment begins: at a sentence start drawn at random, or nowhere.
    source = (begin + place).clamp_max(len(tokens.ids) - 1)
    sentence = (tokens.flags[source] & SENTENCE_START).bool() & (place > 0) & (place < size)
    second = (random(rows, length) * sentence).argmax(1, keepdim=True)  # (rows, 1)
    is_pair = sentence.any(1, keepdim=True) & (random(rows, 1) < recipe.pair_rate)
    second = torch.where(is_pair, second, length)

    # Lay the row out: one more [SEP] before the second segment moves what follows by one.
    end = size + 1 + is_pair  # (rows, 1): the place of the last [SEP]
    after = place > second + 1
    separator = (place == second + 1) | (place == end)
    text = (place > 0) & (place < end) & ~separator
    source = (begin + place - 1 - after.long()).clamp(0, len(tokens.ids) - 1)
    ids = torch.where(text, tokens.ids[source].long(), PAD)
    ids = torch.where(separator, SEP, ids)
    ids[:, 0] = CLS
    attention_mask = place <= end

    # One lot per word (or random span), drawn for all of its tokens: the lowest are masked.
    word_start = (tokens.flags[source] & WORD_START).bool()
    by_word = random(rows, 1) < recipe.whole_word_rate
    starts = torch.where(by_word, word_start, random(rows, length) < recipe.span_break)
    lots = random(rows, length + 1).gather(1, starts.long().cumsum(1))
    lots = torch.where(text & (ids != UNK), lots, 2.0)
    count = max(1, int(recipe.mask_rate * rows * length))
    positions = lots.flatten().topk(count, largest=False).indices  # (masked,)

    # As in BERT: 80 % [MASK], 10 % another token, 10 % unchanged.
    flat = ids.flatten()
    targets = flat[positions]
    choice = random(count)
    other = (random(count) * (vocabulary_size - 5)).long() + 5
    shown = torch.where(choice < 0.8, MASK, torch.where(choice < 0.9, other, targets))
    input_ids = flat.scatter(0, positions, shown).view(rows, length)
    return Batch(input_ids, (after & attention_mask).long(), attention_mask, positions, targets)
