"""What learners write is drawn as text, whatever it would mean to Vega or to JavaScript."""

import pytest

from lib import toy
from lib.toy import LARGEST, Toy
from tests.browser.driver import drawn, no_error_box, visit

KEYWORDS = (
    "if in of do new var let for try null this true void with else case enum eval yield while "
    "false break throw delete return typeof switch default finally function instanceof"
)
VEGA = (
    "datum event item group parent data scale signal NaN Infinity PI E length slice indexof format "
    "isNaN toString timeFormat now containerSize modify warn vlSelectionTest"
)
PROTOTYPE = "constructor toString valueOf hasOwnProperty prototype __proto__ __defineGetter__"
MARKS = ("'", '"', "\\", "`", "\\u0027", "];//", "</text>", "${1}", "a\nb", "a\r\nb", "{", "]")
NAMES = [*KEYWORDS.split(), *VEGA.split(), *PROTOTYPE.split(), *MARKS]
SIZE = 2 * LARGEST  # half as keys, half as queries
BATCHES = [NAMES[i : i + SIZE] for i in range(0, len(NAMES), SIZE)]
SENTENCES = ("我们用if语句。", "Spotify的gif，verify！", "new 'this' 在\\中")


@pytest.fixture
def complaints(page) -> list[str]:
    """What the page says in the console: Vega reports there what it cannot read."""
    said: list[str] = []
    page.on(
        "console",
        lambda line: said.append(line.text) if line.type in ("error", "warning") else None,
    )
    return said


def written(page) -> list[set[str]]:
    """The texts in each chart of the page."""
    return [
        set(chart.locator("svg text").all_text_contents())
        for chart in page.get_by_test_id("stVegaLiteChart").all()
    ]


def missing(names: list[str], texts: set[str]) -> list[str]:
    """The names that stand nowhere: whole, or cut with an ellipsis where they are long."""
    texts = {" ".join(text.split()) for text in texts}
    cut = tuple(text[:-1] for text in texts if text.endswith("…"))
    return [n for n in names if " ".join(n.split()) not in texts and not n.startswith(cut)]


@pytest.mark.parametrize("names", BATCHES, ids=lambda names: names[0])
def test_names_in_the_calculator(app, page, complaints, names):
    keys, queries = names[::2], names[1::2]

    def rows(n: int) -> tuple[tuple[float, ...], ...]:
        return tuple((float(i), 1.0) for i in range(n))

    table = Toy(
        title="名字",
        about="",
        query=rows(len(queries)),
        key=rows(len(keys)),
        value=rows(len(keys)),
        query_names=tuple(queries),
        key_names=tuple(keys),
        value_names=(names[0], names[-1]),
    )
    visit(page, app, "calculator", table=toy.dump(table))
    no_error_box(page)
    drawn(page)
    *steps, curve, matrix = written(page)
    for texts in (*steps, matrix):
        assert missing(keys, texts) == []
    assert missing(queries, matrix) == []
    assert missing([names[0], names[-1]], curve) == []
    assert not [line for line in complaints if "vega" in line.lower() or "signal" in line]


@pytest.mark.parametrize(
    "sentence", ["我们用if语句。", "Spotify的gif，verify！", "new 'this' 在\\中"]
)
def test_a_sentence_with_words_of_the_language(app, page, complaints, sentence):
    visit(page, app, "side_by_side", s=sentence)
    no_error_box(page)
    drawn(page)
    assert all(written(page))
    assert not [line for line in complaints if "vega" in line.lower() or "signal" in line]
