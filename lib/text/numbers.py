"""Numbers on the way in and out: what a learner types, and how the app writes its numbers."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence

LONGEST = 24


class NumberError(ValueError):
    """Not a number; the message is for the learner."""


def decimal(text: str) -> float:
    """“0.5”, full-width digits or “−3e2” → a number, infinite or NaN too. Raises NumberError."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    try:
        return float(plain.replace("_", "?"))  # “_” is no part of a number to a learner
    except ValueError:
        raise NumberError(f"“{plain[:LONGEST]}”不是数。") from None


def parse(text: str, unit: str = "") -> float | None:
    """“0.5”, “1/2”, “50%”, full-width digits or “−3” → a number; blank → None.

    With unit "%", “35” and “35%” both mean 35. Raises NumberError.
    """
    plain = unicodedata.normalize("NFKC", text).replace("。", ".")
    plain = re.sub(r"\s*([/%])\s*", r"\1", plain.strip())
    if not plain:
        return None
    if len(plain) > LONGEST:
        raise NumberError("太长了：请填一个数。")
    percent = plain.endswith("%")
    try:
        parts = [decimal(part) for part in plain.removesuffix("%").split("/")]
    except NumberError:
        raise NumberError(f"“{plain}”不是数：请填小数或分数，比如 0.33 或 1/3。") from None
    if len(parts) > 2 or (len(parts) == 2 and parts[1] == 0):
        raise NumberError(f"“{plain}”算不出来：分数写成 1/3 这样，分母不能是 0。")
    number = parts[0] if len(parts) == 1 else parts[0] / parts[1]
    if not math.isfinite(number):
        raise NumberError("请填一个有限的数。")
    return number / 100 if percent and unit != "%" else number


def show(number: float, digits: int = 3) -> str:
    """2 → “2”, 0.3333 → “0.333”, −1 → “−1” (a real minus sign, no trailing zeros)."""
    text = f"{number:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text.replace("-", "−")


UNITS = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))


def large(number: float) -> str:
    """1234.5 → “1234.5”, 26489122130 → “265 亿”, 3.2e40 → “3.2×10⁴⁰”."""
    size = abs(number)
    fitting = [(unit, name) for unit, name in UNITS if size >= unit]
    if size >= 1e16:
        text = _power_of_ten(number)
    elif fitting:
        unit, name = fitting[0]
        text = f"{number / unit:.3g} {name}"
    else:
        text = figures(number, 5)
    return text.replace("-", "−")


def figures(number: float, digits: int) -> str:
    """So many significant digits: 19.472891 → “19.47289” (7), 1.5e-7 → “1.5×10⁻⁷”, −2 → “−2”."""
    text = f"{number:.{digits}g}"
    if "e" in text:
        factor, power = text.split("e")
        text = factor + _raised(int(power))
    return text.replace("-", "−")


RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PARTS = {-4: "不到千分之一", -5: "不到万分之一", -6: "不到十万分之一"}


def _raised(power: int) -> str:
    return f"×10{str(power).translate(RAISED)}"


def _power_of_ten(number: float) -> str:
    digits, power = f"{number:.1e}".split("e")
    return digits + _raised(int(power))


def tiny(size: float) -> str:
    """A difference ≥ 0: 1.5e-7 → “1.5×10⁻⁷（不到百万分之一）”, 0.25 → “0.25”."""
    power = int(f"{size:.1e}".split("e")[1])
    if size == 0 or power > -4:
        return show(size)
    return f"{_power_of_ten(size)}（{PARTS.get(power, '不到百万分之一')}）"


def percent(share: float, digits: int = 0) -> str:
    """0.314 → “31%”, or “31.4%” with one digit; only 0 and 1 are shown as 0% and 100%.

    Where no digit would leave 0% or 100%, one is shown; what even that hides is “＜0.1%”.
    """
    if share <= 0 or share > 1 - 1e-6:
        return f"{share:.{digits}%}"
    places = max(digits, 1)
    least = 10 ** -(places + 2)
    if share < least:
        return f"＜{least:.{places}%}"
    if share >= 1 - least / 2:
        return f"＞{1 - least:.{places}%}"
    return f"{share:.0%}" if digits == 0 and 0.01 <= share < 0.995 else f"{share:.{places}%}"


def signed_percent(share: float, digits: int = 0) -> str:
    """“+12%”, “−3%”, and “+0%” for what rounds to nothing."""
    return f"{round(share, digits + 2) + 0.0:+.{digits}%}".replace("-", "−")


def signed(number: float, form: str = ".2f") -> str:
    """“+0.35” or “−0.35”: with a minus sign and not a hyphen; `form` as in format()."""
    return f"{number:+{form}}".replace("-", "−")


def vector(numbers: Iterable[float], digits: int = 3) -> str:
    """“[1, −2, 0]”."""
    return "[" + ", ".join(show(number, digits) for number in numbers) + "]"


def terms(left: Sequence[float], right: Sequence[float]) -> str:
    """A sum of products, spelled out: “1×2 + 0×(−3)”."""

    def factor(n: float) -> str:
        return f"({show(n)})" if n < 0 else show(n)

    return " + ".join(f"{factor(a)}×{factor(b)}" for a, b in zip(left, right, strict=True))


def table(header: Sequence[str], rows: Iterable[Iterable[str | float]]) -> str:
    """A Markdown table; numbers are shown by `show`."""

    def line(cells: Iterable[str | float]) -> str:
        texts = (c if isinstance(c, str) else show(float(c)) for c in cells)
        return "| " + " | ".join(texts) + " |"

    rule = "|" + "---|" * len(header)
    return "\n".join(["", line(header), rule, *(line(row) for row in rows), ""])
