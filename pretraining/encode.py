"""Stage 3: the corpus as one row of token ids, cut into chunks that fit the model.

    python -m pretraining.encode --vocabulary models/zh-bert-tiny --output runs/tokens

Training reads nothing else, so that a graphics card never waits for text to be tokenised.
"""

import argparse
import json
import os
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import jieba
import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from pretraining.corpus import DEFAULT_FOLDER, read_chinese, read_sources
from pretraining.errors import PipelineError, exit_with_message
from pretraining.files import replacing
from pretraining.ids import SENTENCE_START, WORD_START, fingerprint, load_tokenizer

SENTENCE_END = re.compile(r"[。！？…]+[”’）》]*")
LONGEST = 125  # tokens of a chunk: 128 less [CLS] and two [SEP]
SHORTEST = 4


def boundaries(line: str) -> np.ndarray:
    """Flags of each character of the line, (len(line),) uint8: word starts, sentence starts."""
    flags = np.zeros(len(line) + 1, np.uint8)
    lengths = [len(word) for word in jieba.cut(line, HMM=False)]
    flags[np.cumsum([0, *lengths])] |= WORD_START
    for match in SENTENCE_END.finditer(line):
        flags[match.end()] |= SENTENCE_START | WORD_START
    return flags[:-1]


def chunks(flags: np.ndarray, longest: int = LONGEST) -> list[tuple[int, int]]:
    """Cut a line of len(flags) tokens into spans of at most `longest`, at sentence starts."""
    spans, start = [], 0
    starts = np.flatnonzero(flags & SENTENCE_START)
    while len(flags) - start > longest:
        fitting = starts[(starts > start) & (starts <= start + longest)]
        end = int(fitting[-1]) if len(fitting) else start + longest
        spans.append((start, end))
        start = end
    return [*spans, (start, len(flags))]


def encode_lines(lines: list[str], tokenizer: Tokenizer) -> dict[str, np.ndarray]:
    """ids: (tokens,) uint16; flags: (tokens,) uint8; lengths, lines: (chunks,) int32.

    lines: of each chunk, the number of its line among these.
    """
    ids, flags, lengths, numbers = [], [], [], []
    for number, (line, encoding) in enumerate(
        zip(lines, tokenizer.encode_batch(lines, add_special_tokens=False), strict=True)
    ):
        if not encoding.ids:
            continue
        line_flags = boundaries(line)[[start for start, _ in encoding.offsets]]
        line_ids = np.array(encoding.ids, np.uint16)
        for start, end in chunks(line_flags):
            if end - start >= SHORTEST:
                ids.append(line_ids[start:end])
                flags.append(line_flags[start:end])
                lengths.append(end - start)
                numbers.append(number)
    empty = np.zeros(0, np.uint8)
    return {
        "ids": np.concatenate([empty.astype(np.uint16), *ids]),
        "flags": np.concatenate([empty, *flags]),
        "lengths": np.array(lengths, np.int32),
        "lines": np.array(numbers, np.int32),
    }


def encode_corpus(lines: list[str], vocabulary: Path, workers: int = 1) -> dict[str, np.ndarray]:
    """encode_lines over several processes, joined in order."""
    tokenizer = load_tokenizer(vocabulary)
    jieba.setLogLevel("WARNING")
    jieba.initialize()
    groups = [lines[start : start + 4096] for start in range(0, len(lines), 4096)]
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            parts = list(pool.map(encode_lines, groups, [tokenizer] * len(groups)))
    else:
        parts = [encode_lines(group, tokenizer) for group in groups]
    for number, part in enumerate(parts):
        part["lines"] += 4096 * number
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def number_sources(corpus: Path, split: str, lines: int) -> tuple[list[str], np.ndarray]:
    """Names of the corpus's sources, and the number of each line's: (lines,) uint8.

    Without a manifest everything is of one source, "corpus".
    """
    sources = read_sources(corpus, split) or ["corpus"] * lines
    if len(sources) != lines:
        raise PipelineError(
            f"manifest-{split}.txt.xz in {corpus} has {len(sources):,} entries for {lines:,} lines "
            "of text. It must name the source of every line, in the same order."
        )
    names, numbers = np.unique(sources, return_inverse=True)
    if len(names) > 256:
        raise PipelineError(f"manifest-{split}.txt.xz names {len(names)} sources, 256 at most.")
    return names.tolist(), numbers.astype(np.uint8)


def write_cache(corpus: Path, vocabulary: Path, output: Path, workers: int = 1) -> None:
    """Encode both splits into output/train.safetensors and output/valid.safetensors."""
    metadata = {"vocabulary": fingerprint(load_tokenizer(vocabulary))}
    with replacing(output) as folder:
        folder.mkdir()
        for split in ("valid", "train"):
            lines = read_chinese(corpus, split)
            arrays = encode_corpus(lines, vocabulary, workers)
            if not len(arrays["lengths"]):
                raise PipelineError(f"No line of the {split} corpus has {SHORTEST} tokens.")
            names, numbers = number_sources(corpus, split, len(lines))
            arrays["sources"] = numbers[arrays.pop("lines")]
            named = metadata | {"sources": json.dumps(names)}
            save_file(arrays, folder / f"{split}.safetensors", named)
            print(f"{split}: {len(arrays['ids']):,} tokens, {len(arrays['lengths']):,} chunks")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--vocabulary", type=Path, default=Path("models/zh-bert-tiny"))
    parser.add_argument("--output", type=Path, default=Path("runs/tokens"))
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    write_cache(options.corpus, options.vocabulary, options.output, options.workers)


if __name__ == "__main__":
    exit_with_message(main)
