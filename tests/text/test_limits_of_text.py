"""Texts are refused by their length, before anything looks at the characters."""

import pytest

from lib.experiments.claims import ClaimError, targets
from lib.heads.words import WordsError, parse
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.model.tokens import SentenceError, encode
from lib.precompute import load_opening
from lib.text import lengths
from lib.text.markdown import escape
from lib.toy import MatrixError, restore
from lib.toy import parse as parse_matrix


class Untouched:
    """A tokenizer that must not be asked."""

    all_special_tokens = ()
    mask_token = "[MASK]"

    def __call__(self, *texts, **options):
        raise AssertionError("the tokenizer was asked")


def test_a_sentence_that_is_too_long_never_reaches_the_tokenizer():
    with pytest.raises(
        SentenceError, match=f"太长了：一次最多读 {lengths.SENTENCE} 个字符"
    ) as error:
        encode(Untouched(), 512, "字" * (lengths.SENTENCE + 1))
    assert len(str(error.value)) < 100


def test_the_longest_sentence_reaches_it():
    with pytest.raises(AssertionError, match="the tokenizer was asked"):
        encode(Untouched(), 512, "字" * lengths.SENTENCE)


def test_a_second_sentence_is_measured_too():
    with pytest.raises(SentenceError, match="太长了"):
        encode(Untouched(), 512, "你好", "字" * (lengths.SENTENCE + 1))


def test_a_segmentation_longer_than_any_cut_of_the_sentence_is_refused():
    assert parse("你/好/吗", "你好吗") == ["你", "好", "吗"]
    with pytest.raises(WordsError, match="太长了"):
        parse("你/" * 400_000, "你好吗")


def test_a_claim_that_is_too_long_is_refused_and_a_long_word_is_cut():
    opening = load_opening(CATALOGUE[SHIPPED])
    with pytest.raises(ClaimError, match="太长了"):
        targets(opening, 1, "书、" * lengths.SENTENCE)
    with pytest.raises(ClaimError) as error:
        targets(opening, 1, "罕" * 300)
    assert len(str(error.value)) < 60


def test_a_table_that_is_too_long_is_refused():
    with pytest.raises(MatrixError, match="太长了"):
        parse_matrix("1 2\n" * lengths.TABLE, "K")
    with pytest.raises(MatrixError, match="太长了"):
        restore('{"Q": ' + " " * lengths.TABLE + "[[1]]}")


@pytest.mark.parametrize("text", ["www.evil.test", "WWW.evil.test", "me@evil.test", "见www.a.b"])
def test_an_address_in_a_text_is_no_link(text):
    """Streamlit looks for “www.” and “a@b.c” after the escapes are gone: a joiner parts them."""
    shown = escape(text).replace("\\", "")
    assert "www." not in shown.lower() and "@evil" not in shown
    assert shown.replace("\u2060", "") == text
