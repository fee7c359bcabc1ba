"""验证一句话 without a browser."""

import pytest

from lib.examples import EXAMPLES, NAMED, OPENING, SAID, opening_query
from lib.experiments.claims import check, places, targets
from lib.text.markdown import escape
from tests.pages.lesson import words
from tests.pages.open_page import charts, open_page, said


def test_the_articles_claim_is_asked_first(read):
    at = open_page("verify")
    assert not at.exception and not at.error
    assert charts(at) == 1
    readings = [read(example.sentence) for example in EXAMPLES]
    query = opening_query(readings[0])
    verdict = check(
        readings[0], query, targets(readings[0], query, "、".join(NAMED)), places(readings)
    )
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
    assert answer.startswith(("**站不住。**", "**看不出来。**", "**站得住，在这句话里。**"))


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
