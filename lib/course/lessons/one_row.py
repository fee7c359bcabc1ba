"""One row of one real head, number by number: from x to the guess, each number with its source."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lib.anatomy.network import Network
from lib.anatomy.whole_model import LayerPass, Pass
from lib.model.reading import Reading
from lib.text.numbers import show

TIED = ("读", "本")  # the verb of “书” and its measure word
LARGEST = 3  # products of a long sum that are written out
MASK = "[MASK]"


@dataclass(frozen=True)
class Place:
    """Where a number comes from: a step of the lesson, and what is chosen there.

    token: which key; dim: which of the head's numbers; kind: Q, K or V. None leaves a choice.
    """

    step: str
    token: int | None = None
    dim: int | None = None
    kind: str | None = None


@dataclass(frozen=True)
class Piece:
    """A bit of a line; `source` where it is a number that came from somewhere."""

    text: str
    source: Place | None = None


Line = tuple[Piece, ...]


def first_row(reading: Reading, query: int) -> tuple[int, int]:
    """(layer, head), from 0, that gives most to the verb and the measure word of `query`."""
    tied = [i for i, token in enumerate(reading.tokens) if token.text in TIED]
    if not tied:
        return 0, 0
    shares = reading.weights[:, :, query, tied].sum(-1)
    layer, head = np.unravel_index(shares.argmax(), shares.shape)
    return int(layer), int(head)


@dataclass(frozen=True, eq=False)
class Chain:
    """The row `query` of a head, counted from 0, in a pass of `network`."""

    network: Network
    passed: Pass
    layer: int
    head: int
    query: int

    @property
    def at(self) -> LayerPass:
        """The layer."""
        return self.passed.layers[self.layer]

    @property
    def x(self) -> np.ndarray:
        """(hidden,): what enters."""
        return self.at.entering[self.query]

    @property
    def d(self) -> int:
        """Numbers a head."""
        return self.at.query.shape[-1]

    @property
    def weights(self) -> np.ndarray:
        """(keys,)."""
        return self.at.steps.weights[self.head, self.query]

    def vectors(self, kind: str) -> np.ndarray:
        """(tokens, d): this head's Q, K or V."""
        return {"Q": self.at.query, "K": self.at.key, "V": self.at.value}[kind][self.head]

    def _parameters(self, part: str) -> tuple[np.ndarray, np.ndarray]:
        name = f"bert.encoder.layer.{self.layer}.attention.{part}"
        return self.network.weights[f"{name}.weight"], self.network.weights[f"{name}.bias"]

    # ── what the learner is asked ───────────────────────────────────────────────────────────

    def likeness(self, other: int) -> float:
        """Cosine of the row with another token's, as both enter the layer."""
        return cosine(self.x, self.at.entering[other])

    def added(self) -> np.ndarray:
        """(keys,): how long what each key adds to the head's output is, weight × ‖v‖."""
        return self.weights * np.linalg.norm(self.vectors("V"), axis=-1)

    def written_by(self) -> np.ndarray:
        """(heads,): the length of what each head of the layer writes into the row."""
        matrix, _ = self._parameters("output.dense")  # (hidden, hidden): out, in
        joined = self.at.joined[self.query]
        parts = [
            matrix[:, h * self.d : (h + 1) * self.d] @ joined[h * self.d : (h + 1) * self.d]
            for h in range(len(self.at.query))
        ]
        return np.linalg.norm(parts, axis=-1)

    def kept(self) -> float:
        """Cosine of the row before with the row after attention was added."""
        return cosine(self.x, self.x + self.at.written[self.query])

    # ── one number, and where it comes from ─────────────────────────────────────────────────

    def of_x(self, dim: int, kind: str, token: int) -> Line:
        """q, k or v: x · w + b."""
        part = {"Q": "query", "K": "key", "V": "value"}[kind]
        matrix, bias = self._parameters(f"self.{part}")
        row = self.head * self.d + dim
        entering = self.at.entering[token]
        return (
            Piece(f"{kind.lower()} 的第 {dim + 1} 个数 = "),
            *_sum(entering, matrix[row], lambda i: Place("start", token=token), "x", "w"),
            Piece(f" + 偏置 {show(bias[row])} = {show(self.vectors(kind)[token, dim])}"),
        )

    def of_score(self, token: int) -> Line:
        """q · k."""
        q, k = self.vectors("Q")[self.query], self.vectors("K")[token]
        return (
            Piece("q·k = "),
            *_sum(
                q,
                k,
                lambda i: Place("query", self.query, i, "Q"),
                "q",
                "k",
                lambda i: Place("query", token, i, "K"),
            ),
            Piece(f" = {show(self.at.steps.scores[self.head, self.query, token])}"),
        )

    def of_scaled(self, token: int) -> Line:
        """score ÷ √d."""
        steps = self.at.steps
        return (
            Piece(show(steps.scores[self.head, self.query, token]), Place("score", token)),
            Piece(f" ÷ √{self.d} = {show(steps.scaled[self.head, self.query, token])}"),
        )

    def of_weight(self, token: int) -> Line:
        """e^score over the sum of all."""
        scaled = self.at.steps.scaled[self.head, self.query]
        powers = np.exp(scaled - scaled.max())
        return (
            Piece("先减去最大的："),
            Piece(show(scaled[token]), Place("scale", token)),
            Piece(f" − {show(scaled.max())} = {show(scaled[token] - scaled.max())}；"),
            Piece(f"e 的幂 {show(powers[token], 4)}，除以总和 {show(powers.sum(), 4)}，"),
            Piece(f"得 {show(self.weights[token], 4)}"),
        )

    def of_context(self, dim: int) -> Line:
        """Σ weight × value."""
        return (
            Piece(f"输出的第 {dim + 1} 个数 = "),
            *_sum(
                self.weights,
                self.vectors("V")[:, dim],
                lambda i: Place("softmax", i),
                "a",
                "v",
                lambda i: Place("query", i, dim, "V"),
                4,
            ),
            Piece(f" = {show(self.at.steps.context[self.head, self.query, dim])}"),
        )

    def of_written(self, dim: int) -> Line:
        """The joined heads · W_O + b."""
        matrix, bias = self._parameters("output.dense")
        own = range(self.head * self.d, (self.head + 1) * self.d)
        return (
            Piece(f"写进去的第 {dim + 1} 个数 = "),
            *_sum(
                self.at.joined[self.query],
                matrix[dim],
                lambda i: Place("sum", dim=i - own.start) if i in own else None,
                "拼",
                "w",
            ),
            Piece(f" + 偏置 {show(bias[dim])} = {show(self.at.written[self.query, dim])}"),
        )

    def of_after(self, dim: int) -> Line:
        """x + what was written."""
        written = self.at.written[self.query, dim]
        return (
            Piece(f"新的第 {dim + 1} 个数 = "),
            Piece(show(self.x[dim]), Place("start", self.query, dim)),
            Piece(" + "),
            Piece(_signed(written), Place("join", dim=dim)),
            Piece(f" = {show(self.x[dim] + written)}"),
        )


def _sum(
    left: np.ndarray,
    right: np.ndarray,
    source: Callable[[int], Place | None],
    first: str,
    second: str,
    other: Callable[[int], Place | None] = lambda i: None,
    digits: int = 3,
) -> list[Piece]:
    """The largest products of a sum with their places in it, and the rest as one number."""
    products = left * right
    written = np.sort(np.argsort(-np.abs(products), kind="stable")[:LARGEST])
    pieces = []
    for i in written:
        pieces += [
            Piece(_signed(left[i], digits), source(int(i))),
            Piece("×"),
            Piece(_signed(right[i]), other(int(i))),
            Piece(" + "),
        ]
    count = len(products) - len(written)
    rest = float(products.sum() - products[written].sum())
    return [*pieces, Piece(f"其余 {count} 项 {_signed(rest)}")]


def _signed(number: float, digits: int = 3) -> str:
    return f"({show(number, digits)})" if number < 0 else show(number, digits)


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    """1: the same direction; 0: nothing in common."""
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def covered(network: Network, reading: Reading, query: int) -> tuple[Pass, list[tuple[str, float]]]:
    """The pass with `query` covered, and its five best guesses with their probabilities."""
    tokens = [
        replace(token, piece=MASK) if i == query else token
        for i, token in enumerate(reading.tokens)
    ]
    passed = network.run(replace(reading, tokens=tuple(tokens)))
    logs = network.guess(passed.layers[-1].leaving[query])
    best: Sequence[int] = np.argsort(-logs, kind="stable")[:5].tolist()
    return passed, [(network.pieces[i], float(np.exp(logs[i]))) for i in best]
