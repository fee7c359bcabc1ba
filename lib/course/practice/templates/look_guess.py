"""先猜后看: questions for which the model reads another sentence (a covered character, a pair)."""

import math
from random import Random

import numpy as np

from lib.course.practice.question import Option, Question, See, worths
from lib.course.practice.registry import NotApplicable, Read, template
from lib.course.practice.templates import balance
from lib.course.practice.templates.look import (
    TRIES,
    clear,
    head_name,
    name,
    ordinary,
    quoted,
    see_mask,
    two_options,
)
from lib.model.reading import Guess, Reading
from lib.text.markdown import escape
from lib.text.numbers import percent, show

MASK = "[MASK]"

# The two sentences of a pair differ after 它; (first, second, what 它 may stand for).
PAIRS = (
    ("小猫追着太阳跑，因为它觉得很好玩。", "小猫追着太阳跑，因为它晒得很暖和。", "小猫"),
    ("小狗咬着球不放，因为它很喜欢玩。", "小狗咬着球不放，因为它又圆又软。", "小狗"),
    ("孩子抱着小鸟，因为它受了伤。", "孩子抱着小鸟，是因为怕它飞走。", "小鸟"),
    ("马拉着车上山，它累得直喘气。", "马拉着车上山，它的轮子坏了。", "马"),
)


def _cover(reading: Reading, position: int) -> str:
    token = reading.tokens[position]
    return reading.sentence[: token.start] + MASK + reading.sentence[token.end :]


def _coverable(reading: Reading) -> list[int]:
    ordinary(reading)
    if MASK in reading.sentence:
        raise NotApplicable("句子里已经有 [MASK] 了。")
    found = [
        i
        for i, token in enumerate(reading.tokens)
        if not token.special
        and not token.unknown
        and token.segment == 0
        and len(token.text) == 1
        and token.text.isalpha()
    ]
    if not found:
        raise NotApplicable("句子里没有能遮住的字。")
    return found


def _show_mask(sentence: str) -> str:
    return f"> {escape(sentence.replace(MASK, '▢'))}\n\n"


def _fill_options(rng: Random, guess: Guess, wanted: str | None) -> tuple[Option, ...]:
    """Four candidates: the first, the true character, and two from further down."""
    if len(guess.pieces[0]) != 1:
        raise NotApplicable("模型最先想到的不是一个字。")
    chances = {
        p: math.exp(v)
        for p, v in zip(guess.pieces, guess.log_probabilities, strict=True)
        if len(p) == 1
    }
    pieces = list(chances)
    if len(pieces) < CHOICES or chances[pieces[0]] < 1.1 * chances[pieces[1]]:
        raise NotApplicable("模型在几个字之间拿不定主意，猜不出高下。")
    best = pieces[0]
    chosen = {best}
    if wanted in chances:
        chosen.add(wanted)
    rest = [p for p in pieces[1:20] if p not in chosen]
    chosen |= set(rng.sample(rest, min(len(rest), CHOICES - len(chosen))))
    shown = rng.sample(sorted(chosen), len(chosen))
    return tuple(
        Option(
            f"“{escape(p)}”",
            worth,
            f"{'对。' if p == best else ''}模型给“{escape(p)}”的概率是 {percent(chances[p])}，"
            f"给“{escape(best)}”的是 {percent(chances[best])}。",
        )
        for p, worth in zip(shown, worths([chances[p] for p in shown]), strict=True)
    )


CHOICES = 4


@template("mask-fill", "look", "遮住一个字，模型猜什么", "reading", "read")
def mask_fill(rng: Random, reading: Reading, read: Read) -> Question:
    """A character of the sentence is covered: the model's first guess."""
    position = rng.choice(_coverable(reading))
    covered = _cover(reading, position)
    hidden = read(covered)
    guess = hidden.guesses[0]
    wanted = reading.tokens[position].text
    best = guess.pieces[0]
    return Question(
        prompt=_show_mask(covered) + "模型看不见 ▢ 里的字。它觉得最可能是哪一个？"
        "（问的是这个模型，不是你）",
        options=_fill_options(rng, guess, wanted),
        hints=(
            "模型只能靠两边的字来猜。虚词和标点常常更容易猜。",
            f"它给第一名的概率是 {percent(math.exp(guess.log_probabilities[0]))}。",
        ),
        solution=f"模型最先想到“{escape(best)}”。原来的字是“{escape(wanted)}”。",
        see=see_mask(hidden, guess.position),
        given={"covered": covered, "wanted": wanted},
    )


@template("mask-given", "look", "你的 [MASK] 里填什么", "reading")
def mask_given(rng: Random, reading: Reading) -> Question:
    """The learner's own [MASK]: the model's first guess."""
    if not reading.guesses:
        raise NotApplicable("句子里没有 [MASK]。")
    guess = rng.choice(reading.guesses)
    return Question(
        prompt=_show_mask(reading.sentence)
        + f"{guess.position} 号词元 ▢，模型觉得最可能是哪个字？",
        options=_fill_options(rng, guess, None),
        hints=("先想想什么字读得通，再想想什么字最常见：小模型更偏向常见的字。",),
        solution=f"模型最先想到“{escape(guess.pieces[0])}”，"
        f"{percent(math.exp(guess.log_probabilities[0]))}。",
        see=see_mask(reading, guess.position),
        given={"position": guess.position},
    )


@template(
    "mask-rank",
    "look",
    "原来的字排得进前五吗",
    "reading",
    "read",
    balance=balance.by_text("在前五名里", "不在"),
)
def mask_rank(rng: Random, reading: Reading, read: Read) -> Question:
    """Whether the covered character is among the model's five first guesses."""
    position = rng.choice(_coverable(reading))
    covered = _cover(reading, position)
    hidden = read(covered)
    guess = hidden.guesses[0]
    wanted = reading.tokens[position].piece
    inside = wanted in guess.pieces[:5]
    rank = guess.pieces.index(wanted) + 1 if wanted in guess.pieces else None
    says = (
        f"前五名是：{'、'.join(map(escape, guess.pieces[:5]))}。“{escape(wanted)}”排第 {rank}。"
        if rank
        else f"前五名是：{'、'.join(map(escape, guess.pieces[:5]))}。"
        f"“{escape(wanted)}”没进前 {len(guess.pieces)} 名。"
    )
    return Question(
        prompt=quoted(reading) + f"遮住“{name(reading, position)}”。"
        "原来这个字，会在模型猜的前五名里吗？",
        options=tuple(
            Option(t, float(yes == inside), ("对。" if yes == inside else "不对。") + says)
            for t, yes in (("在前五名里", True), ("不在", False))
        ),
        hints=("想一想：只看别的字，你自己猜得出来吗？",),
        solution=says,
        see=see_mask(hidden, guess.position),
        given={"covered": covered, "wanted": wanted},
    )


@template("mask-easier", "look", "哪个字更好猜", "reading", "read")
def mask_easier(rng: Random, reading: Reading, read: Read) -> Question:
    """Which of two covered characters the model finds more probable."""
    spots = _coverable(reading)
    if len(spots) < 2:
        raise NotApplicable("句子里能遮住的字不到两个。")
    for _ in range(6):
        first, second = sorted(rng.sample(spots, 2))
        chances = tuple(_chance(reading, read, i) for i in (first, second))
        if max(chances) > 0 and clear(chances):
            break
    else:
        raise NotApplicable("这些字差不多一样难猜。")
    hidden = read(_cover(reading, first if chances[0] > chances[1] else second))
    says = "，".join(
        f"遮住“{name(reading, i)}”，"
        + (f"模型给它 {percent(c)}" if c else "它排不进模型的前五十名")
        for i, c in zip((first, second), chances, strict=True)
    )
    return Question(
        prompt=quoted(reading) + "只遮住其中一个字。哪一个，模型更容易猜对（给它的概率更高）？",
        options=two_options(
            f"“{name(reading, first)}”", f"“{name(reading, second)}”", chances, f"{says}。"
        ),
        hints=("搭配固定的字好猜，名词和动词难猜。",),
        solution=f"{says}。",
        see=see_mask(hidden, hidden.guesses[0].position),
        given={"spots": [first, second]},
    )


def _chance(reading: Reading, read: Read, position: int) -> float:
    """Probability of the covered character; 0 where it is not among the recorded candidates."""
    guess = read(_cover(reading, position)).guesses[0]
    piece = reading.tokens[position].piece
    if piece not in guess.pieces:
        return 0.0
    return math.exp(guess.log_probabilities[guess.pieces.index(piece)])


def _to_antecedent(reading: Reading, word: str) -> np.ndarray:
    """(layers, heads): what 它 gives to the first occurrence of `word`."""
    start = reading.sentence.index(word)
    it = next(i for i, token in enumerate(reading.tokens) if token.text == "它")
    keys = [
        i
        for i, token in enumerate(reading.tokens)
        if not token.special and start <= token.start < start + len(word)
    ]
    return reading.weights[:, :, it][:, :, keys].sum(-1).astype(float)


# Retired: in this model nearly every head answers “the first one”, and most see no difference.
@template("pair-it", "look", "哪一句里，“它”更看重前面的词", "reading", "read", retired=True)
def pair_it(rng: Random, reading: Reading, read: Read) -> Question:
    """In which of two sentences 它 gives more to the words before it."""
    first, second, word = rng.choice(PAIRS)
    a, b = _to_antecedent(read(first), word), _to_antecedent(read(second), word)
    for _ in range(TRIES):
        layer, head = rng.randrange(a.shape[0]), rng.randrange(a.shape[1])
        values = float(a[layer, head]), float(b[layer, head])
        if clear(values) and max(values) > 0.05:
            break
    else:
        raise NotApplicable("两句话里差不多。")
    says = f"第一句 {percent(values[0])}，第二句 {percent(values[1])}。"
    return Question(
        prompt=f"> 一：{first}\n>\n> 二：{second}\n\n"
        f"{head_name(layer, head)}：哪一句里，“它”分给“{word}”的权重更多？",
        options=two_options("第一句", "第二句", values, says),
        hints=("先按意思猜，再看。一个头不一定跟着意思走。",),
        solution=says + "一个头的差别，还不能说明模型懂不懂“它”指谁。",
        see=See("sentence", {"sentence": first, "layer": layer, "head": head}),
        given={"first": first, "second": second, "word": word, "layer": layer, "head": head},
    )


@template(
    "order-matters",
    "look",
    "换个位置，同一个字看得一样吗",
    "reading",
    balance=balance.by_text("是同一个位置", "不是"),
)
def order_matters(rng: Random, reading: Reading) -> Question:
    """Two positions of one character: same embedding, other position, other row."""
    places: dict[str, list[int]] = {}
    for i in ordinary(reading):
        if reading.tokens[i].text.isalnum():
            places.setdefault(reading.tokens[i].piece, []).append(i)
    repeated = [spots for spots in places.values() if len(spots) > 1]
    if not repeated:
        raise NotApplicable("句子里没有重复的字。")
    first, second = sorted(rng.sample(rng.choice(repeated), 2))
    for _ in range(TRIES):
        layer, head = rng.randrange(reading.layers), rng.randrange(reading.heads)
        rows = reading.weights[layer, head, [first, second]]
        tops = rows.argmax(-1)
        if all(clear(row) for row in rows):
            break
    else:
        raise NotApplicable("没有一个头在这两处都看得分明。")
    same = bool(tops[0] == tops[1])
    says = (
        f"“{name(reading, first)}”最看重“{name(reading, int(tops[0]))}”"
        f"（{percent(rows[0].max())}），“{name(reading, second)}”最看重"
        f"“{name(reading, int(tops[1]))}”（{percent(rows[1].max())}）。"
    )
    return Question(
        prompt=quoted(reading) + f"{head_name(layer, head)}：“{name(reading, first)}”和"
        f"“{name(reading, second)}”是同一个字。它们最看重的，是同一个位置吗？",
        options=tuple(
            Option(t, float(yes == same), ("对。" if yes == same else "不对。") + says)
            for t, yes in (("是同一个位置", True), ("不是", False))
        ),
        hints=("词向量一样，位置向量不一样，所以 q 也不一样。",),
        solution=says
        + f"两行相差的总量是 {show(float(np.abs(rows[0] - rows[1]).sum()), 2)}（最大 2）。",
        see=See("sentence", {"layer": layer, "head": head, "query": first}),
        given={"layer": layer, "head": head, "queries": [first, second]},
    )
