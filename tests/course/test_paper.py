"""An exam in progress: what two records of it make together, and what is refused."""

import json

import pytest

from lib.course.paper import COUNT, Paper, begin, newer, read
from lib.course.progress import Progress, ProgressError, from_json

EMPTY = (None,) * COUNT
OPEN = Paper("2026-01-01T10:00", 7)
ANSWERED = OPEN.moved(1, (("0.5", "1/3"), 2, *EMPTY[2:]))


def test_what_is_kept_is_what_comes_back():
    last = OPEN.moved(1, (11, ("1",) * 12, *EMPTY[2:]))  # the twelfth option, the twelfth cell
    for paper in (begin(9999), OPEN, ANSWERED, ANSWERED.closed(), last):
        assert read(paper.data()) == paper
        record = Progress(paper=paper)
        assert from_json(record.to_json()) == record


def test_nothing_new_is_no_change():
    assert ANSWERED.moved(ANSWERED.at, ANSWERED.answers) is ANSWERED


@pytest.mark.parametrize(
    ("older", "later"),
    [
        (None, OPEN),
        (OPEN, ANSWERED),
        (ANSWERED, ANSWERED.closed()),
        (ANSWERED.closed(), Paper("2026-01-01T10:01", 3)),  # another paper, begun later
        (ANSWERED, Paper(OPEN.begun, 7, changes=1, open=False)),  # at the same count: closed stays
    ],
)
def test_the_newer_record_wins_from_either_side(older, later):
    assert newer(older, later) == newer(later, older) == newer(later, later) == later
    one, two = Progress(paper=older), Progress(paper=later)
    assert one.merge(two) == two.merge(one) == two


@pytest.mark.parametrize(
    "changed",
    [
        {"begun": "yesterday"},
        {"begun": "2026-13-01T10:00"},
        {"begun": "2026-01-01T10:00+99:99"},
        {"seed": 10_000},
        {"seed": True},
        {"at": COUNT + 1},
        {"at": -1},
        {"changes": 1.5},
        {"changes": 10**400},
        {"open": 1},
        {"answers": [None] * (COUNT - 1)},
        {"answers": None},
        {"answers": [[]] * COUNT},
        {"answers": [["1"] * 13] * COUNT},
        {"answers": [["1" * 25]] * COUNT},
        {"answers": [[1]] * COUNT},
        {"answers": [12] * COUNT},
        {"answers": ["0"] * COUNT},
    ],
)
def test_what_is_no_paper_is_refused(changed):
    record = Progress(paper=ANSWERED).to_json()
    data = json.loads(record)
    data["paper"] |= changed
    with pytest.raises(ProgressError, match="没有考完的卷子看不懂"):
        from_json(json.dumps(data))
