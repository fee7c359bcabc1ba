"""Reading back what a page tells in words."""

import re
import unicodedata


def differences(text: str) -> list[float]:
    """The numbers in “最大相差 1.5×10⁻⁷（不到百万分之一）” or “最大相差 0.25”."""
    found = re.findall(r"最大相差 ([\d.]*\d)(?:×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    plain = [(x, unicodedata.normalize("NFKC", power).replace("−", "-")) for x, power in found]
    return [float(f"{x}e{power or 0}") for x, power in plain]
