"""今天的十题 without a browser: what is asked, with which help, and what is counted."""

from lib.course.learner import TEN, Review
from lib.course.practice import Name, Set
from lib.course.practice.levels import answer_of
from lib.course.skills import SKILLS, skill_of
from tests.pages.practising import fill, known, open_page, present, press, question, texts


def test_a_newcomer_is_asked_at_once_and_told_where_the_rest_comes_from():
    at = open_page(mode="今天的十题")
    first = SKILLS[next(iter(SKILLS))]
    assert not at.exception
    for _ in first.templates:
        assert question(at).template in first.templates
        assert present(at).example is not None or present(at).attempt.hints
        if question(at).cells:
            fill(at, ["98765"] * len(question(at).cells))
        else:
            at.radio[0].set_value(0)
        press(at, "交答案")
        press(at, "看总分" if any(b.label == "看总分" for b in at.button) else "下一题")
    assert at.metric[0].label == "总分"
    assert any("注意力从哪来" in link.proto.label for link in at.main.get("page_link"))
    at.toggle(key="practice_all").set_value(True).run()
    assert not at.exception and list(at.session_state["_practice_runs"].values())[-1].count == TEN


def test_help_goes_as_the_skill_climbs():
    """Alone is asked who has done it with less and less help; what was taught is all there is."""
    taught = {name for key in ("lookup", "dot") for name in SKILLS[key].templates}
    at = known(open_page(mode="今天的十题"), lessons={"lookup": "2025-03-01"})
    levels, asked = {}, []
    for _ in range(TEN):
        turn = present(at)
        asked.append(turn.question.id)
        assert turn.question.template in taught
        skill = skill_of(turn.question.template)
        levels.setdefault(skill, []).append(turn.level)
        if turn.level == 1 and turn.example is not None:
            assert "例题" in texts(at) and answer_of(turn.example) in texts(at)
        if turn.question.cells:
            fill(at, [repr(cell.answer) for cell in turn.question.cells])
        else:
            at.radio[0].set_value([o.score for o in turn.question.options].index(1.0))
        press(at, "交答案")
        assert not at.exception and at.success
        press(at, "看总分" if len(asked) == TEN else "下一题")
    assert len(set(asked)) == TEN
    assert all(found[:3] == [1, 2, 3] for found in levels.values())
    reviews = at.session_state["_progress"].skills
    assert {key for key in reviews} == levels.keys()
    assert "100%" in at.metric[0].value


def test_what_is_due_is_said_where_progress_is():
    long_ago = (Review("2025-03-01T10:00", 3, 2),)
    at = known(open_page(set="dot-1"), skills={"dot": long_ago, "softmax": long_ago})
    assert "今天有 2 个技能该复习了" in texts(at)


def test_a_wrong_answer_is_counted_once_for_its_skill():
    at = open_page(set=str(Set((Name("dot", 7), Name("scale", 1))).params()["set"]))
    for wrong in ("99999", "99998"):
        fill(at, [wrong])
        press(at, "交答案")
    assert "dot" not in at.session_state["_progress"].skills
    press(at, "下一题")
    assert [r.result for r in at.session_state["_progress"].skills["dot"]] == [0]


def test_a_mended_answer_counts_less_than_one_that_was_right_at_once():
    for first, result in ((None, 2), ("99999", 1)):
        at = open_page(set=Set((Name("dot", 7),)).params()["set"])
        if first:
            fill(at, [first])
            press(at, "交答案")
        fill(at, [repr(question(at).cells[0].answer)])
        press(at, "交答案")
        assert [r.result for r in at.session_state["_progress"].skills["dot"]] == [result]
