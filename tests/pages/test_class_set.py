"""给全班出题: what is on the sheet is what the link opens, of the skills that were chosen."""

from lib.course.practice import TEMPLATES, from_link
from lib.course.practice.levels import answer_of, faded
from lib.course.skills import SKILLS, skill_of
from tests.pages.open_page import open_page


def link(at) -> dict:
    """The parameters of the link to the set."""
    found = [p for p in at.get("page_link") if "打开这组题" in p.proto.label]
    from urllib.parse import parse_qsl

    return dict(parse_qsl(found[0].proto.query_string))


def texts(at) -> str:
    return "\n".join(m.value for m in at.markdown)


def test_a_set_of_two_skills():
    at = open_page("class_set", skills="dot,softmax")
    assert not at.exception
    chosen = from_link(link(at))
    assert chosen.count == 8
    assert {skill_of(name.template) for name in chosen.names} == {"dot", "softmax"}
    page = texts(at)
    for name in chosen.names:
        if not TEMPLATES[name.template].needs:
            question = TEMPLATES[name.template].ask(name.seed)
            assert question.prompt in page and answer_of(question) in page


def test_help_is_on_the_sheet_and_in_the_link():
    at = open_page("class_set", skills="row", level="2")
    chosen = from_link(link(at))
    assert chosen.level == 2
    question = next(
        q for q in (TEMPLATES[n.template].ask(n.seed) for n in chosen.names) if len(q.cells) > 1
    )
    assert faded(question).prompt in texts(at)


def test_answers_stand_after_all_questions():
    at = open_page("class_set", skills="dot")
    chosen = from_link(link(at))
    page = texts(at)
    last = TEMPLATES[chosen.names[-1].template].ask(chosen.names[-1].seed)
    first = TEMPLATES[chosen.names[0].template].ask(chosen.names[0].seed)
    assert page.index(last.prompt) < page.index(answer_of(first))
    assert len(SKILLS) > 20
