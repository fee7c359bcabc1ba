"""查一张表 without a browser: the article's figures, and a change in every step."""

import pytest

from tests.pages.lesson import button, hostile, open_lesson, words


@pytest.mark.parametrize("step", range(1, 11))
def test_every_step_opens_from_its_address_and_leaves_no_number_out(step):
    at = open_lesson("lookup", step)
    assert not at.exception
    assert at.main.header[0].value.startswith(f"{step} · ")
    assert "[[" not in words(at)


def test_an_exact_lookup_answers_or_says_that_there_is_nothing():
    at = open_lesson("lookup", 1)
    assert "答案是 **22**" in words(at)
    at.button_group(key="who").set_value("张飞").run()
    assert "表里没有“张飞”" in words(at)


def test_hard_19_and_soft_19_47289_stand_side_by_side():
    at = open_lesson("lookup", 4)
    assert {m.label: m.value for m in at.metric} == {"软查找": "19.47289", "硬查找": "19"}


@pytest.mark.parametrize(("t", "age"), [("0.5", "19.28519"), ("0.1", "19.00311")])
def test_a_temperature_in_the_address_gives_the_articles_age(t, age):
    at = open_lesson("lookup", 8, cool=t)
    assert at.metric[0].value == age


@pytest.mark.parametrize(("name", "age"), [("张", "19.47289"), ("李", "20.54206")])
def test_other_questions_to_the_same_table(name, age):
    at = open_lesson("lookup", 5)
    at.button_group(key="ask").set_value(name).run()
    assert at.metric[0].value == age


def test_asking_for_zhang_san_points_out_who_wins():
    at = open_lesson("lookup", 5, ask="张三")
    assert "是**张麻子**，不是张三" in words(at)


def test_the_twins_part_when_a_dimension_is_added_and_meet_again_on_reset():
    at = open_lesson("lookup", 6)
    assert "张三占 28.1%，张三-2 占 28.1%" in words(at)
    at.toggle(key="apart").set_value(True).run()
    assert "张三占 28.1%，张三-2 占 28.1%" not in words(at)
    button(at, "还原").click().run()
    assert "张三占 28.1%，张三-2 占 28.1%" in words(at)


def test_sliding_the_question_changes_the_answer():
    at = open_lesson("lookup", 7)
    before = words(at)
    at.slider(key="toward").set_value(100).run()
    assert "20.54206" in words(at) and "20.54206" not in before


def test_the_matrix_has_a_row_for_each_question_and_survives_none():
    at = open_lesson("lookup", 9)
    assert [len(t.value) for t in at.table] == [3, 3, 3]
    at.button_group(key="queries").set_value([]).run()
    assert not at.exception
    assert [len(t.value) for t in at.table] == [1, 1, 1]


def test_lis_age_leaks_into_the_answer_about_the_zhangs():
    at = open_lesson("lookup", 10)
    assert "19.47 是按" in words(at)
    at.slider(key="li_age").set_value(100).run()
    assert at.metric[0].value == "31.76810"  # 19.47289 + 78 · 0.15763
    assert at.metric[1].value == "19"


def test_forward_and_back():
    at = open_lesson("lookup", 1)
    button(at, "下一步").click().run()
    assert at.main.header[0].value.startswith("2 · ")
    button(at, "上一步").click().run()
    assert at.main.header[0].value.startswith("1 · ")


def test_the_last_step_can_be_marked_as_learnt():
    at = open_lesson("lookup", 10)
    button(at, "这一课学完了").click().run()
    assert button(at, "学过了").disabled


BOXES = ("who", "ask", "toward", "cool", "queries", "li_age")


@pytest.mark.parametrize(("step", "query"), hostile(BOXES, (5, 7, 8, 9, 10)))
def test_hostile_addresses_are_ignored(step, query):
    assert not open_lesson("lookup", step, **query).exception
