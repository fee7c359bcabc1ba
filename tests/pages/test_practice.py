"""练习 without a browser: each kind of question asked, answered, graded and explained."""

import gc
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

from lib.course.practice import KINDS, TEMPLATES, from_link
from lib.model import checkpoints, loading
from lib.model.reading import Reading
from lib.text.markdown import escape
from lib.ui import readings
from tests.pages.practising import fill, open_page, press, question, set_of, texts

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", ["look", "think"])
def test_the_best_option_earns_everything(kind):
    at = set_of(kind)
    while question(at).cells:
        press(at, "下一题")
    best = [option.score for option in question(at).options].index(1.0)
    at.radio[0].set_value(best)
    press(at, "交答案")
    assert at.success
    assert "你选的" in texts(at)
    assert at.session_state["_progress"].exercises[question(at).template].best == 1


def test_a_wrong_option_teaches():
    at = set_of("think")
    wrong = next(i for i, option in enumerate(question(at).options) if option.score == 0)
    at.radio[0].set_value(wrong)
    press(at, "交答案")
    assert question(at).options[wrong].feedback in at.warning[0].value
    assert question(at).solution in texts(at)
    assert not any(button.label == "交答案" for button in at.button)


def test_cells_are_graded_one_by_one_and_may_be_mended():
    at = set_of("compute")
    cells = question(at).cells
    right = [repr(cell.answer) for cell in cells]
    fill(at, ["99999", *right[1:]])
    press(at, "交答案")
    assert "可以改了再交" in texts(at)
    fill(at, right)
    press(at, "交答案")
    assert at.success
    record = at.session_state["_progress"].exercises[question(at).template]
    assert (record.tries, record.best) == (2, 1)
    # What was graded is what is shown: the mended numbers, and no box that could keep others.
    assert not [box for box in at.text_input if box.key and box.key.startswith("cell")]
    assert "99999" not in texts(at)
    for typed in right:
        assert f"**{escape(typed)}**" in texts(at)


def test_what_is_no_number_is_named_and_kept():
    at = set_of("compute")
    fill(at, ["三", *["1"] * (len(question(at).cells) - 1)])
    press(at, "交答案")
    assert "“三”不是数" in texts(at)
    assert at.text_input(key=f"cell {question(at).id} 0").value == "三"


def test_nothing_is_taken_from_an_empty_answer():
    for kind in ("compute", "think"):
        at = set_of(kind)
        press(at, "交答案")
        assert at.warning
        assert "_progress" not in at.session_state


def test_hints_come_one_at_a_time():
    at = set_of("compute")
    hints = question(at).hints
    for shown in range(1, len(hints) + 1):
        press(at, "看提示")
        assert len(at.info) == shown
        assert hints[shown - 1] in at.info[-1].value
    assert not any(button.label.startswith("看提示") for button in at.button)


def test_a_link_gives_everybody_the_same_set():
    source = from_link({"set": "7", "n": "3", "kinds": "compute,think"}).source()
    expected = [source.draw(None, None) for _ in range(3)]
    at = set_of("compute,think")
    seen = []
    for last in (False, False, True):
        seen.append(question(at).id)
        press(at, "看总分" if last else "下一题")
    assert seen == [q.id for q in expected]
    assert at.metric[0].value == "0%"
    press(at, "回到第一题")
    assert question(at).id == expected[0].id


def test_going_back_finds_the_answer_again():
    at = set_of("compute")
    first = question(at).id
    fill(at, ["5"] * len(question(at).cells))
    press(at, "交答案")
    press(at, "下一题")
    press(at, "上一题")
    assert at.text_input(key=f"cell {first} 0").value == "5"


@pytest.mark.parametrize(
    "query", [{"set": "x"}, {"set": "1", "n": "99"}, {"set": "1", "kinds": "<b>"}]
)
def test_a_damaged_link_is_explained_and_practice_goes_on(query):
    at = open_page(**query)  # 自由练: somebody who has finished no lesson has no ten for today
    assert not at.exception
    assert "请向老师再要一次链接" in at.error[0].value
    assert question(at)


@pytest.mark.parametrize("kind", KINDS)
def test_free_practice_of_one_kind(kind):
    at = open_page()
    at.button_group(key="practice_kinds").set_value([kind]).run()
    assert not at.exception
    for _ in range(6):
        assert question(at).kind == kind
        press(at, "换一题")
        assert not at.exception


def test_the_same_seed_gives_the_same_question():
    at = open_page()
    at.number_input(key="practice_seed").set_value(123).run()
    first = question(at).id
    at.number_input(key="practice_seed").set_value(5).run()
    at.number_input(key="practice_seed").set_value(123).run()
    assert question(at).id == first


def test_another_kind_and_back_goes_on_and_begins_nothing_anew():
    at = open_page()
    kinds = at.button_group(key="practice_kinds")
    kinds.set_value(["compute"]).run()
    seen = []
    for _ in range(3):
        seen.append(question(at).id)
        press(at, "换一题")
    waiting = question(at).id
    at.button_group(key="practice_kinds").set_value(["think"]).run()
    assert question(at).kind == "think"
    at.button_group(key="practice_kinds").set_value(["compute"]).run()
    assert question(at).id == waiting  # what was not answered waits
    for chosen in (["think"], ["compute", "think"], ["compute"]):
        at.button_group(key="practice_kinds").set_value(chosen).run()
        for _ in range(3):
            press(at, "换一题")
            assert question(at).id not in seen
            seen.append(question(at).id)


def test_no_visit_keeps_a_reading():
    at = open_page()
    at.button_group(key="practice_kinds").set_value(["look"]).run()
    press(at, "换一题")
    gc.collect()
    for run in at.session_state["_practice_runs"].values():
        assert not reaches(run, Reading)


def reaches(start, kind) -> bool:
    """Does anything that hangs on `start` hold an object of this kind?"""
    seen, left = set(), [start]
    while left:
        thing = left.pop()
        if isinstance(thing, kind):
            return True
        if id(thing) in seen or isinstance(thing, type | ModuleType):
            continue
        seen.add(id(thing))
        held = gc.get_referents(thing)
        # A function reaches its module's globals: only what it has closed over counts.
        if isinstance(thing, FunctionType):
            held = [cell.cell_contents for cell in thing.__closure__ or ()]
        left += held
    return False


def test_a_sentence_that_cannot_be_read_is_explained_and_the_rest_goes_on():
    at = open_page(s="……！")
    assert not at.exception
    assert at.error and at.text_input(key="s").value == "……！"
    for _ in range(6):
        assert question(at).kind != "look"
        press(at, "换一题")
    at.button_group(key="practice_kinds").set_value(["look"]).run()
    assert not at.exception
    assert at.error and "交答案" not in [button.label for button in at.button]
    assert any(expander.label == "我的进度" for expander in at.expander)


def test_another_sentence_is_asked_about():
    at = open_page(s="小猫追着太阳跑，因为它觉得很好玩。")
    at.button_group(key="practice_kinds").set_value(["look"]).run()
    assert not at.exception
    assert (
        "小猫追着太阳跑" in question(at).prompt
        or TEMPLATES[question(at).template].needs[-1] == "read"
    )


def test_the_shortest_sentence_has_something_to_ask():
    at = open_page(s="好")
    at.button_group(key="practice_kinds").set_value(["look"]).run()
    for _ in range(3):
        assert not at.exception
        press(at, "换一题")


def test_a_set_about_another_model_asks_for_that_model(monkeypatch):
    monkeypatch.setattr(loading, "load", refuse)
    readings.shelf.clear()
    at = open_page(set="7", n="3", kinds="look", s="你好吗？", model="rbt3")
    assert not at.exception
    assert at.error[0].value == "没有 hfl/rbt3。"


def refuse(checkpoint):
    raise checkpoints.CheckpointError(f"没有 {checkpoint.title}。")
