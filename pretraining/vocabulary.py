"""Stage 2: the vocabulary, one entry per Chinese character and word pieces for Latin script.

    python -m pretraining.vocabulary --output runs/vocabulary
    python -m pretraining.vocabulary --extend models/zh-bert-tiny --output runs/vocabulary

--extend keeps every entry and its number and appends the everyday characters that are missing.
"""

import argparse
import json
from pathlib import Path

from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

from pretraining.corpus import CHINESE, DEFAULT_FOLDER, read_chinese
from pretraining.errors import PipelineError, exit_with_message
from pretraining.files import replacing
from pretraining.ids import load_tokenizer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]  # their order is fixed in batches.py
PUNCTUATION = "，。！？：；、（）《》“”‘’…—·～【】"
TOKENIZER_CONFIG = {
    "tokenizer_class": "BertTokenizer",
    "do_lower_case": True,
    "tokenize_chinese_chars": True,
    "strip_accents": None,
    "model_max_length": 128,
    "unk_token": "[UNK]",
    "sep_token": "[SEP]",
    "pad_token": "[PAD]",
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
}


def everyday_characters() -> list[str]:
    """The 3,755 characters of GB 2312 level 1, the everyday ones, in the standard's order.

    They fill rows 16 to 55 of 94 cells each; the last five cells of row 55 are empty.
    """
    cells = [(row, cell) for row in range(16, 56) for cell in range(1, 95)][:-5]
    return [bytes([row + 0xA0, cell + 0xA0]).decode("gb2312") for row, cell in cells]


def build(lines: list[str], size: int, character_share: float = 0.88) -> Tokenizer:
    """Train WordPiece on the lines: at most `character_share` of the entries are characters."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    # splits between Chinese characters and lower-cases, as BertTokenizer will
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0",
        pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[("[CLS]", SPECIAL.index("[CLS]")), ("[SEP]", SPECIAL.index("[SEP]"))],
    )
    everyday = everyday_characters() + list(PUNCTUATION)
    trainer = trainers.WordPieceTrainer(
        vocab_size=size,
        special_tokens=SPECIAL,
        initial_alphabet=everyday,
        limit_alphabet=max(len(everyday), int(size * character_share)),
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    missing = missing_characters(tokenizer)
    if missing:
        raise PipelineError(
            f"A vocabulary of {size} has no room for {len(missing)} everyday characters. "
            "Ask for a larger one: --size 7000"
        )
    return tokenizer


def missing_characters(tokenizer: Tokenizer) -> list[str]:
    return [c for c in everyday_characters() if tokenizer.token_to_id(c) is None]


def extend(tokenizer: Tokenizer) -> Tokenizer:
    """Append the missing everyday characters; all other entries keep their numbers."""
    state = json.loads(tokenizer.to_str())
    vocabulary = state["model"]["vocab"]
    for character in missing_characters(tokenizer):
        vocabulary[character] = len(vocabulary)
    return Tokenizer.from_str(json.dumps(state))


def save(tokenizer: Tokenizer, target: Path) -> None:
    """tokenizer.json and tokenizer_config.json, which transformers' AutoTokenizer reads."""
    with replacing(target) as folder:
        folder.mkdir()
        tokenizer.save(str(folder / "tokenizer.json"))
        config = json.dumps(TOKENIZER_CONFIG, indent=2)
        (folder / "tokenizer_config.json").write_text(config + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--size", type=int, default=7000)
    parser.add_argument("--extend", type=Path, help="folder with the tokenizer to extend")
    parser.add_argument("--output", type=Path, default=Path("runs/vocabulary"))
    options = parser.parse_args()
    if options.extend:
        old = load_tokenizer(options.extend)
        print("appended:", "".join(missing_characters(old)) or "nothing, all are there")
        tokenizer = extend(old)
    else:
        tokenizer = build(read_chinese(options.corpus, "train"), options.size)
    save(tokenizer, options.output)
    entries = tokenizer.get_vocab()
    chinese = sum(bool(CHINESE.fullmatch(entry)) for entry in entries)
    print(f"{options.output}: {len(entries):,} entries, {chinese:,} of them Chinese characters")


if __name__ == "__main__":
    exit_with_message(main)
