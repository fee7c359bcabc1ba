"""先猜后看: what heads usually do, by the file of their measures, the same as on every page.

A head that was never measured is asked about by this sentence alone, and the question says so.
"""

from random import Random

import numpy as np

from lib import precompute
from lib.course.practice.question import Option, Question, See, worths
from lib.course.practice.registry import Balance, NotApplicable, template
from lib.course.practice.templates.look import head_name, ordinary, quoted
from lib.course.practice.templates.look_heads import best_of_some
from lib.heads import relation_names, roles
from lib.heads.head_file import HeadFile
from lib.heads.joining import NAMED_FROM
from lib.heads.measures import Heads, measure_one
from lib.heads.roles import PLACES, Role
from lib.model.reading import Reading
from lib.text.numbers import percent

OTHERS = 3  # wrong names beside the right one
# Names that say nearly the same: none of them is offered beside another.
NEAR = ({"separators", "resting", "punctuation"}, {"nothing", "broad"})
APART = 0.1  # a head that is offered as a wrong one does it so much less
HABITS = ("place", "resting", "relation", "open")
ONLY_HERE = "这个模型的头还没有量过，只看这一句话"


def known(reading: Reading) -> tuple[HeadFile | None, Heads, str]:
    """(file, measures, on how much they were measured)."""
    file = precompute.known_heads(reading)
    if file is None:
        return None, measure_one(reading), ONLY_HERE
    return file, file.weights, roles.basis(file)


def named(file: HeadFile | None, measures: Heads) -> list[list[Role]]:
    """[layer][head], as on every page."""
    if file is not None:
        return roles.roles(file)
    return [[roles.place_role(m) for m in row] for row in measures]


def _habit(question: Question, reading: Reading) -> str:
    key = question.given["role"]
    if key in ("separators", "resting", "punctuation"):
        return "resting"
    if key in PLACES:
        return "place"
    return "open" if key in ("nothing", "broad") else "relation"


@template("head-habit", "look", "这个头平时在做什么", "reading", balance=Balance(HABITS, _habit))
def head_habit(rng: Random, reading: Reading) -> Question:
    """Which of four names is this head's?"""
    ordinary(reading)
    file, measures, basis = known(reading)
    found = named(file, measures)
    layer, head = rng.randrange(reading.layers), rng.randrange(reading.heads)
    mine = found[layer][head]
    wrong = _other_names(file, found, (layer, head))
    if len(wrong) < OTHERS:
        raise NotApplicable("这个模型的头做的事太少，凑不出几个名字来挑。")
    texts = sorted([mine.name, *rng.sample(sorted(wrong), OTHERS)])
    here = roles.parts(measure_one(reading)[layer][head])
    told = f"{mine.evidence.rstrip('。')}（{basis}）。"
    return Question(
        prompt=quoted(reading) + f"{head_name(layer, head)}平时主要在做什么？（{basis}）",
        options=tuple(
            Option(
                text,
                float(text == mine.name),
                (f"对。{told}" if text == mine.name else f"不是。它是“{mine.name}”：{told}")
                + f"这句话里：{here}",
            )
            for text in texts
        ),
        hints=(
            "点开这个头的热力图：斜线在对角线上面、下面，还是竖条？",
            "名字按许多句话的平均起；这一句话可能不一样。",
        ),
        solution=f"{mine.name}。{told}这句话里：{here}",
        see=See("sentence", {"layer": layer, "head": head}),
        given={"layer": layer, "head": head, "role": mine.key},
    )


def _other_names(file: HeadFile | None, found: list[list[Role]], at: tuple[int, int]) -> set[str]:
    """Names of places and of other heads that this head has not earned."""
    mine = found[at[0]][at[1]]
    near = next((group for group in NEAR if mine.key in group), set())
    others = {role.key: role.name for row in found for role in row}
    others |= {place: name for place, name in PLACES.items() if place != "word"}
    held = roles.relations_of(file, *at) if file is not None else []
    earned = {mine.key, *near, *(f"{r.relation} {r.direction}" for r in held)}
    return {name for key, name in others.items() if key not in earned}


@template("head-does", "look", "哪个头做这件事", "reading")
def head_does(rng: Random, reading: Reading) -> Question:
    """Which of four heads does it most, by their file?"""
    ordinary(reading)
    file, measures, basis = known(reading)
    asked: list[tuple[str, np.ndarray, float]] = [
        (PLACES[place], _shares(measures, place), NAMED_FROM)
        for place in ("previous", "next", "self", "separators", "punctuation", "twin")
    ]
    related = [] if file is None else _relations(file)
    kinds = [kind for kind in (asked, related) if kind]
    rng.shuffle(kinds)
    for drawn in [one for kind in kinds for one in rng.sample(kind, len(kind))]:
        try:
            shown, best = best_of_some(rng, *drawn[1:], APART)
            break
        except NotApplicable:
            continue
    else:
        raise NotApplicable("这个模型的头，没有哪个明显地只做一件事。")
    name, values, lowest = drawn
    what = "超过最好的固定隔位" if lowest == roles.BEYOND_FROM else "平均权重"

    def says(at: tuple[int, int]) -> str:
        return f"{head_name(*at)}：{what} {percent(values[at])}。"

    return Question(
        prompt=quoted(reading) + f"平时（{basis}），下面哪个头最“{name}”？",
        options=tuple(
            Option(
                head_name(*at),
                worth,
                f"对。{says(at)}" if at == best else f"{says(at)}最突出的是{says(best)}",
            )
            for at, worth in zip(shown, worths([values[at] for at in shown]), strict=True)
        ),
        hints=("先到“一句话的注意力”把这几个头的小图看一遍，再回来答，也算数。",),
        solution=says(best) + "名字只说它平时偏向哪里，不是它的全部作用。",
        see=See("sentence", {"layer": best[0], "head": best[1]}),
        given={"among": shown, "name": name},
    )


def _shares(measures: Heads, place: str) -> np.ndarray:
    return np.array([[getattr(m, place) or 0.0 for m in row] for row in measures])


def _relations(file: HeadFile) -> list[tuple[str, np.ndarray, float]]:
    """(name, accuracy beyond the best offset, 0 where that may be luck, the least of the best)."""
    found = []
    for relation in file.relations:
        held = np.array(
            [
                [roles.beats_offsets(relation, i, j) for j in range(file.shape[1])]
                for i in range(file.shape[0])
            ]
        )
        if held.any():
            values = np.where(held, relation.beyond, 0.0)
            name = relation_names.name(relation.relation, relation.direction)
            found.append((name, values, roles.BEYOND_FROM))
    return found
