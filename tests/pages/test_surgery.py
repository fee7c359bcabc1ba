"""动手术 without a browser: what the page says of a change against the changed model."""

import numpy as np
import pytest

from lib.examples import OPENING
from lib.experiments.ablation import Followed
from lib.model.intervention import Intervention
from tests.pages.lesson import button, words
from tests.pages.open_page import charts, open_page, said

MASKED = "因为下雨，[MASK]以我们没有去公园。"


def test_without_a_mask_a_character_is_covered_first():
    at = open_page("surgery")
    assert not at.exception and "还没有 [MASK]" in said(at)
    button(at, "遮住“书·16”").click().run()
    assert at.text_input(key="s").value == OPENING.replace("的书", "的[MASK]")
    assert not at.exception and "猜：" in words(at)


def test_nothing_changed_shows_the_models_own_guess(read):
    at = open_page("surgery", s=MASKED)
    piece = read(MASKED).guesses[0].pieces[0]
    assert f"**{piece}**" in words(at)
    assert not at.dataframe and charts(at) == 0


@pytest.mark.parametrize(
    ("link", "change"),
    [({"t": "5"}, Intervention(5.0)), ({"sqrt": "false"}, Intervention(divide_by_root=False))],
)
def test_a_change_in_a_stored_link_is_followed_to_the_guess(read, link, change):
    at = open_page("surgery", s=MASKED, **link)
    assert not at.exception and not at.error
    before, after = (read(MASKED, change=made).guesses[0] for made in (Intervention(), change))
    table = at.dataframe[0].value.set_index("猜")
    for name, guess in (("原来", before), ("改动之后", after)):
        assert np.isclose(table[name][guess.pieces[0]], np.exp(guess.log_probabilities[0]))
    assert table["原来"].index[0] == before.pieces[0]
    assert charts(at) == 2


def test_heads_switched_off_stand_beside_as_many_random_ones(read, shipped):
    at = open_page("surgery", s=MASKED)
    at.multiselect(key="off").set_value([(0, 0), (0, 1), (1, 1)]).run()
    assert not at.exception and not at.error
    off = frozenset({(0, 0), (0, 1), (1, 1)})
    after = read(MASKED, change=Intervention(heads_off=off)).guesses[0]
    table = at.dataframe[0].value.set_index("猜")
    assert np.isclose(table["改动之后"][after.pieces[0]], np.exp(after.log_probabilities[0]))
    drawn, _ = Followed(*shipped, MASKED).beside(off)
    told = f"中位数 {np.median(drawn):+.2f}，最坏的一次 {drawn.min():+.2f}"
    assert told.replace("-", "−") in words(at)


def test_one_head_stands_beside_all_the_others(shipped):
    at = open_page("surgery", s=MASKED)
    at.multiselect(key="off").set_value([(2, 0)]).run()
    others = shipped[0].config.num_hidden_layers * shipped[0].config.num_attention_heads - 1
    assert f"别的 {others} 个头，也一个一个地关" in words(at)


def test_of_two_masks_one_is_chosen_and_a_word_of_ones_own_is_followed(shipped):
    sentence = "因为下雨，[MASK]以我们没有去公[MASK]。"
    at = open_page("surgery", s=sentence, t="5")
    at.selectbox(key="mask").select_index(1).run()
    at.text_input(key="follow").set_value("司").run()
    assert not at.exception and not at.error
    p = np.exp(Followed(*shipped, sentence, 1, "司").log_p)
    assert f"第 2 个 [MASK] 里，**司**：{p:.1%} → " in words(at)


def test_a_word_that_cannot_be_guessed_is_explained_and_kept():
    at = open_page("surgery", s=MASKED, follow="公园")
    assert not at.exception and "只能猜一个词元" in said(at)
    assert at.text_input(key="follow").value == "公园"


def test_switching_every_head_off_once_names_the_models_first_guess(read):
    at = open_page("surgery", s=MASKED)
    button(at, "轮流关").click().run()
    assert not at.exception
    assert f"跟着 **{read(MASKED).guesses[0].pieces[0]}**" in words(at)
    assert charts(at) == 1


def test_blocking_every_key_is_refused_and_the_choice_stays(read):
    at = open_page("surgery", s="[MASK]好")
    every = list(range(len(read("[MASK]好").tokens)))
    at.multiselect(key="masked").set_value(every).run()
    assert not at.exception and "全被屏蔽" in said(at)
    assert at.multiselect(key="masked").value == every


@pytest.mark.parametrize("sentence", ["", "……！", "[MASK]" * 150, "<b>[SEP]</b>"])
def test_a_sentence_that_cannot_be_read_gets_a_plain_message_and_stays(sentence):
    at = open_page("surgery", s=sentence)
    assert not at.exception and at.error
    assert at.text_input(key="s").value == sentence


@pytest.mark.parametrize(
    "query", [{"off": "99-1"}, {"off": "[-1]"}, {"t": "0"}, {"masked": "77 x"}]
)
def test_a_hostile_address_changes_nothing(query):
    at = open_page("surgery", s=MASKED, **query)
    assert not at.exception and "猜：" in words(at)
