"""One sentence in two checkpoints: alignment by hand, figures against plain transformers."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer

from lib.experiments.contrast import ContrastError
from lib.experiments.two_checkpoints import align
from lib.model import bert, own
from lib.model.loading import load
from lib.model.reading import Token
from tests.model.families import save

SENTENCE = "小猫追着太阳跑。"


def cut(reading, *lengths: int):
    """The same reading, its ordinary tokens cut anew: as many characters each as `lengths`."""
    ends = np.cumsum(lengths).tolist()
    text = reading.sentence
    tokens = [Token(text[b - n : b], text[b - n : b], b - n, b, 0) for b, n in
              zip(ends, lengths, strict=True)]  # fmt: skip
    return replace(reading, tokens=(reading.tokens[0], *tokens, reading.tokens[-1]))


def test_what_either_model_reads_as_one_piece_is_one_unit_summed_and_averaged(made):
    """“甲乙丙”: four pieces with ends on the left are 甲 乙 丙, on the right 甲乙 丙."""
    left = np.zeros((1, 1, 5, 5))
    left[0, 0] = [
        [1, 0, 0, 0, 0],
        [0, 0.1, 0.2, 0.7, 0],  # 甲
        [0, 0.3, 0.4, 0.1, 0.2],  # 乙
        [0.5, 0.5, 0, 0, 0],
        [0, 0, 0, 0, 1],
    ]
    right = np.zeros((1, 1, 4, 4))
    right[0, 0] = [[1, 0, 0, 0], [0, 0.5, 0.5, 0], [0.5, 0.5, 0, 0], [0, 0, 0, 1]]
    both = align(made("甲乙丙", left), cut(replace(made("甲乙", right), sentence="甲乙丙"), 2, 1))
    assert both.names == ("[CLS]", "甲乙", "丙", "[SEP]")
    assert both.ordinary == (False, True, True, False)
    # 甲乙 → 甲乙: (0.1 + 0.2 + 0.3 + 0.4) / 2; → 丙: (0.7 + 0.1) / 2; → [SEP]: 0.2 / 2
    np.testing.assert_allclose(both.left[0, 0, 1], [0, 0.5, 0.4, 0.1])
    np.testing.assert_allclose(both.left[0, 0, 2], [0.5, 0.5, 0, 0])
    # row 甲乙: (|0.5 − 0.4| + 0.1) / 2 = 0.1; row 丙: 0; the mean of both
    np.testing.assert_allclose(both.distances(0, 0), [[0.05]])


def test_a_character_that_one_model_does_not_read_stands_alone_and_its_weight_counts(made):
    left, right = np.eye(4)[None, None].copy(), np.eye(3)[None, None].copy()
    left[0, 0, 1] = [0, 0.4, 0.6, 0]  # 甲 gives 0.6 to 乙, which the right has not
    both = align(made("甲乙", left), cut(replace(made("甲", right), sentence="甲乙"), 1))
    assert both.names == ("[CLS]", "甲", "[SEP]") and both.left_out == ((2,), ())
    np.testing.assert_allclose(both.left_alone[0, 0], [0, 0.6, 0])
    np.testing.assert_allclose(both.distances(0, 0), [[0.6]])  # (|1 − 0.4| + 0.6) / 2


def test_nothing_in_common_is_refused(made):
    right = replace(made("乙"), sentence="甲乙")
    right = replace(right, tokens=(right.tokens[0], Token("乙", "乙", 1, 2, 0), right.tokens[2]))
    left = cut(replace(made("甲"), sentence="甲乙"), 1)
    with pytest.raises(ContrastError, match="对得上"):
        align(left, right)


@pytest.fixture(scope="module", params=["BERT", "RoBERTa", "DistilBERT"])
def small(request, tmp_path_factory):
    """(reading, weights of plain transformers) of a small random checkpoint in a folder."""
    folder = tmp_path_factory.mktemp("second") / "mine"
    save(request.param, folder)
    checkpoint = own.from_folder(str(folder))
    reading = bert.read(*load(checkpoint), SENTENCE, checkpoint=checkpoint.key)
    plain = AutoModelForMaskedLM.from_pretrained(folder, attn_implementation="eager").eval()
    inputs = AutoTokenizer.from_pretrained(folder)(SENTENCE, return_tensors="pt")
    with torch.no_grad():
        attentions = plain(**inputs, output_attentions=True).attentions
    return reading, np.stack([a[0].numpy() for a in attentions]), request.param


def test_two_real_checkpoints_are_compared_as_by_plain_transformers(read, eager, small, tokenizer):
    """Character by character, worked out a second time from transformers' own attentions."""
    mine = read(SENTENCE)
    theirs, plain, family = small
    both = align(mine, theirs)
    assert both.names[1:-1] == tuple(SENTENCE) and both.left_out == ((), ())
    inputs = tokenizer(SENTENCE, return_tensors="pt")
    with torch.no_grad():
        ours = np.stack([a[0].numpy() for a in eager(**inputs, output_attentions=True).attentions])
    n = len(SENTENCE)
    # RoBERTa's tokens are bytes, three to each of these characters.
    width = 3 if family == "RoBERTa" else 1
    member = np.zeros((plain.shape[-1], n + 2))
    member[0, 0] = member[-1, -1] = 1
    for i in range(n):
        member[1 + width * i : 1 + width * (i + 1), 1 + i] = 1
    joined = np.einsum("qu,lhqk,kv->lhuv", member / member.sum(0), plain, member)
    np.testing.assert_allclose(both.right, joined, atol=1e-5)
    np.testing.assert_allclose(both.left, ours, atol=1e-5)
    moved = np.abs(joined - ours[2, 3])[:, :, 1:-1].sum(-1).mean(-1) / 2
    np.testing.assert_allclose(both.distances(2, 3), moved, atol=1e-5)


def test_a_checkpoint_beside_itself_differs_by_nothing(read):
    reading = read(SENTENCE)
    both = align(reading, reading)
    for at in np.ndindex(reading.layers, reading.heads):
        assert both.distances(*at)[at] == pytest.approx(0, abs=1e-9)
