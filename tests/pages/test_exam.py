"""考一考 without a browser: nothing is told before it is handed in, and the result is a page."""

from lib.course.practice.final_exam import COUNT, Exam, to_link
from lib.course.practice.skills import SKILLS, skill_of
from tests.pages.open_page import open_page, said


def press(at, label):
    return next(button for button in at.button if button.label.startswith(label)).click().run()


def begin(seed=3):
    at = open_page("exam")
    assert not at.exception
    at.number_input(key="exam_number").set_value(seed).run()
    return press(at, "开始考")


def reply(at, right: bool):
    run = list(at.session_state["_practice_runs"].values())[-1]
    question = run.turns[run.at].question
    for i, cell in enumerate(question.cells):
        value = repr(cell.answer) if right else "98765"
        at.text_input(key=f"cell {question.id} {i}").set_value(value)
    if question.options:
        best = [option.score for option in question.options].index(1.0)
        at.radio[0].set_value(best if right else (best + 1) % len(question.options))
    press(at, "交答案")


def test_twenty_questions_answered_handed_in_and_kept():
    at = begin()
    wrong = {0, 5, 19}
    for i in range(COUNT):
        assert not [button for button in at.button if button.label.startswith("看提示")]
        reply(at, right=i not in wrong)
        assert not at.exception and not said(at)  # no verdict yet
        press(at, "去交卷" if i + 1 == COUNT else "下一题")
    assert "_progress" not in at.session_state
    press(at, "交卷")
    assert not at.exception
    assert at.metric[0].value == f"{COUNT - len(wrong)} / {COUNT} 题全对"
    progress = at.session_state["_progress"]
    assert "exam" in progress.lessons
    results = {key: reviews[-1].result for key, reviews in progress.skills.items()}
    for i, name in enumerate(Exam(3).names()):
        assert results[skill_of(name.template)] == (0 if i in wrong else 2)
    # The address alone brings the same page back, in another visit.
    kept = {name: "".join(at.query_params[name]) for name in ("exam", "got")}
    again = open_page("exam", **kept)
    assert again.metric[0].value == at.metric[0].value


def test_what_was_not_answered_is_said_and_counts_nothing():
    at = begin(8)
    for i in range(COUNT):
        press(at, "去交卷" if i + 1 == COUNT else "下一题")
    assert f"还有 {COUNT} 题没有答" in said(at)
    press(at, "回到第一题")
    reply(at, right=True)
    for i in range(COUNT):
        press(at, "去交卷" if i + 1 == COUNT else "下一题")
    press(at, "交卷")
    assert at.metric[0].value == f"1 / {COUNT} 题全对"


def test_a_result_names_what_to_revisit():
    scores = [0.0] + [1.0] * (COUNT - 1)
    at = open_page("exam", **to_link(3, scores))
    first = SKILLS[skill_of(Exam(3).names()[0].template)]
    assert not at.exception
    assert [s.value for s in at.subheader] == ["要再学（1）", f"掌握了（{COUNT - 1}）"]
    assert any(f"**{first.title}**" in m.value for m in at.markdown)


def test_a_damaged_result_is_explained_and_the_door_is_open():
    at = open_page("exam", exam="3", got="zzz")
    assert not at.exception
    assert "链接里的 got" in at.error[0].value
    assert any(button.label == "开始考" for button in at.button)
