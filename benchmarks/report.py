"""benchmarks/results.json (every value) and the table in benchmarks/README.md."""

import json
import os
import platform
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.browser import chromium
from benchmarks.timing import Row

HERE = Path(__file__).parent
RESULTS, README = HERE / "results.json", HERE / "README.md"
BEGIN, END = "<!-- table begins -->", "<!-- table ends -->"
PACKAGES = ("streamlit", "torch", "transformers", "altair", "numpy", "bertviz")


def write(name: str, rows: list[Row], raw: dict) -> None:
    """Put the results of one benchmark into both files; the others keep their last values."""
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.is_file() else {}
    results[name] = {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "machine": machine(),
        "rows": [asdict(row) for row in rows],
        "raw": _rounded(raw),
    }
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    before, rest = README.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    README.write_text(f"{before}{BEGIN}\n\n{_table(results)}\n{END}{after}", "utf-8")


def machine() -> dict[str, str]:
    """What was measured on; `load` tells how busy the machine was with other things."""
    with chromium() as browser:
        chrome = browser.version
    return {
        "system": f"{platform.system()}, {_processor()}, {os.cpu_count()} cores, "
        f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "chromium": chrome,
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _rounded(value):
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(value, 3) if isinstance(value, float) else value


def _table(results: dict) -> str:
    lines = ["| what | measured | target | reached |", "|---|---|---|---|"]
    for result in results.values():
        for row in (Row(**row) for row in result["rows"]):
            lines.append(f"| {row.what} | {row.value} | {row.target} | {row.reached_mark} |")
    lines.append("")
    for name, result in results.items():
        where = result["machine"]
        lines.append(
            f"- `python -m benchmarks {name}`, {result['date']}, load {where['load']}: "
            f"{where['system']}; Python {where['python']}, Chromium {where['chromium']}, "
            f"{where['packages']}."
        )
    return "\n".join(lines) + "\n"
