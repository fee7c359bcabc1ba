"""看它学会 without a browser: the film's numbers, any place of the slider, and no film at all."""

import pytest

from lib.examples import OPENING
from lib.experiments import film as films
from lib.experiments import milestones
from lib.experiments.film import counted
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.text.markdown import escape
from lib.ui.heads import film_view
from tests.pages.lesson import HOSTILE, words
from tests.pages.open_page import charts, open_page, said

FOLDER = CATALOGUE[SHIPPED].folder
FILM = films.load(FOLDER / films.FILE)


def test_the_film_is_of_the_opening_sentence_and_begins_before_any_training():
    assert FILM.sentence == OPENING
    assert FILM.read[0] == 0 and (FILM.read[1:] > FILM.read[:-1]).all()
    # evenly spaced in log tokens, to within a batch, but for the last
    steps = FILM.read[2:-1] / FILM.read[1:-2]
    assert ((steps > 1.4) & (steps < 2.1)).all()


def test_the_page_opens_on_the_untrained_model_and_says_whose_film_it_is():
    at = open_page("upbringing")
    assert not at.exception and not at.error
    assert f"{FILM.loss[0]:.2f}" in words(at)
    own = films.is_of(FILM, FOLDER)
    assert ("不是" in said(at)) == (not own)
    assert counted(int(FILM.read[-1])) in (words(at) if own else said(at))
    assert charts(at) == 4


def test_the_address_leads_to_a_picture():
    at = open_page("upbringing", point=str(FILM.points), layer="2", head="3")
    assert at.select_slider(key="point").value == FILM.points
    assert "第 2 层 · 第 3 头" in [heading.value for heading in at.header]
    shown = words(at)
    assert f"验证损失 {FILM.loss[-1]:.2f}" in shown
    for blank in FILM.blanks:
        assert blank.first_guess(FILM.points - 1) in shown


@pytest.mark.parametrize("place", HOSTILE)
def test_another_address_opens_the_page_too(place):
    at = open_page("upbringing", point=place, layer=place, head=place)
    assert not at.exception and not at.error


def test_every_milestone_stands_in_the_table_with_its_evidence():
    shown = words(open_page("upbringing"))
    for milestone in milestones.milestones(FILM):
        assert escape(milestone.name) in shown and escape(milestone.evidence) in shown


def test_without_the_file_the_page_says_so(monkeypatch):
    def missing(key):
        raise films.FilmError("模型文件夹里没有训练过程的记录。")

    monkeypatch.setattr(film_view, "shipped", missing)
    at = open_page("upbringing")
    assert not at.exception and "没有训练过程的记录" in said(at)
