"""Readings to ask questions about: the shipped one, and others made from random numbers."""

import dataclasses

import numpy as np
import pytest

from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.model.intervention import NONE
from lib.model.reading import Guess, Reading, Token
from lib.precompute import opening_path

pytest.register_assert_rewrite("tests.course.practice.by_hand")

CHARACTERS = "我你他在书读看了的是小猫追着太阳跑它很好"
GUESSED = tuple("书画报人天水火山大小多少上下左右")


def softmax(scores: np.ndarray) -> np.ndarray:
    """Written anew, so that nothing under test checks itself."""
    exponentials = np.exp(scores - scores.max(-1, keepdims=True))
    return exponentials / exponentials.sum(-1, keepdims=True)


def random_reading(seed: int, sentence: str | None = None, size=None) -> Reading:
    """A Reading whose numbers fit together but come from no model."""
    rng = np.random.default_rng(seed)
    if sentence is None:
        count = int(rng.integers(6, 20))
        sentence = "".join(rng.choice(list(CHARACTERS), count))
    layers, heads = size or (int(rng.integers(1, 5)), int(rng.integers(2, 5)))
    d = 12
    tokens = [Token("[CLS]", "[CLS]", 0, 0, 0, special=True)]
    at = 0
    while at < len(sentence):
        text = "[MASK]" if sentence.startswith("[MASK]", at) else sentence[at]
        tokens.append(Token(text, text, at, at + len(text), 0))
        at += len(text)
    tokens.append(Token("[SEP]", "[SEP]", 0, 0, 0, special=True))
    n = len(tokens)
    spread = rng.uniform(0.5, 3, (layers, heads, 1, 1))  # some heads sharp, some broad
    query = (rng.normal(size=(layers, heads, n, d)) * spread).astype("float32")
    key, value = (rng.normal(size=(layers, heads, n, d)).astype("float32") for _ in range(2))
    # Some heads look at a neighbour, as real ones do.
    for layer in range(layers):
        for shift, head in ((1, 0), (-1, 1)):
            for i in range(n):
                if 0 <= i - shift < n:
                    towards = query[layer, head, i]
                    key[layer, head, i - shift] += 4 * towards / np.linalg.norm(towards)
    weights = softmax(query @ key.swapaxes(-1, -2) / np.sqrt(d))
    guesses = []
    for position, token in enumerate(tokens):
        if token.text == "[MASK]":
            order = rng.permutation(len(GUESSED))
            logs = np.sort(np.log(softmax(rng.normal(size=len(GUESSED)) * 2)))[::-1]
            guesses.append(Guess(position, tuple(GUESSED[i] for i in order), tuple(logs.tolist())))
    return Reading(
        sentence=sentence,
        pair=None,
        checkpoint="random",
        change=NONE,
        tokens=tuple(tokens),
        guesses=tuple(guesses),
        query=query,
        key=key,
        value=value,
        weights=weights,
        context=weights @ value,
    )


def fake_read(sentence: str) -> Reading:
    """In the place of a model: the same sentence always gives the same numbers."""
    return random_reading(sum(map(ord, sentence)), sentence, size=(2, 3))


@pytest.fixture(scope="session")
def opening() -> Reading:
    return Reading.load(opening_path(CATALOGUE[SHIPPED]))


@pytest.fixture(scope="session")
def readings(opening) -> list[Reading]:
    """Ten: the shipped one six times as often as each of the random ones with a [MASK]."""
    made = [random_reading(seed) for seed in range(6)]
    masked = [random_reading(seed, f"我在图书馆读[MASK]书{seed}本") for seed in range(2)]
    return [opening, *made[:3], opening, *made[3:], *masked]


@pytest.fixture(scope="session")
def hostile(opening) -> Reading:
    """The opening sentence with Markdown, HTML and LaTeX in the place of its characters."""
    odd = ["*", "_", "$", "`", "<b>", "[x](y)", ":smile:", "|", "#", "\\"]
    tokens = [
        dataclasses.replace(token, text=odd[i % len(odd)]) if not token.special else token
        for i, token in enumerate(opening.tokens)
    ]
    sentence = "$x$ <script>alert(1)</script> **b** :smile: [a](javascript:b)"
    return dataclasses.replace(opening, tokens=tuple(tokens), sentence=sentence)
