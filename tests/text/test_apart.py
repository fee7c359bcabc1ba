"""Names that repeat: nobody should have to guess which 书 is meant."""

from lib.text.apart import apart, both_places


def test_only_what_is_repeated_carries_its_place():
    assert apart(list("书和书呢")) == ["书·0", "和", "书·2", "呢"]


def test_the_places_are_those_of_the_sentence_where_some_of_it_is_hidden():
    assert apart(["小", "狗", "狗"], [3, 4, 9]) == ["小", "狗·4", "狗·9"]


def test_a_place_in_two_sentences_is_written_once_where_it_is_one():
    assert both_places([0, 5, 6], [0, 4, 6]) == ["0", "5/4", "6"]
