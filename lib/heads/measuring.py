"""Measure every head of a loaded model: on sentences, on a treebank, and by switching it off."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch

from lib.heads import norms, relations, samples, treebank, words
from lib.heads.head_file import Basis, Costs, HeadFile
from lib.heads.joining import join
from lib.heads.measures import Totals
from lib.heads.relations import intervals
from lib.heads.treebank import Sentence
from lib.model.bert import read
from lib.model.intervention import NONE, Intervention
from lib.model.tokens import SentenceError, encode

COVERED = 240  # characters that are covered, one a sentence


def measure(
    model: Any,
    tokenizer: Any,
    key: str,
    sentences: Sequence[str] | None = None,
    split_sentences: dict[str, Sequence[Sentence]] | None = None,
    covered: int = COVERED,
    progress: Callable[[float], None] = lambda share: None,
) -> HeadFile:
    """Everything in `HeadFile`; `progress` hears how much is done, from 0 to 1.

    sentences: those of `samples` if None; split_sentences: the treebank's “dev” and “test”.
    """
    sentences = samples.sentences() if sentences is None else sentences
    banks = split_sentences or {split: treebank.shipped(split) for split in ("dev", "test")}
    config = model.config
    passes = 1 + config.num_hidden_layers * config.num_attention_heads
    total = len(sentences) + sum(map(len, banks.values())) + passes * covered
    done = 0

    def step(count: int = 1) -> None:
        nonlocal done
        done += count
        progress(min(1.0, done / total))

    try:
        parts = norms.of_model(model)
    except KeyError:  # ALBERT and DistilBERT keep their W_O elsewhere
        parts = None
    plain, weighted, used = Totals(), Totals(), 0
    for sentence in sentences:
        step()
        try:
            reading = read(model, tokenizer, sentence, checkpoint=key)
        except SentenceError:  # longer than this model's positions, or all unknown to it
            continue
        used += 1
        own = words.group(reading, words.segment(sentence))
        plain.add(reading, own)
        if parts is not None:
            weighted.add(reading, own, norms.norm_weights(reading, parts))
    found = {
        split: relations.collect(_joined(model, tokenizer, key, bank, step))
        for split, bank in banks.items()
    }
    costs, places = _costs(model, tokenizer, sentences, covered, lambda: step(passes))
    basis = Basis(used, found["dev"][""], found["test"][""], places)
    compared = relations.compare(found["dev"], found["test"])
    norm = None if parts is None else weighted.heads()
    return HeadFile(basis, plain.heads(), norm, costs, tuple(compared))


def _joined(
    model: Any, tokenizer: Any, key: str, bank: Sequence[Sentence], step: Callable[[], None]
) -> Iterator[tuple[int, Sentence, np.ndarray]]:
    """(number, sentence, attention between its words) of all that this model can read."""
    for number, sentence in enumerate(bank):
        step()
        try:
            reading = read(model, tokenizer, sentence.text, checkpoint=key)
        except SentenceError:
            continue
        spans = [(token.start, token.end) for token in reading.tokens]
        member = treebank.belongs(sentence.words, spans)
        if member is not None:
            yield number, sentence, join(reading.weights, member)


def covered_characters(
    tokenizer: Any, limit: int, sentences: Sequence[str], count: int
) -> Iterator[tuple[Any, int, int]]:
    """(inputs, position, id of the true character), one a sentence, always the same.

    Only Chinese characters that are one piece of the vocabulary, with [MASK] in their place.
    """
    draw, found = np.random.default_rng(0), 0
    for sentence in sentences:
        if found == count:
            return
        try:
            inputs, tokens = encode(tokenizer, limit, sentence)
        except SentenceError:
            continue
        able = [i for i, t in enumerate(tokens) if not t.unknown and _chinese(t.text)]
        if able:
            at = int(draw.choice(able))
            true = int(inputs["input_ids"][0, at])
            inputs["input_ids"][0, at] = tokenizer.mask_token_id
            found += 1
            yield inputs, at, true


def _chinese(text: str) -> bool:
    return len(text) == 1 and unicodedata.name(text, "").startswith("CJK UNIFIED")


@torch.inference_mode()
def _costs(
    model: Any, tokenizer: Any, sentences: Sequence[str], count: int, step: Callable[[], None]
) -> tuple[Costs, int]:
    """(Costs, how many characters were covered)"""
    config = model.config
    layers, heads = config.num_hidden_layers, config.num_attention_heads
    rows = []
    limit = config.max_position_embeddings
    for inputs, at, true in covered_characters(tokenizer, limit, sentences, count):

        def log_p(
            change: Intervention, inputs: Any = inputs, at: int = at, true: int = true
        ) -> float:
            logits = model(**inputs, trace=[], change=change).logits
            return float(logits[0, at].log_softmax(-1)[true])

        whole = log_p(NONE)
        rows.append(
            [
                [whole - log_p(Intervention(heads_off=frozenset([(i, j)]))) for j in range(heads)]
                for i in range(layers)
            ]
        )
        step()
    return costs_of(np.array(rows).reshape(-1, layers, heads)), len(rows)


def costs_of(lost: np.ndarray) -> Costs:
    """lost: (characters, layers, heads), by how much each fell without each head."""
    number = np.arange(len(lost))  # each character comes from a sentence of its own
    heads = lost.shape[-1]
    others = (lost.sum(-1, keepdims=True) - lost) / max(heads - 1, 1)
    low, high = intervals(lost, number)
    beyond_low, beyond_high = intervals(lost - others, number)
    return Costs(lost.mean(0), low, high, others.mean(0), beyond_low, beyond_high)
