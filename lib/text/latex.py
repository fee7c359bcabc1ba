"""The four steps as LaTeX, filled with the learner's own numbers.

Vaswani et al. 2017, equation 1, written out for one query row.
"""

from collections.abc import Iterable

import numpy as np

from lib.attention import AttentionSteps
from lib.text import palette
from lib.text.numbers import show

TERMS = 4  # a longer sum is shortened to its first and last term
NOISE = 1e-9  # as good as 0
DIMS = 2  # so many dimensions of the context are written out
Q, K, V, A = (
    rf"\textcolor{{{colour}}}"
    for colour in (palette.QUERY, palette.KEY, palette.VALUE, palette.WEIGHT)
)

ATTENTION = (
    rf"\mathrm{{Attention}}({Q}{{Q}}, {K}{{K}}, {V}{{V}}) = "
    rf"{A}{{\mathrm{{softmax}}\!\left(\frac{{{Q}{{Q}}\,{K}{{K}}^\top}}{{\sqrt{{d_k}}}}\right)}}\,{V}{{V}}"
)


def number(x: float, decimals: int = 4) -> str:
    """At most so many decimals, without trailing zeros; what is not 0 is not written as 0.

    Below NOISE it is: 0.1 + 0.2 − 0.3 is 5.6·10⁻¹⁷ in floating point.
    """
    if np.isneginf(x):
        return r"-\infty"
    text = show(x, decimals).replace("−", "-")
    if text == "0" and abs(x) > NOISE:
        factor, power = f"{x:.1e}".split("e")
        return rf"{factor.removesuffix('.0')}\times 10^{{{int(power)}}}"
    return text


def name(text: str) -> str:
    """A learner's text inside a formula: letters, digits and a few harmless marks are kept."""
    kept = "".join(c for c in text if c.isalnum() or c in " -·[]，。？！、：；“”（）")
    return rf"\text{{{kept or '·'}}}"


def _signed(x: float, decimals: int = 4) -> str:
    return f"({number(x, decimals)})" if x < 0 else number(x, decimals)


def _sum(terms: list[str]) -> str:
    if len(terms) > TERMS:
        terms = [terms[0], r"\cdots", terms[-1]]
    return " + ".join(terms)


def _aligned(lines: list[str], gap: str = "2pt") -> str:
    return r"\begin{aligned}" + rf"\\[{gap}]".join(lines) + r"\end{aligned}"


def dot_products(query: np.ndarray, key: np.ndarray, names: list[str], scores: np.ndarray) -> str:
    """q·k for every key: query (d_k,), key (n, d_k), scores (n,)."""
    decimals = 4 if len(query) <= TERMS else 2
    lines = []
    for label, row, score in zip(names, key, scores, strict=True):
        products = [
            rf"{_signed(a, decimals)}\times {_signed(b, decimals)}"
            for a, b in zip(query, row, strict=True)
        ]
        sign = equals(np.concatenate([query, row]), decimals)
        lines.append(
            rf"{Q}{{q}}\cdot {K}{{k}}_{{{name(label)}}} &{sign} {_sum(products)}"
            rf" {equals(score)} {number(score)}"
        )
    return _aligned(lines)


def scaling(
    names: list[str],
    steps: AttentionSteps,
    row: int,
    d_k: int | None,
    temperature: float,
    uniform: bool = False,
) -> str:
    """score/√d_k/T for every key; `d_k` None where the root is off; `uniform`: score × 0.

    A blocked key is divided by nothing: its score is replaced.
    """
    lines = []
    for label, score, scaled in zip(names, steps.scores[row], steps.scaled[row], strict=True):
        under = "".join(
            [
                rf" \div \sqrt{{{d_k}}}" if d_k else "",
                rf" \div {number(temperature)}" if temperature != 1 else "",
            ]
        )
        under = r" \times 0" if uniform else under
        if np.isneginf(scaled):
            done = r"\text{屏蔽}\;\to\;-\infty"
        elif under:
            done = f"{number(score)}{under} {equals(scaled)} {number(scaled)}"
        else:
            done = number(scaled)
        lines.append(rf"{K}{{{name(label)}}}:\quad & {done}")
    return _aligned(lines)


PLAIN = 9.0  # e⁹ = 8103.08, e⁻⁹ = 0.0001: beyond, the largest score is subtracted first


def softmax(
    names: list[str],
    steps: AttentionSteps,
    row: int,
    one_more: bool = False,
    less_largest: bool = False,
) -> str:
    """Exponentials over their sum, for every key; of `one_more` 1 in the sum as well.

    `less_largest`: the largest score is subtracted before, as the code does; so it is also where
    a plain exponential would be too large to show.
    """
    scaled, weights = steps.scaled[row], steps.weights[row]
    subtract = less_largest or not fits(scaled)
    highest = (max(scaled.max(), 0.0) if one_more else float(scaled.max())) if subtract else 0.0
    exponentials = np.exp(scaled - highest)
    added = [number(e) for e in exponentials]
    if one_more:
        added.append(rf"e^{{-{_signed(highest)}}}" if subtract else "1")
    whole = exponentials.sum() + (np.exp(-highest) if one_more else 0.0)
    total = number(whole)
    lines = [rf"\text{{总和}} &= {_sum(added)} {equals(whole)} {total}"]
    for label, s, e, w in zip(names, scaled, exponentials, weights, strict=True):
        power = rf"e^{{{number(s)}{'-' + _signed(highest) if subtract else ''}}}"
        lines.append(
            rf"{A}{{a}}_{{{name(label)}}} &= \frac{{{power}}}{{{total}}}"
            rf" {equals(exponentials)} \frac{{{number(e)}}}{{{total}}} {equals(w)} {number(w)}"
        )
    return _aligned(lines, "8pt")


def fits(scaled: np.ndarray) -> bool:
    """Whether e to each of these can be written with a few digits; −∞ counts as 0."""
    return bool(np.abs(scaled[np.isfinite(scaled)]).max(initial=0) <= PLAIN)


def equals(x: float | np.ndarray, decimals: int = 4) -> str:
    """= where `number` writes x (all of it) as it is, ≈ where it rounds."""
    finite = np.asarray(x, float)[np.isfinite(x)]
    written = finite.round(decimals)
    small = (written == 0) & (abs(finite) > NOISE)
    written[small] = [float(f"{each:.1e}") for each in finite[small]]
    exact = np.allclose(finite, written, rtol=0, atol=1e-12)
    return "=" if exact else r"\approx"


def weighted_sum(steps: AttentionSteps, row: int, value: np.ndarray, dims: list[str]) -> str:
    """The context: value (n, d_v). Two dimensions are written out, of more only the first.

    Five decimals of a weight: what is printed multiplies out to the sum that is printed.
    """
    weights, context = steps.weights[row], steps.context[row]
    lines = []
    written = value.shape[1] if value.shape[1] <= DIMS else 1
    sign = equals(weights, 5)
    for j in range(written):
        terms = [
            rf"{A}{{{number(w, 5)}}}\times {V}{{{_signed(v)}}}"
            for w, v in zip(weights, value[:, j], strict=True)
        ]
        # Two terms a line: a longer one would not fit beside its picture.
        pairs = [" + ".join(terms[i : i + 2]) for i in range(0, len(terms), 2)]
        lines += [
            rf"{name(dims[j])} &{sign} {pairs[0]}",
            *(rf"&\quad + {pair}" for pair in pairs[1:]),
        ]
        lines.append(rf"&{sign} \mathbf{{{context[j]:.7g}}}")
    for j in range(written, value.shape[1]):
        lines.append(rf"{name(dims[j])} &= \cdots {sign} \mathbf{{{context[j]:.7g}}}")
    return _aligned(lines)


COLOURS = {"Q": Q, "K": K, "V": V, "A": A}


def matrix(
    array: np.ndarray,
    colour: str = "",
    heads: int = 1,
    marked: Iterable[tuple[int, int]] = (),
    hidden: bool = False,
) -> str:
    """(rows, columns) between brackets, at most two decimals; `colour` is a key of COLOURS.

    `marked` cells stand out, or show “?” where they are `hidden`.
    """
    cells = [[_short(x) for x in row] for row in array]
    for i, j in marked:
        cells[i][j] = rf"{A}{{\mathbf{{{'?' if hidden else cells[i][j]}}}}}"
    columns = "|".join(["c" * (array.shape[1] // heads)] * heads)
    rows = r" \\ ".join(" & ".join(row) for row in cells)
    body = rf"\left[\begin{{array}}{{{columns}}} {rows} \end{{array}}\right]"
    return paint(body, colour)


def paint(body: str, colour: str) -> str:
    """`body` in the colour of queries, keys, values or weights."""
    return f"{COLOURS[colour]}{{{body}}}" if colour else body


def _short(x: float) -> str:
    return number(round(float(x), 2))
