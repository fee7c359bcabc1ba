"""Run all benchmarks, or those named, and write benchmarks/README.md.

python -m benchmarks
python -m benchmarks forward payload
"""

import importlib
import sys

from benchmarks import report

NAMES = ("start", "sentence", "head", "forward", "payload")
APART = ("memory", "training", "load")  # only where they are asked for


def main(names: list[str]) -> None:
    unknown = [name for name in names if name not in NAMES + APART]
    if unknown:
        sys.exit(f"没有这个基准：{'、'.join(unknown)}。可选的是：{'、'.join(NAMES + APART)}。")
    for name in names or NAMES:
        print(f"▸ {name}", flush=True)
        rows, raw = importlib.import_module(f"benchmarks.{name}").run()
        for row in rows:
            print(f"  {row.what}: {row.reached_mark} {row.value}", flush=True)
        report.write(name, rows, raw)


if __name__ == "__main__":
    main(sys.argv[1:])
