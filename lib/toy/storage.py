"""A toy table as JSON text, for a file or an address; nothing that is read back is trusted."""

import json

from lib.toy.matrices import LARGEST, MatrixError, matrix
from lib.toy.table import Toy

TAKEN = ("scale_dim", "reference", "about")
NAMES = ("query_names", "key_names", "value_names", "key_dims")


def dump(toy: Toy) -> str:
    """The table as JSON text, for a file or an address."""
    data = {"Q": toy.query, "K": toy.key, "V": toy.value}
    data |= {name: getattr(toy, name) for name in NAMES}
    data |= {name: getattr(toy, name) for name in TAKEN if getattr(toy, name)}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def restore(text: str) -> Toy:
    """The inverse of `dump`. Names may be missing; raises MatrixError on anything else."""
    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode()  # half a character is refused here
        rows = [data[name] for name in "QKV"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise MatrixError(
            "这里没有 Q、K、V 三个矩阵：请用从计算器下载的文件或复制的链接。"
        ) from None
    for name, value in zip("QKV", rows, strict=True):
        if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
            raise MatrixError(f"{name} 不是矩阵：应是由几行数组成的列表。")
    names = {}
    for name in NAMES:
        given = data.get(name, ())
        listed = given if isinstance(given, list) else ()
        names[name] = tuple(str(n)[:20] for n in listed[:LARGEST])
    scale, reference = data.get("scale_dim"), data.get("reference") or []
    if not isinstance(reference, list):
        raise MatrixError("reference 应是一行数。")
    blank = Toy(
        title="自己的表",
        about=str(data.get("about", ""))[:300],
        query=(),
        key=(),
        value=(),
        scale_dim=scale if isinstance(scale, int) and 1 <= scale <= 4096 else None,
        reference=tuple(matrix([reference], "reference")[0].tolist()) if reference else (),
        **names,
    )
    toy = blank.replaced(*(matrix(v, n) for n, v in zip("QKV", rows, strict=True)))
    check(toy)
    return toy


def check(toy: Toy) -> None:
    """Raise MatrixError where Q, K and V do not fit together."""
    if len(toy.query[0]) != len(toy.key[0]):
        raise MatrixError(
            f"Q 有 {len(toy.query[0])} 列，K 有 {len(toy.key[0])} 列：列数要相同，才能做点积。"
        )
    if len(toy.key) != len(toy.value):
        raise MatrixError(
            f"K 有 {len(toy.key)} 行，V 有 {len(toy.value)} 行：每个键要配一个值，行数要相同。"
        )
