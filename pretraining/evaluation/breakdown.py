"""Where the covered characters are guessed well: by source, by length of word; and calibration.

Calibration: when the first guess is held to be 70 % probable, is it right 70 times in a hundred?
Reliability by tenths of probability, and their mean gap weighted by how many guesses fall there
(expected calibration error; Naeini et al. 2015, Guo et al. 2017, eq. 3).
"""

import torch

from pretraining.batches import Tokens
from pretraining.evaluation.masked_characters import Covered, Scores
from pretraining.ids import WORD_START

LEAST = 100  # places; a source with fewer says nothing
LONGEST_WORD = 4  # words of so many characters and more are counted together
BINS = 10


def by_source(
    covered: Covered, scores: dict[str, Scores], tokens: Tokens
) -> dict[str, dict[str, float]]:
    """{source: {"positions", and per scorer the share guessed right}}, most positions first."""
    source = torch.from_numpy(tokens.sources)[covered.row]
    names = dict(enumerate(tokens.source_names))
    return _table({names[n]: source == n for n in names}, scores)


def word_lengths(covered: Covered, tokens: Tokens) -> torch.Tensor:
    """(positions,): how many tokens the word of each covered one has (segmented by jieba)."""
    begins = (tokens.flags & WORD_START).bool()
    begins[tokens.offsets[:-1]] = True  # a chunk may begin within a word that was cut
    word = begins.long().cumsum(0) - 1  # (tokens,)
    place = tokens.offsets[covered.row] + covered.place - 1  # rows begin with [CLS]
    return torch.bincount(word)[word[place]]


def by_word_length(
    covered: Covered, scores: dict[str, Scores], tokens: Tokens
) -> dict[str, dict[str, float]]:
    """{"1" … "4 and more": as in `by_source`}, shortest first."""
    length = word_lengths(covered, tokens).clamp_max(LONGEST_WORD)
    groups = {str(n): length == n for n in range(1, LONGEST_WORD)}
    return _table(groups | {f"{LONGEST_WORD} and more": length == LONGEST_WORD}, scores, False)


def _table(groups: dict[str, torch.Tensor], scores: dict[str, Scores], sort: bool = True) -> dict:
    rows = {
        name: {"positions": int(here.sum())}
        | {scorer: s.right[here].float().mean().item() for scorer, s in scores.items()}
        for name, here in groups.items()
        if here.sum() >= LEAST
    }
    ordered = sorted(rows.items(), key=lambda row: -row[1]["positions"]) if sort else rows.items()
    return dict(ordered)


def calibration(scores: Scores) -> dict:
    """Reliability of the first guess's probability: one row a tenth, and the mean gap."""
    tenth = (scores.confidence * BINS).long().clamp(0, BINS - 1)
    rows = []
    for number in range(BINS):
        here = scores[tenth == number]
        if len(here.right):
            rows.append(
                {
                    "from": number / BINS,
                    "positions": len(here.right),
                    "probability": here.confidence.mean().item(),
                    "right": here.right.float().mean().item(),
                }
            )
    gaps = sum(row["positions"] * abs(row["probability"] - row["right"]) for row in rows)
    return {"expected_error": gaps / len(scores.right), "tenths": rows}
