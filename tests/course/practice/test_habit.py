"""What heads usually do, asked in practice, is the name that every page gives them."""

from lib.course.practice import TEMPLATES
from lib.heads import roles
from lib.model.checkpoints import CATALOGUE, SHIPPED
from lib.precompute import load_heads


def test_the_right_answer_is_the_name_on_every_page(opening):
    labels, names = roles.roles(load_heads(CATALOGUE[SHIPPED])), set()
    for seed in range(40):
        question = TEMPLATES["head-habit"].ask(seed, opening)
        (right,) = [option.text for option in question.options if option.score == 1]
        role = labels[question.given["layer"]][question.given["head"]]
        assert right == role.name and role.evidence.rstrip("。") in question.solution
        names.add(right)
    assert len(names) >= 4


def test_a_model_that_was_never_measured_is_asked_about_by_this_sentence_and_it_says_so(readings):
    own = next(reading for reading in readings if reading.checkpoint == "random")
    assert "还没有量过，只看这一句话" in TEMPLATES["head-habit"].ask(1, own).prompt


def test_punctuation_is_a_place_among_the_answers(opening):
    offered = {
        option.text
        for seed in range(40)
        for option in TEMPLATES["head-habit"].ask(seed, opening).options
    }
    assert "看标点" in offered and "停在 [CLS]/[SEP] 和标点" in offered
