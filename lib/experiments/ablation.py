"""What heads are worth to one guess: switch them off, ask again (Michel et al. 2019, 2.3)."""

from collections.abc import Iterable
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import torch

from lib.model.intervention import NONE, Intervention
from lib.model.tokens import encode
from lib.shapes import Float

DRAWS = 40  # random sets of heads, where there are more than can be gone through
Head = tuple[int, int]  # (layer, head), from 0


class WordError(ValueError):
    """The word cannot be followed; the message is for the learner."""


class Followed:
    """One candidate for one [MASK]: what becomes of it when the model is changed.

    piece: as the vocabulary has it; position: token of the [MASK]; log_p: natural logarithm of
    its probability in the unchanged model.
    """

    def __init__(
        self, model: Any, tokenizer: Any, sentence: str, mask: int = 0, word: str = ""
    ) -> None:
        """`mask`: which [MASK], from 0; `word`: what to follow, the first guess if empty.

        Raises SentenceError, WordError, or ValueError where there is no such [MASK].
        """
        self._model = model
        self._inputs, _ = encode(tokenizer, model.config.max_position_embeddings, sentence)
        masked = (self._inputs["input_ids"][0] == tokenizer.mask_token_id).nonzero().flatten()
        if mask >= len(masked):
            raise ValueError(f"no [MASK] number {mask} in the sentence")
        self.position = int(masked[mask])
        plain = self._log_probabilities(NONE)
        self._id = _piece(tokenizer, word) if word else int(plain.argmax())
        self.piece = tokenizer.convert_ids_to_tokens(self._id)
        self.log_p = float(plain[self._id])

    @torch.inference_mode()
    def _log_probabilities(self, change: Intervention) -> torch.Tensor:
        """(vocabulary,)"""
        logits = self._model(**self._inputs, trace=[], change=change).logits
        return logits[0, self.position].log_softmax(-1)

    def after(self, change: Intervention) -> float:
        """By how much its log-probability changes."""
        return float(self._log_probabilities(change)[self._id]) - self.log_p

    def without(self, heads: Iterable[Head]) -> float:
        """By how much it changes with these heads' contexts set to zero."""
        return self.after(Intervention(heads_off=frozenset(heads)))

    def effects(self) -> Float[np.ndarray, "layers heads"]:
        """The same for each head switched off alone."""
        config = self._model.config
        layers, heads = range(config.num_hidden_layers), range(config.num_attention_heads)
        return np.array([[self.without([(i, j)]) for j in heads] for i in layers])

    def beside(self, off: Iterable[Head]) -> tuple[Float[np.ndarray, " sets"], bool]:
        """(changes, complete): the same for other sets of as many heads, `off` itself left out.

        All of them where they are DRAWS or fewer, or single heads; otherwise DRAWS different
        ones, always the same.
        """
        config = self._model.config
        every = [
            (i, j)
            for i in range(config.num_hidden_layers)
            for j in range(config.num_attention_heads)
        ]
        off = frozenset(off)
        complete = len(off) == 1 or comb(len(every), len(off)) - 1 <= DRAWS
        sets = _all(every, off) if complete else _drawn(every, off)
        return np.array([self.without(heads) for heads in sets]), complete


def _all(every: list[Head], off: frozenset[Head]) -> list[frozenset[Head]]:
    return [frozenset(c) for c in combinations(every, len(off)) if frozenset(c) != off]


def _drawn(every: list[Head], off: frozenset[Head]) -> list[frozenset[Head]]:
    draw, found = np.random.default_rng(0), dict[frozenset[Head], None]()
    while len(found) < DRAWS:
        chosen = draw.choice(len(every), len(off), replace=False)
        heads = frozenset(every[i] for i in chosen)
        if heads != off:
            found[heads] = None
    return list(found)


def _piece(tokenizer: Any, word: str) -> int:
    pieces = tokenizer.tokenize(word)
    if len(pieces) != 1:
        raise WordError(
            f"一个 [MASK] 只能猜一个词元，“{word}”有 {len(pieces)} 个：请写一个字。"
            if pieces
            else "写一个字，看它的概率怎样变。"
        )
    [number] = tokenizer.convert_tokens_to_ids(pieces)
    if number == tokenizer.unk_token_id:
        raise WordError(f"“{word}”不在模型的词表里，它猜不出这个字。请换一个。")
    return number
