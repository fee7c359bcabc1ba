"""Where the value goes: the steps of one layer for one position, and who wrote a vector."""

from dataclasses import dataclass

import numpy as np

from lib.anatomy.network import Network
from lib.anatomy.score_parts import Part, parts_below, stream
from lib.anatomy.whole_model import LayerPass, Pass, Weights
from lib.toy import multi_head as toy


@dataclass(frozen=True, eq=False)
class Station:
    """One vector on the way (hidden,), what it is called, and what made it of the one before.

    `comparable`: its dimensions are those of the stream; the heads' before W_O are their own.
    """

    name: str
    how: str
    vector: np.ndarray
    comparable: bool = True

    @property
    def length(self) -> float:
        """Euclidean."""
        return float(np.linalg.norm(self.vector))

    def cosine(self, other: "Station") -> float:
        """1: the same direction, 0: a right angle, −1: the opposite direction."""
        return float(self.vector @ other.vector / max(self.length * other.length, 1e-300))


def stations(one: LayerPass, position: int) -> tuple[Station, ...]:
    """One token's vectors through a layer, in order."""
    entering, written = one.entering[position], one.written[position]
    attended, fed = one.attended[position], one.fed[position]
    return (
        Station("进来的", "下面一层交上来的向量。", entering),
        Station(
            "各头拼起来", "每个头取来的（权重 × 值之和），并排放在一起。", one.joined[position]
        ),
        Station("过 W_O", "乘 W_O，把各头混在一起：这是注意力写进来的。", written),
        Station("加上（残差）", "加到进来的向量上，不是换掉它。", entering + written),
        Station("归一", "减去平均，除以宽窄，再乘上和加上学来的数。", attended),
        Station("前馈写的", "只看这一个字自己：两次矩阵乘法，中间一个弯折（GELU）。", fed),
        Station("再加上", "又加到原来的向量上。", attended + fed),
        Station("再归一，交出去", "下一层的查询、键、值都从它来。", one.leaving[position]),
    )


def writers(
    network: Network, found: Pass, layer: int, position: int
) -> tuple[tuple[Part, ...], np.ndarray]:
    """(parts, (parts, hidden)): who wrote the vector that leaves `layer` (−1: the embeddings)."""
    parts = parts_below(layer + 1, network.heads)
    return parts, stream(network, found, layer + 1, [position])[:, 0]


def shares(vectors: np.ndarray) -> np.ndarray:
    """(parts,): the length of each part's shadow on the whole, as a share of it; they sum to 1."""
    whole = vectors.sum(0)
    return vectors @ whole / max(whole @ whole, 1e-300)


def states(found: Pass) -> np.ndarray:
    """(layers + 1, tokens, hidden): what enters the first layer and what leaves each."""
    return np.stack([found.layers[0].entering, *(layer.leaving for layer in found.layers)])


def toy_weights() -> Weights:
    """The three words' layer of `lib.toy.multi_head`, as a checkpoint would store it.

    Its normalisations learnt nothing; its feed-forward part is made by hand: one inner number
    rises where an action met a thing, another where a person met an action, and each writes what
    it found into a dimension of its own.
    """
    w = {name: matrix.T for name, matrix in toy.WEIGHTS.items()}  # stored as (out, in)
    inner = np.array([[0, 1, 1, 0], [1, 1, 0, 0]], float)
    back = np.array([[0, 0], [0, 1], [1, 0], [1, 0]], float)
    matrices = {
        "attention.self.query": w["W_Q"],
        "attention.self.key": w["W_K"],
        "attention.self.value": w["W_V"],
        "attention.output.dense": w["W_O"],
        "intermediate.dense": inner,
        "output.dense": back,
    }
    made: dict[str, np.ndarray] = {}
    for name, matrix in matrices.items():
        made |= {f"toy.{name}.weight": matrix, f"toy.{name}.bias": np.zeros(len(matrix))}
    for name in ("attention.output.LayerNorm", "output.LayerNorm"):
        made |= {f"toy.{name}.weight": np.ones(4), f"toy.{name}.bias": np.zeros(4)}
    return made
