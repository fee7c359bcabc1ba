"""考一考 without a browser: nothing is told before it is handed in, and the result is a page."""

from lib.course.paper import COUNT, Paper
from lib.course.practice.final_exam import Exam, to_link
from lib.course.progress import Progress, from_json
from lib.course.skills import SKILLS, skill_of
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
    assert not at.session_state["_progress"].exercises
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


def as_the_browser_kept_it(at):
    """A new visit, as after F5, that finds the record in the browser."""
    record = from_json(at.session_state["_progress"].to_json())
    again = open_page("exam")
    again.session_state["_progress"] = record
    return again.run()


def run_of(at):
    return list(at.session_state["_practice_runs"].values())[-1]


def test_an_exam_in_progress_outlives_its_visit():
    at = begin(5)
    for right in (True, False, True):
        reply(at, right)
        press(at, "下一题")
    before = [(t.question.id, t.attempt.answer, t.attempt.grade) for t in run_of(at).turns]
    again = as_the_browser_kept_it(at)
    assert not again.exception and "第 4 题，共 20 题" in again.main.header[0].value
    after = [(t.question.id, t.attempt.answer, t.attempt.grade) for t in run_of(again).turns]
    assert after == before and [g is None for *_, g in after] == [False] * 3 + [True] * 17
    for i in range(3, COUNT):
        press(again, "去交卷" if i + 1 == COUNT else "下一题")
    press(again, "交卷")
    assert again.metric[0].value == f"2 / {COUNT} 题全对"
    # Handed in is handed in, also for a tab that still has the open paper.
    done, stale = again.session_state["_progress"], at.session_state["_progress"]
    assert not done.paper.open and not stale.merge(done).paper.open


def test_a_paper_can_be_put_away():
    at = begin(5)
    reply(at, right=True)
    press(at, "丢掉")
    assert not at.exception and any(b.label == "开始考" for b in at.button)
    assert not at.session_state["_progress"].exercises


def test_answers_that_do_not_fit_the_questions_are_left_out():
    at = open_page("exam")
    strange = (("1",), 7, ("1",) * 9) * 6 + (11, ("x", "y"))
    paper = Paper("2026-01-01T10:00", 5, at=2, answers=strange)
    at.session_state["_progress"] = Progress(paper=paper)
    at.run()
    assert not at.exception
    wrong = [t.attempt.answer for t in run_of(at).turns[:-1]]
    assert wrong == [None] * (COUNT - 1)
