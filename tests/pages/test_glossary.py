"""术语表 without a browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from lib.course.terms import GROUPS, TERMS

ROOT = Path(__file__).parents[2]


def open_page(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    at.switch_page("pages/glossary.py")
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def names(at: AppTest) -> list[str]:
    return [heading.value for heading in at.main.subheader if heading.value not in GROUPS]


def test_all_terms_stand_there():
    at = open_page()
    assert not at.exception
    assert names(at) == [term.zh for term in TERMS.values()]


def test_a_search_narrows_the_list():
    at = open_page()
    at.text_input(key="find").set_value("温度").run()
    assert "温度" in names(at)
    assert len(names(at)) < 6


def test_a_search_from_the_address():
    assert "键" in names(open_page(find="键"))


def test_finding_nothing_says_so():
    at = open_page(find="<b>x</b>")
    assert not at.exception
    assert names(at) == []
    assert at.info
