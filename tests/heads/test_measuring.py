"""Measuring every head of a real model, on few sentences, against the parts it is made of."""

import numpy as np
import pytest

from lib.heads import measuring, samples, treebank, words
from lib.heads.head_file import HeadFile
from lib.heads.measures import measure
from lib.heads.measuring import costs_of, covered_characters

SENTENCES = [s for s in samples.sentences() if len(s) < 25][:4]


@pytest.fixture(scope="module")
def banks():
    return {split: treebank.shipped(split)[:3] for split in ("dev", "test")}


@pytest.fixture(scope="module")
def heard():
    return []


@pytest.fixture(scope="module")
def file(shipped, banks, heard):
    return measuring.measure(*shipped, "shipped", SENTENCES, banks, 3, heard.append)


def test_shares_are_those_of_the_readings(file, read):
    readings = [read(sentence) for sentence in SENTENCES]
    own = [words.group(r, words.segment(r.sentence)) for r in readings]
    assert file.weights == measure(readings, own)
    assert file.basis.sentences == 4 and file.basis.covered == 3
    assert file.norms[0][0].self != file.weights[0][0].self


def test_progress_rises_to_the_whole(file, heard):
    assert heard == sorted(heard) and heard[-1] == pytest.approx(1)


def test_costs_are_those_of_plain_transformers(file, shipped, eager):
    import copy

    import torch

    tokenizer = shipped[1]
    lost = []
    size = eager.config.hidden_size // eager.config.num_attention_heads
    cut = copy.deepcopy(eager)
    with torch.no_grad():
        cut.bert.encoder.layer[2].attention.output.dense.weight[:, 3 * size :] = 0
        for inputs, at, true in covered_characters(tokenizer, 128, SENTENCES, 3):
            assert inputs["input_ids"][0, at] == tokenizer.mask_token_id
            whole, without = (
                network(**inputs).logits[0, at].log_softmax(-1)[true] for network in (eager, cut)
            )
            lost.append(float(whole - without))
    assert file.costs.mean[2, 3] == pytest.approx(np.mean(lost), abs=1e-3)


def test_costs_beside_the_other_heads_of_the_layer_by_hand():
    """Two characters, one layer of three heads: without head 0 they lose 3 and 5, else nothing."""
    lost = np.array([[[3.0, 0, 0]], [[5.0, 0, 0]]])
    costs = costs_of(lost)
    np.testing.assert_allclose(costs.mean, [[4, 0, 0]])
    np.testing.assert_allclose(costs.others, [[0, 2, 2]])  # half of head 0's, for the other two
    assert costs.low[0, 0] == 3 and costs.high[0, 0] == 5
    assert costs.beyond_low[0, 0] == 3 and costs.beyond_high[0, 1] == -1.5


def test_one_character_a_sentence_is_covered_and_it_is_a_chinese_one(shipped):
    tokenizer = shipped[1]
    found = list(covered_characters(tokenizer, 128, samples.sentences()[:40], 30))
    assert len(found) == 30
    pieces = tokenizer.convert_ids_to_tokens([true for _, _, true in found])
    assert all(len(piece) == 1 and "一" <= piece <= "鿿" for piece in pieces)


def test_a_file_is_read_as_it_was_written(file, tmp_path):
    file.save(tmp_path / "heads.json")
    again = HeadFile.load(tmp_path / "heads.json")
    assert again.basis == file.basis and again.shape == file.shape
    assert again.weights[2][3].sep == pytest.approx(file.weights[2][3].sep, abs=1e-4)
    np.testing.assert_allclose(again.costs.beyond_low, file.costs.beyond_low, atol=1e-4)
    for before, after in zip(file.relations, again.relations, strict=True):
        assert (before.relation, before.direction) == (after.relation, after.direction)
        np.testing.assert_allclose(before.low, after.low, atol=1e-4)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 0}', '{"format": 1}', "\x00"])
def test_what_is_no_file_of_heads_is_refused(tmp_path, text):
    (tmp_path / "heads.json").write_text(text)
    with pytest.raises(ValueError):
        HeadFile.load(tmp_path / "heads.json")
