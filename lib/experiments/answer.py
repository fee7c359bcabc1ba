"""What a verdict says, in words for the learner; every figure of the decision is named."""

from lib.experiments.claims import CLEARLY, RARE, Verdict
from lib.text.numbers import percent


def answers(verdict: Verdict) -> list[str]:
    """Markdown paragraphs; the first words of each, in bold, are the answer."""
    heads, count, sets = verdict.passed.size, int(verdict.passed.sum()), len(verdict.lucky_counts)
    if not count:
        return [
            f"**在这句话里站不住。** {heads} 个头里，没有一个过了三关。这是没有找到证据，"
            "不是证明了它们之间没有关系：换一句话、换一个模型，答案可能不同。"
        ]
    if verdict.too_short:
        luck = (
            f"就算全凭运气，也有 {chance_told(1 / (sets + 1))} 的机会排在第一"
            if sets
            else "找不到可以换上去比的字"
        )
        return [
            f"**这句话太短，说不准。** {heads} 个头里有 {count} 个过了三关；可是能换上去比的"
            f"别的字只有 {sets} 组，{luck}，过不了 {percent(RARE)} 这条线。把句子写长一点再问。"
        ]
    return [_many(verdict, heads, count), _best(verdict)]


def _many(verdict: Verdict, heads: int, count: int) -> str:
    as_many = int((verdict.lucky_counts >= count).sum())
    return (
        f"**这样看的头比碰运气多吗？{_held(verdict.many_hold)}** {heads} 个头里有 {count} 个"
        f"过了三关。{_swapped(verdict)}，平均有 {verdict.lucky_counts.mean():.1f} 个头过关，"
        f"{_how_many(as_many)}有 {count} 个以上；"
        f"全凭运气也能这么多的机会是 {chance_told(verdict.count_chance)}。"
    )


def _best(verdict: Verdict) -> str:
    layer, head = verdict.best
    as_good = int((verdict.lucky_excess >= verdict.excess.max()).sum())
    return (
        f"**有没有哪个头特别这样看？{_held(verdict.best_holds)}** 超出最多的是"
        f"第 {layer + 1} 层第 {head + 1} 头：它给了它们 {percent(verdict.shares[layer, head])}，"
        f"过关要 {percent(CLEARLY * verdict.bar[layer, head])}。{_swapped(verdict)}，"
        f"{_how_many(as_good)}能在随便哪个头里超出这么多；"
        f"在所有的头里挑最好的，全凭运气也能挑到的机会是 {chance_told(verdict.best_chance)}。"
    )


def chance_told(share: float) -> str:
    """A chance with no more digits than it deserves; never a bare 0 %."""
    return "不到 1%" if share < 0.01 else percent(share)


def _held(holds: bool) -> str:
    return "在这句话里站得住。" if holds else "看不出来。"


def _swapped(verdict: Verdict) -> str:
    sets = len(verdict.lucky_counts)
    if verdict.complete:
        return f"换上句子里别的字（同样连着，一共 {sets} 组，都试过）"
    return f"随便换上句子里别的字（同样连着，试 {sets} 组）"


def _how_many(sets: int) -> str:
    return f"{sets} 组" if sets else "没有一组"
