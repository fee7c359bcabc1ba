"""Sentences that differ in one character: does the right one get the higher probability?"""

import re
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertForMaskedLM

from pretraining.errors import PipelineError
from pretraining.evaluation.count_models import CountModels

FILE = Path(__file__).with_name("minimal_pairs.tsv")
CHOICE = re.compile(r"\[(.)\|(.)\]")


@dataclass(frozen=True)
class Pair:
    group: str
    before: str
    right: str
    wrong: str
    after: str

    def sentence(self, character: str) -> str:
        return self.before + character + self.after


def read_pairs(file: Path = FILE) -> list[Pair]:
    """Lines of `group<TAB>text[right|wrong]text`; # begins a comment."""
    pairs = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        group, _, text = line.partition("\t")
        choices = list(CHOICE.finditer(text))
        if len(choices) != 1 or choices[0][1] == choices[0][2]:
            raise PipelineError(f"{file.name}, line {number}: needs exactly one [right|wrong].")
        choice = choices[0]
        pairs.append(Pair(group, text[: choice.start()], *choice.groups(), text[choice.end() :]))
    return pairs


def ids_around(pair: Pair, tokenizer: Tokenizer) -> tuple[list[int], int, int, int]:
    """ids of the sentence with [MASK], its place, and the ids of the right and wrong character."""
    encoding = tokenizer.encode(pair.sentence(pair.right))
    place = encoding.char_to_token(len(pair.before))
    ids = list(encoding.ids)
    right, wrong = ids[place], tokenizer.token_to_id(pair.wrong)
    if wrong is None or tokenizer.id_to_token(right) != pair.right:
        raise PipelineError(f"{pair.right} or {pair.wrong} is not in the vocabulary.")
    ids[place] = tokenizer.token_to_id("[MASK]")
    return ids, place, right, wrong


@torch.no_grad()
def model_margins(pairs: list[Pair], tokenizer: Tokenizer, model: BertForMaskedLM) -> list[float]:
    """Per pair: log P(right) − log P(wrong) in nats."""
    margins = []
    for pair in pairs:
        ids, place, right, wrong = ids_around(pair, tokenizer)
        logits = model(torch.tensor([ids])).logits[0, place].float()
        margins.append((logits[right] - logits[wrong]).item())
    return margins


def count_margins(
    pairs: list[Pair], tokenizer: Tokenizer, counts: CountModels
) -> list[dict[str, float]]:
    """The same by each count model; `tokenizer` is that of the text they counted."""
    around = [ids_around(pair, tokenizer) for pair in pairs]
    counts.prepare(*(torch.tensor([ids[p + d] for ids, p, _, _ in around]) for d in (-1, 1)))
    margins = []
    for ids, place, right, wrong in around:
        left, after = torch.tensor([ids[place - 1]]), torch.tensor([ids[place + 1]])
        distributions = {
            "unigram": counts.unigram,
            "left_bigram": counts.left(left)[0],
            "two_sided": counts.both(left, after)[0],
        }
        margins.append(
            {name: (p[right] / p[wrong]).log().item() for name, p in distributions.items()}
        )
    return margins


def summary(pairs: list[Pair], margins: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """Share of pairs with the right character ahead: {group or "all": {scorer: share}}."""
    table = {}
    for group in [*dict.fromkeys(pair.group for pair in pairs), "all"]:
        rows = [m for p, m in zip(pairs, margins, strict=True) if group in (p.group, "all")]
        table[group] = {"pairs": len(rows)} | {
            name: sum(row[name] > 0 for row in rows) / len(rows) for name in rows[0]
        }
    return table
