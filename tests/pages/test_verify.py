"""验证一句话 without a browser."""

import pytest

from lib import precompute
from lib.examples import NAMED, OPENING, SAID, opening_query
from lib.experiments.claims import check, targets
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.text.markdown import escape
from tests.pages.lesson import words
from tests.pages.open_page import charts, open_page, said


def test_the_articles_claim_is_asked_first(read):
    at = open_page("verify")
    assert not at.exception and not at.error
    assert charts(at) == 1
    reading = read(OPENING)
    query = opening_query(reading)
    usual = precompute.load_places(CATALOGUE[SHIPPED])
    verdict = check(reading, query, targets(reading, query, "、".join(NAMED)), usual)
    shown = {metric.label: metric.value for metric in at.metric}
    assert shown["它们得到的权重"] == f"{verdict.shares.mean():.1%}"
    assert shown["别的字给它们的"] == f"{verdict.others.mean():.1%}"
    assert f"{verdict.passed.size} 个头里" in words(at)


@pytest.mark.parametrize("number", range(len(SAID)))
def test_every_ready_claim_gets_an_answer(number):
    at = open_page("verify")
    at.selectbox(key="said").select_index(number).run()
    assert not at.exception and not at.error
    assert at.text_input(key="s").value == SAID[number].sentence
    assert at.text_input(key="to").value == SAID[number].targets
    answer = next(m.value for m in at.markdown if " 个头里" in m.value)
    assert answer.startswith(("**在这句话里站不住。**", "**这样看的头比碰运气多吗？"))
    if "站不住" not in answer:
        assert "不超过 10%" in words(at)


def test_a_sentence_too_short_to_tell_is_said_to_be_so():
    at = open_page("verify", s="他说：“我不去。”", q="9 ”", to="“")
    assert not at.exception and not at.error
    assert "**这句话太短，说不准。**" in words(at)


def test_one_strong_head_is_a_finding_of_its_own():
    at = open_page("verify", s="因为下雨，所以比赛取消了。", q="6 所", to="因为")
    shown = words(at)
    assert "这样看的头比碰运气多吗？看不出来。" in shown
    assert "有没有哪个头特别这样看？在这句话里站得住。" in shown


def test_where_nobody_ever_looked_that_far_the_page_says_what_stands_in():
    at = open_page("verify", s="甲" + "，我们走" * 31, q="124 走", to="甲")
    assert not at.exception and not at.error
    assert "用平均分配时的份额代替" in words(at)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"to": "月亮"}, "没有“月亮”"),
        ({"to": ""}, "写下被看的字"),
        ({"s": "你好。"}, "没有“读”"),
        ({"q": "0 [CLS]"}, "不是句子里的字"),
        ({"s": "……！"}, ""),
    ],
)
def test_what_cannot_be_asked_is_explained_and_kept(query, message):
    at = open_page("verify", **query)
    assert not at.exception
    assert at.error and message in said(at)
    assert at.text_input(key="s").value == query.get("s", OPENING)


@pytest.mark.parametrize("to", ["<b>读", "$x$", "**读**", "`"])
def test_nothing_named_is_ever_markup(to):
    at = open_page("verify", to=to)
    assert not at.exception
    assert f"“{escape(to)}”" in said(at)


def test_a_claim_chosen_for_another_sentence_is_forgotten():
    at = open_page("verify", s="今天天气真好。", to="天气")
    at.session_state["verify_query"] = "它"
    at.run()
    assert not at.exception and not at.error
