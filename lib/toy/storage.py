"""A toy table as JSON text, for a file or an address; nothing that is read back is trusted."""

import json

from lib.text import lengths
from lib.toy.matrices import LARGEST, MatrixError, matrix
from lib.toy.short_names import short
from lib.toy.table import Toy

NAMES = ("query_names", "key_names", "value_names", "key_dims")


def dump(toy: Toy) -> str:
    """The table as JSON text, for a file or an address."""
    data = {"Q": toy.query.tolist(), "K": toy.key.tolist(), "V": toy.value.tolist()}
    data |= {name: getattr(toy, name) for name in NAMES}
    if toy.scale_dim:
        data["scale_dim"] = toy.scale_dim
    if toy.reference is not None:
        data["reference"] = toy.reference.tolist()
    if toy.about:
        data["about"] = toy.about
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def restore(text: str) -> Toy:
    """The inverse of `dump`. Names may be missing; raises MatrixError on anything else."""
    if len(text) > lengths.TABLE:
        raise MatrixError(f"太长了：一张表最多 {lengths.TABLE} 个字符，这里有 {len(text)} 个。")
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
        names[name] = tuple(short(str(n)) for n in listed[:LARGEST])
    scale, reference = data.get("scale_dim"), data.get("reference") or None
    if not isinstance(reference, list | None):
        raise MatrixError("reference 应是一行数。")
    query, key, value = (matrix(v, n) for n, v in zip("QKV", rows, strict=True))
    return Toy(
        title="自己的表",
        about=short(str(data.get("about", "")), 300),
        query=query,
        key=key,
        value=value,
        scale_dim=scale if isinstance(scale, int) and 1 <= scale <= 4096 else None,
        reference=matrix([reference], "reference")[0] if reference else None,
        **names,
    )
