"""The film of a training: what is kept, and when something counts as learnt."""

import numpy as np
import pytest

from lib.experiments import film as films
from lib.experiments import milestones
from lib.experiments.film import FilmError, amount, counted
from lib.experiments.milestones import since
from tests.experiments.made_up_film import POINTS, blank, film


def test_what_was_saved_is_read_again(tmp_path):
    made = film()
    made.save(tmp_path / "film.npz")
    read = films.load(tmp_path / "film.npz")
    assert (read.tokens, read.run, read.frequencies) == (made.tokens, made.run, made.frequencies)
    assert np.array_equal(read.pixels, made.pixels) and np.array_equal(read.read, made.read)
    assert read.blanks[0].first_guess(2) == "馆" and read.blanks[0].sentence == "图书[MASK]。"
    np.testing.assert_allclose(read.roles["previous"], made.roles["previous"], atol=1e-7)
    assert milestones.milestones(read) == milestones.milestones(made)


def test_a_missing_or_broken_file_is_said_in_chinese(tmp_path):
    with pytest.raises(FilmError, match="没有训练过程的记录"):
        films.load(tmp_path / "none.npz")
    for content in (b"", b"PK\x03\x04 nothing", b"a picture"):
        (tmp_path / "broken.npz").write_bytes(content)
        with pytest.raises(FilmError, match="坏了"):
            films.load(tmp_path / "broken.npz")


def test_weights_are_within_a_hundredth_of_what_they_were_and_rows_sum_to_one():
    rng = np.random.default_rng(0)
    weights = rng.dirichlet(np.full(20, 0.2), (POINTS, 6, 6, 20))
    kept = film(pixels=np.rint(255 * np.sqrt(weights)).astype(np.uint8))
    for point in range(POINTS):
        assert np.abs(kept.weights(point) - weights[point]).max() < 0.01
        np.testing.assert_allclose(kept.weights(point).sum(-1), 1)


def test_learnt_is_what_stays_learnt():
    assert since(np.array([False, True, True])) == 1
    assert since(np.array([True, True, True])) == 0
    assert since(np.array([True, False, True])) == 2  # lost and found again
    assert since(np.array([True, True, False])) is None


def test_the_milestones_are_the_points_at_which_each_line_is_crossed_for_good():
    points = {m.name: m.point for m in milestones.milestones(film())}
    assert points["哪些字多，哪些字少"] == 2  # 6.1 < 6.5 < 6.9
    assert points["有头专看前一个字"] == 2
    assert points["有头停在 [CLS]/[SEP]"] is None  # at the second picture only
    assert points["有头专看后一个字"] is None
    assert points["有头找得到宾语（胜过固定距离）"] == 2  # the whole interval above zero
    assert points["猜出“馆”"] == 2
    assert points["分得出代词（他、她、它、们）"] == 3  # 75, then 70, then 75 %
    order = [m.point for m in milestones.milestones(film())]
    assert order == [2, 2, 2, 2, 3, None, None]


def test_what_was_missed_is_told_with_the_last_numbers():
    missed = film(blanks=(blank("的", "馆", "馆", "里"),))
    told = next(m for m in milestones.milestones(missed) if "馆" in m.name)
    assert told.point is None
    assert told.evidence == "第一个猜“里”，给“馆” 50%"


def test_a_head_is_counted_for_a_place_that_gets_half():
    assert [film().named(point)["previous"] for point in range(POINTS)] == [0, 0, 1, 1]
    assert film().named(1) == dict.fromkeys(films.ROLES, 0) | {"separator": 1}
    assert film().best()["separator"].tolist() == [0, 0.9, 0, 0]


def test_it_is_the_model_of_a_folder_only_weight_for_weight(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"abc")
    # SHA-256 of "abc", from FIPS 180-2, appendix B.1
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert films.is_of(film(run=film().run | {"weights": digest}), tmp_path)
    assert not films.is_of(film(), tmp_path)
    assert not films.is_of(film(), tmp_path / "elsewhere")


def test_amounts_are_written_as_people_say_them():
    amounts = [amount(n) for n in (0, 9_999, 16_003, 99_960, 1_507_875, 308_979_419)]
    assert counted(0) == "0 个词元" and counted(16_003) == "1.6 万个词元"
    assert amounts == ["0", "9999", "1.6 万", "10 万", "151 万", "3.1 亿"]
