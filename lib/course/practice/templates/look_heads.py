"""先猜后看: which of four heads does it most — roles measured on the learner's own sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np

from lib.course.practice.question import Option, Question, See, worths
from lib.course.practice.registry import NotApplicable, template
from lib.course.practice.templates.look import (
    CLEAR,
    head_name,
    head_options,
    head_values,
    ordinary,
    quoted,
)
from lib.heads.measures import HeadMeasures
from lib.heads.roles import PLACES
from lib.model.reading import Reading
from lib.text.numbers import percent, show


@dataclass(frozen=True)
class Most:
    """“Which of these heads does it most?” `of`: the measure, larger is more; `says` reads it."""

    name: str
    title: str
    of: Callable[[HeadMeasures], float]
    asked: str
    says: Callable[[float], str]
    hint: str
    lowest: float = 0.0  # where even the best head stays below, nothing is asked
    apart: float = 0.1  # how far the best must stand above the others to be seen in the pictures
    check: Callable[[Reading], None] = lambda reading: None  # raises NotApplicable


def _separated(reading: Reading) -> None:
    if not any(token.special for token in reading.tokens):
        raise NotApplicable("这个模型不加 [CLS] 和 [SEP]。")


def _repeated(reading: Reading) -> None:
    pieces = [token.piece for token in reading.tokens if not token.special]
    if len(set(pieces)) == len(pieces):
        raise NotApplicable("句子里没有重复的字。")


MOST = (
    Most(
        "head-previous",
        "哪个头看前一个字",
        lambda m: m.previous,
        "下面哪个头最像“看前一个字”的头？",
        lambda share: f"平均 {percent(share)} 的权重给了前一个字。",
        "这样的头，热力图上亮的是主对角线下面紧挨着的那一条。",
        lowest=0.15,
    ),
    Most(
        "head-next",
        "哪个头看后一个字",
        lambda m: m.next,
        "下面哪个头最像“看后一个字”的头？",
        lambda share: f"平均 {percent(share)} 的权重给了后一个字。",
        "这样的头，热力图上亮的是主对角线上面紧挨着的那一条。",
        lowest=0.15,
    ),
    Most(
        "head-separators",
        "哪个头停在 [CLS]/[SEP]",
        lambda m: m.separators,
        "下面哪个头把最多的权重停在 [CLS] 和 [SEP] 上？",
        lambda share: f"平均 {percent(share)} 的权重停在那里。",
        "这样的头，热力图上亮的是最左或最右的竖条。",
        check=_separated,
    ),
    Most(
        "head-broad",
        "哪个头看得最散",
        lambda m: m.entropy,
        "在这句话里，下面哪个头把权重铺得最开（平均熵最大）？",
        lambda value: f"它的熵是最大可能值的 {percent(value)}。",
        "铺得开，热力图就是一片淡色，没有亮线。",
    ),
    Most(
        "head-sharp",
        "哪个头看得最专",
        lambda m: 1 - m.entropy,
        "在这句话里，下面哪个头最专心（权重最集中，平均熵最小）？",
        lambda value: f"它的熵只有最大可能值的 {percent(1 - value)}。",
        "专心的头，热力图每一行只有一格亮。",
    ),
    Most(
        "head-far",
        "哪个头看得最远",
        lambda m: m.distance,
        "在这句话里，下面哪个头的目光平均落得最远？",
        lambda value: f"平均落在 {show(value, 1)} 个词元之外。",
        "看邻居的头只有 1；停在 [CLS]/[SEP] 的头往往很远。",
        apart=0.5,
    ),
    Most(
        "head-twin",
        "哪个头找相同的字",
        lambda m: m.twin,
        "句子里有重复的字（标点也算）。下面哪个头，在这些字上给“另一个相同的字”的权重最多？",
        lambda share: f"平均 {percent(share)} 的权重给了相同的字。",
        "相同的字有相同的词向量，但位置不同；头要学会不管位置。",
        lowest=0.08,
        apart=0.05,
        check=_repeated,
    ),
)


def _register_first_edition(most: Most) -> None:
    # Retired: the best of all heads is the same one for nearly every sentence.
    @template(most.name, "look", most.title, "reading", retired=True)
    def ask(rng: Random, reading: Reading) -> Question:
        most.check(reading)
        ordinary(reading)
        values = head_values(reading, most.of)
        options = head_options(rng, values, lambda at: most.says(values[at]), most.lowest)
        layer, head = map(int, np.unravel_index(int(values.argmax()), values.shape))
        return Question(
            prompt=quoted(reading) + most.asked,
            options=options,
            hints=(most.hint, "先到“一句话的注意力”把每个头的小图看一遍，再回来答，也算数。"),
            solution=f"{head_name(layer, head)}：{most.says(values[layer, head])}",
            see=See("sentence", {"layer": layer, "head": head}),
        )


def _register(most: Most) -> None:
    """“head-far” again as “heads-far”: the best of four heads, which four differs by draw.

    What a head's name may say is asked by its file instead (“head-does”), retired here.
    """
    name = most.name.replace("head-", "heads-")
    by_file = name.removeprefix("heads-") in PLACES

    @template(name, "look", most.title, "reading", retired=by_file)
    def ask(rng: Random, reading: Reading) -> Question:
        most.check(reading)
        ordinary(reading)
        values = head_values(reading, most.of)
        shown, best = best_of_some(rng, values, most.lowest, most.apart)
        earned = worths([values[at] for at in shown])
        return Question(
            prompt=quoted(reading) + most.asked,
            options=tuple(
                Option(
                    head_name(*at),
                    worth,
                    f"对。{most.says(values[at])}"
                    if at == best
                    else f"{most.says(values[at])}这几个头里最突出的是{head_name(*best)}："
                    f"{most.says(values[best])}",
                )
                for at, worth in zip(shown, earned, strict=True)
            ),
            hints=(most.hint, "先到“一句话的注意力”把这几个头的小图看一遍，再回来答，也算数。"),
            solution=f"{head_name(*best)}：{most.says(values[best])}",
            see=See("sentence", {"layer": best[0], "head": best[1]}),
            given={"among": shown},
        )


def best_of_some(
    rng: Random, values: np.ndarray, lowest: float, apart: float
) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Four heads in order, and the best of them, which is any head that can be one.

    values: (layers, heads). The best has at least `lowest`, and stands above each of the others
    by the factor `CLEAR` and by `apart`. Raises NotApplicable.
    """
    heads = [(i, j) for i in range(values.shape[0]) for j in range(values.shape[1])]

    def below(best: tuple[int, int]) -> list[tuple[int, int]]:
        top = values[best]
        return [at for at in heads if top >= CLEAR * values[at] and top - values[at] >= apart]

    able = [at for at in heads if values[at] >= lowest and len(below(at)) >= OTHERS]
    if not able:
        raise NotApplicable("读这句话的时候，各个头差不多，分不出高下。")
    best = rng.choice(able)
    return sorted([best, *rng.sample(below(best), OTHERS)]), best


OTHERS = 3  # heads beside the best one

for _most in MOST:
    _register_first_edition(_most)
    _register(_most)
