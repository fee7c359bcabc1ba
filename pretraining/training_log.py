"""The run's numbers over time, in log.csv."""

import csv
from pathlib import Path

COLUMNS = ["step", "tokens", "seconds", "tokens_per_second", "learning_rate", "train_loss"]
COLUMNS += ["valid_loss", "valid_accuracy"]


class Log:
    """Rows of numbers to a CSV file that a resumed run appends to; only one process writes."""

    def __init__(self, file: Path, active: bool):
        self.file, self.active = file, active

    def write(self, **row) -> None:
        if not self.active:
            return
        new = not self.file.exists()
        with self.file.open("a", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, COLUMNS)
            if new:
                writer.writeheader()
            writer.writerow({k: f"{v:.6g}" if isinstance(v, float) else v for k, v in row.items()})
