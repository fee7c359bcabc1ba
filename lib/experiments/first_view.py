"""The first picture, chosen by evidence: a row of the opening sentence whose claim holds.

Every word of the sentence that hangs on another is asked about, in both directions. A picture may
come first if the head finds that relation beyond any fixed offset on a treebank (`lib.heads.roles`)
and gives the word at the other end clearly more than the three bars, and the claim holds on 验证.
Of these the one furthest beyond its bar. New weights choose anew.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from lib.experiments import claims
from lib.heads import roles
from lib.heads.head_file import HeadFile
from lib.heads.places import Places
from lib.heads.relations import SKIPPED
from lib.heads.treebank import Sentence, belongs
from lib.model.reading import Reading

# The grammar of the opening sentence, in the manner of the treebank (UD Chinese GSD).
TREE = Sentence(
    words=["我", "昨天", "在", "图书馆", "读", "了", "一", "本", "很", "有趣", "的", "书", "。"],
    heads=[4, 4, 3, 4, -1, 4, 11, 6, 9, 11, 9, 4, 4],
    relations=[
        "nsubj", "nmod", "case", "obl", "root", "aux", "nummod", "clf", "advmod", "acl", "mark",
        "obj", "punct",
    ],
)  # fmt: skip


@dataclass(frozen=True)
class FirstView:
    """layer, head from 0; query: a token; keys: the tokens of the word that it looks at.

    relation, direction: what joins them, as in `relations.Relation`.
    """

    layer: int
    head: int
    query: int
    keys: tuple[int, ...]
    relation: str
    direction: int

    def save(self, path: Path) -> None:
        """One small JSON file."""
        path.write_text(json.dumps(asdict(self)) + "\n", "utf-8")

    @classmethod
    def load(cls, path: Path) -> "FirstView":
        """Raises OSError, or ValueError where it is no such file."""
        try:
            data = json.loads(path.read_text("utf-8"))
            return cls(**data | {"keys": tuple(data["keys"])})
        except (TypeError, KeyError) as error:
            raise ValueError(f"{path} is no first view: {error}") from error


def choose(
    reading: Reading, file: HeadFile, usual: Places, tree: Sentence = TREE
) -> FirstView | None:
    """None where no row of the sentence is good enough."""
    best, furthest = None, 0.0
    for relation, direction, query, keys in _asked(reading, tree):
        held = [
            tuple(at)
            for measured in file.relations
            if (measured.relation, measured.direction) == (relation, direction)
            for at in np.ndindex(file.shape)
            if roles.beats_offsets(measured, *at)
        ]
        if not held:
            continue
        try:
            verdict = claims.check(reading, query, keys, usual)
        except claims.ClaimError:
            continue
        for at in held:
            holds = verdict.many_hold or (verdict.best_holds and verdict.best == at)
            if holds and verdict.excess[at] > furthest:
                best = FirstView(at[0], at[1], query, keys, relation, direction)
                furthest = float(verdict.excess[at])
    return best


def _asked(reading: Reading, tree: Sentence) -> Iterator[tuple[str, int, int, tuple[int, ...]]]:
    """(relation, direction, query token, key tokens) for each dependency, seen from both ends."""
    member = belongs(tree.words, [(token.start, token.end) for token in reading.tokens])
    if member is None or reading.sentence != tree.text:
        return
    tokens = [tuple(int(i) for i in np.flatnonzero(row)) for row in member]
    for word, (head, relation) in enumerate(zip(tree.heads, tree.relations, strict=True)):
        if relation in SKIPPED:
            continue
        for direction, (one, other) in enumerate(((word, head), (head, word))):
            for query in tokens[one]:
                yield relation, direction, query, tokens[other]
