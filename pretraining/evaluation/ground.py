"""What every checkpoint is asked, chosen once, and what counting answers at the same places."""

from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from pretraining.batches import Tokens
from pretraining.corpus import CHINESE
from pretraining.evaluation import masked_characters, minimal_pairs, treebank
from pretraining.evaluation.count_models import CountModels
from pretraining.evaluation.masked_characters import Covered, Scores
from pretraining.evaluation.minimal_pairs import Pair
from pretraining.evaluation.treebank import Sentence
from pretraining.ids import load_tokenizer

TREEBANK = "zh_gsdsimp-ud-{}.conllu"


@dataclass(frozen=True)
class Ground:
    """tokenizer: of the token cache; places and counts are in its ids."""

    tokenizer: Tokenizer
    valid: Tokens
    covered: Covered
    counted: dict[str, Scores]
    pairs: list[Pair]
    counted_pairs: list[dict[str, float]]
    dev: list[Sentence]
    test: list[Sentence]


def prepare(tokens: Path, vocabulary: Path, treebank_folder: Path) -> Ground:
    """Cover characters of the validation lines, read pairs and treebank, count the corpus."""
    tokenizer = load_tokenizer(vocabulary)
    size = tokenizer.get_vocab_size()
    train, valid = (Tokens.load(tokens, split, vocabulary) for split in ("train", "valid"))
    counts = CountModels(train, size)
    is_chinese = torch.tensor(
        [bool(CHINESE.fullmatch(tokenizer.id_to_token(number))) for number in range(size)]
    )
    covered = masked_characters.choose(valid, is_chinese)
    pairs = minimal_pairs.read_pairs()
    return Ground(
        tokenizer,
        valid,
        covered,
        masked_characters.count_scores(counts, covered),
        pairs,
        minimal_pairs.count_margins(pairs, tokenizer, counts),
        *(
            treebank.read_conllu(Path(treebank_folder) / TREEBANK.format(split))
            for split in ("dev", "test")
        ),
    )
