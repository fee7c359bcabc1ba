"""Stage 1: read the corpus, a folder of .txt or .txt.xz files with one chunk of text per line.

python -m pretraining.corpus ../shared/corpus        what is in it, from where, which licence
"""

import argparse
import lzma
import re
from collections.abc import Iterator
from pathlib import Path

from pretraining.errors import PipelineError, exit_with_message

DEFAULT_FOLDER = Path("../shared/corpus")
CHINESE = re.compile(r"[㐀-䶿一-鿿]")


def text_files(path: Path, split: str | None = None) -> list[Path]:
    """The text files of a folder in name order, or the one file that `path` is.

    split: "train" or "valid" keeps the files with that word in their name, if any has it.
    """
    path = Path(path)
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise PipelineError(f"No corpus at {path}. Give a folder of .txt or .txt.xz files.")
    files = sorted(
        file
        for file in path.iterdir()
        if file.name.endswith((".txt", ".txt.xz")) and not file.name.startswith("manifest")
    )
    if not files:
        raise PipelineError(f"{path} holds no .txt or .txt.xz file.")
    other = {"train": "valid", "valid": "train", None: None}[split]
    if split and any(split in file.name for file in files):
        return [file for file in files if split in file.name]
    return [file for file in files if other is None or other not in file.name]


def read_lines(path: Path, split: str | None = None) -> Iterator[str]:
    """Yield the non-empty lines, stripped. Text must be UTF-8."""
    for file in text_files(path, split):
        opener = lzma.open if file.suffix == ".xz" else open
        try:
            with opener(file, "rt", encoding="utf-8") as lines:
                yield from (line.strip() for line in lines if line.strip())
        except UnicodeDecodeError as error:
            raise PipelineError(
                f"{file} is not UTF-8 (byte {error.start} of a block: {error.reason}). "
                f"Convert it first, for example: iconv -f GB18030 -t UTF-8 {file.name}"
            ) from error
        except (lzma.LZMAError, EOFError) as error:
            raise PipelineError(f"{file} is not a complete .xz file: {error}") from error


def read_sources(folder: Path, split: str) -> list[str] | None:
    """The source id of each line, from manifest-SPLIT.txt.xz beside the text; None without one."""
    file = Path(folder) / f"manifest-{split}.txt.xz"
    if not file.is_file():
        return None
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        return [line.strip() for line in lines if line.strip()]


def read_chinese(path: Path, split: str | None = None) -> list[str]:
    """All lines as a list; refuses a corpus without Chinese text."""
    lines = list(read_lines(path, split))
    if not lines:
        raise PipelineError(f"The corpus at {path} is empty: its files hold no line of text.")
    if not any(CHINESE.search(line) for line in lines):
        raise PipelineError(f"The corpus at {path} has {len(lines)} lines but no Chinese in them.")
    return lines


def sources(folder: Path) -> list[dict[str, str]]:
    """The rows of the README's table that has a licence column; [] if there is none."""
    readme = Path(folder) / "README.md"
    if not readme.is_file():
        return []
    rows, header = [], []
    for line in readme.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            header = []
        elif not header:
            header = cells if "licence" in cells else ["-"]
        elif header != ["-"] and not set(cells[0]) <= set("- :"):
            rows.append(dict(zip(header, cells, strict=False)))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=DEFAULT_FOLDER)
    folder = parser.parse_args().folder
    for split in ("train", "valid"):
        lines = read_chinese(folder, split)
        chinese = sum(len(CHINESE.findall(line)) for line in lines)
        characters = sum(map(len, lines))
        print(f"{split}: {len(lines):,} lines, {characters:,} characters, {chinese:,} Chinese")
    table = sources(folder)
    if not table:
        print(f"{folder} has no README.md with a table of sources: check the licences yourself.")
    for row in table:
        print(f"{row.get('share', ''):>6}  {row['id']:<12} {row['licence']}")


if __name__ == "__main__":
    exit_with_message(main)
