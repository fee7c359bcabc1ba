"""Sentences to begin with; the first is the article's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the sentences are wanted where nothing can read them, too
    from lib.model.reading import Reading

OPENING = "我昨天在图书馆读了一本很有趣的书。"
NAMED = ("读", "有趣", "图书馆")  # what “书” is said to look at


def opening_query(reading: Reading) -> int:
    """The position of the article's “书”, the last one."""
    return max(i for i, token in enumerate(reading.tokens) if token.text == "书")


def named_tokens(reading: Reading) -> list[int]:
    """The positions of the characters of NAMED in the opening sentence."""
    spans = [(OPENING.index(word), OPENING.index(word) + len(word)) for word in NAMED]
    return [
        i
        for i, token in enumerate(reading.tokens)
        if not token.special and any(a <= token.start < b for a, b in spans)
    ]


def opening_head(reading: Reading) -> tuple[int, int]:
    """(layer, head), from 0, in which the article's 书 gives NAMED the most."""
    shares = reading.weights[:, :, opening_query(reading), named_tokens(reading)].sum(-1)
    return divmod(int(shares.argmax()), shares.shape[1])


@dataclass(frozen=True)
class Example:
    """`look` tells the learner what to look for."""

    sentence: str
    look: str


@dataclass(frozen=True)
class Said:
    """“In `sentence`, the last `query` looks more at `targets`”: something people say."""

    sentence: str
    query: str
    targets: str


# Of these some hold for the shipped model and some do not, and most stand in both directions:
# that 读 looks at 书 does not mean that 书 looks at 读.
SAID = (
    Said(OPENING, "读", "书·16"),
    Said(OPENING, "书", "读"),
    Said(OPENING, "书", "、".join(NAMED)),
    Said("小猫追着太阳跑，因为它觉得很好玩。", "它", "小猫"),
    Said("小猫追着太阳跑，因为它觉得很好玩。", "它", "太阳"),
    Said("因为下雨，所以比赛取消了。", "所", "因为"),
    Said("因为下雨，所以比赛取消了。", "为", "所以"),
    Said("老师问学生：“你们明白了吗？”", "”", "“"),
    Said("老师问学生：“你们明白了吗？”", "“", "”"),
    Said("一本书、两条鱼、三只鸟。", "只", "鸟"),
    Said("一本书、两条鱼、三只鸟。", "鸟", "只"),
    Said("这只小狗比那只小狗大。", "狗", "小狗"),
)

# Pairs of sentences that differ in a few characters.
PAIRS = (
    ("小猫追着太阳跑，因为它很好玩。", "小猫追着太阳跑，因为它很温暖。"),
    ("他刚从银行回来。", "他刚从旅行回来。"),
    ("小狗把小猫追跑了。", "小狗被小猫追跑了。"),
    ("因为下雨，所以他来了。", "虽然下雨，但是他来了。"),
    ("我读了一本很有趣的书。", "我买了一本很有趣的书。"),
    ("他说：“我不去。”", "他说，我不去。"),
    ("妈妈给我买了一[MASK]书。", "妈妈给我买了一[MASK]鱼。"),
)

EXAMPLES = (
    Example(OPENING, "最后的“书”会看“读”“有趣”“图书馆”吗？"),
    Example("小猫追着太阳跑，因为它觉得很好玩。", "“它”指小猫还是太阳？"),
    Example("今天天气真[MASK]啊！", "被遮住的字会是什么？"),
    Example("他把书放在桌子上，然后走了出去。", "“把”把“书”提到动词前面。"),
    Example("这只小狗比那只小狗大。", "两个“小狗”，写法一样，意思不同。"),
    Example("因为下雨，所以比赛取消了。", "“因为”和“所以”隔着逗号呼应。"),
    Example("老师问学生：“你们明白了吗？”", "成对的引号会互相看吗？"),
    Example("我去银行取钱，他在行走。", "“银行”的“行”和“行走”的“行”。"),
    Example("上海自来水来自海上。", "回文：同一个字，位置不同。"),
    Example("虽然天很冷，但是孩子们都在外面玩。", "“虽然”和“但是”。"),
    Example("一本书、两条鱼、三只鸟。", "量词和名词。"),
    Example("我的iPhone15是去年买的。", "字母和数字被切成词片（word piece）。"),
    Example("妈妈做的饭很好吃😋。", "表情符号不在词表里，模型看到的是 [UNK]。"),
    Example("长江是中国最长的河流。", "“长江”的“长”和“最长”的“长”。"),
)
