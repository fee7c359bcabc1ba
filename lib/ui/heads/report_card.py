"""What a shipped checkpoint can do, in Chinese: from its evaluation.json, heads counted from 1."""

import pandas as pd
import streamlit as st

from lib.experiments.milestones import GROUPS
from lib.heads.joining import NAMED_FROM
from lib.heads.measures import Heads
from lib.heads.relation_names import NAMES
from lib.text.numbers import percent

ASLEEP = 0.9  # a layer all of whose heads give so much to [CLS] and [SEP]


def draw(measured: dict, heads: Heads | None) -> None:
    """Minimal pairs, relations, calibration; nothing where it was not measured."""
    if not {"minimal_pairs", "syntax_heads", "calibration"} <= measured.keys():
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(
            "**只差一个字的句子，它分得出哪句对吗？** 每类 40 对，手写的；瞎猜是 50%，"
            "35% 到 65% 之间和瞎猜分不开。"
        )
        st.table(pairs(measured), border="horizontal")
    with right:
        st.markdown(
            "**哪些句法关系，有头找得到？** 用树库的一半句子挑头，在另一半上报成绩；"
            "旁边是“固定看第几个词”里最好的。只列确定胜过它的（95% 区间整个在零以上）。"
        )
        st.table(relations(measured), border="horizontal")
    st.markdown((sleeping(heads) if heads else "") + calibrated(measured))


def pairs(measured: dict) -> pd.DataFrame:
    """A row a group, the model beside counting both neighbours."""
    rows = measured["minimal_pairs"]
    names = {key: name for key, name in {**GROUPS, "all": "合计"}.items() if key in rows}
    return pd.DataFrame(
        {
            "这个模型": [percent(rows[key]["model"]) for key in names],
            "数左右两个邻字": [percent(rows[key]["two_sided"]) for key in names],
        },
        index=list(names.values()),
    )


def relations(measured: dict) -> pd.DataFrame:
    """A row a relation with a head ahead beyond doubt; does it hold with the halves exchanged?"""
    heads = measured["syntax_heads"]
    rows = [row for row in heads["relations"] if row["relation"] in heads["beyond_doubt"]]
    both = heads["beyond_doubt_both_ways"]
    return pd.DataFrame(
        {
            "最准的头": [f"第 {row['layer'] + 1} 层第 {row['head'] + 1} 头" for row in rows],
            "找对": [percent(row["head_accuracy"]) for row in rows],
            "固定距离": [percent(row["offset_accuracy"]) for row in rows],
            "两半对换后": ["仍胜过" if row["relation"] in both else "不确定" for row in rows],
        },
        index=[NAMES.get(row["relation"], (row["relation"],))[0] for row in rows],
    )


def sleeping(heads: Heads) -> str:
    """How many heads rest on [CLS] and [SEP], and which layers do so with all of theirs."""
    shares = [[head.separators for head in row] for row in heads]
    resting = sum(share >= NAMED_FROM for row in shares for share in row)
    asleep = [i for i, row in enumerate(shares, 1) if min(row) >= ASLEEP]
    count = sum(map(len, shares))
    told = f"{count} 个头里有 {resting} 个把一半以上的权重停在 [CLS] 和 [SEP] 上"
    if asleep:
        told += f"；第 {'、'.join(map(str, asleep))} 层整层如此，几乎什么都不搬"
    return told + "。"


def calibrated(measured: dict) -> str:
    """What the probability of a first guess is worth."""
    error = measured["calibration"]["expected_error"]
    high = measured["calibration"]["tenths"][-1]
    return (
        f"它说的概率有多可信：第一个猜测的概率和实际猜对的比例，平均差 {percent(error, 1)}；"
        f"说九成以上的时候，猜对 {percent(high['right'])}。"
    )
