"""Many sentences: the shipped figures are the model's, and the statistics are what they say."""

import json
import shutil

import numpy as np
import pytest
import torch

from lib.anatomy import faithfulness
from lib.heads import samples
from lib.model import manifest
from lib.model.checkpoints import CATALOGUE, SHIPPED, Checkpoint

ENTRY = CATALOGUE[SHIPPED]


def test_the_shipped_figures_are_those_of_the_live_model(shipped):
    kept = faithfulness.load(ENTRY)
    live = faithfulness.measure(*shipped, sentences=2)
    for name, values in live.items():
        np.testing.assert_allclose(kept[name][:2], values, atol=0.02, err_msg=name)


@torch.inference_mode()
def test_the_shipped_figures_are_those_of_plain_transformers(eager, tokenizer):
    """The first sentence, character by character: erasure, mean attention, rollout, nearness."""
    kept, draw = faithfulness.load(ENTRY), np.random.default_rng(0)
    for sentence in samples.sentences():
        chinese = [i for i, c in enumerate(sentence) if "一" <= c <= "鿿"]
        at = int(draw.choice(chinese))  # one draw a sentence, too long a one as well
        covered = sentence[:at] + "[MASK]" + sentence[at + 1 :]
        inputs = tokenizer(covered, return_tensors="pt", return_offsets_mapping=True)
        if 10 <= len(inputs["input_ids"][0]) <= 40:
            break
    spans = inputs.pop("offset_mapping")[0].tolist()
    row = inputs["input_ids"][0].tolist().index(tokenizer.mask_token_id)
    plain = eager(**inputs, output_attentions=True)
    logs = plain.logits[0, row].log_softmax(-1)
    free = [i for i, (a, b) in enumerate(spans) if b > a and i != row]
    lost = []
    for i in free:
        ids = inputs["input_ids"].clone()
        ids[0, i] = tokenizer.mask_token_id
        without = eager(**{**inputs, "input_ids": ids}).logits[0, row].log_softmax(-1)
        lost.append(float(logs.max() - without[logs.argmax()]))
    attention = torch.cat(plain.attentions).mean(1)  # (layers, tokens, tokens)
    rollout = torch.eye(len(spans))
    for layer in attention:
        rollout = (layer + torch.eye(len(spans))) / 2 @ rollout
    for name, values in (
        ("mean", attention.mean(0)[row]),
        ("rollout", rollout[row]),
        ("nearness", -(torch.arange(len(spans)) - row).abs()),
    ):
        ranks = [_ranks(one) for one in (values[free].tolist(), lost)]
        assert kept[name][0] == pytest.approx(np.corrcoef(*ranks)[0, 1], abs=0.02), name


def _ranks(values: list[float]) -> list[float]:
    """Each value's place when sorted; equal ones share the mean of theirs."""
    ordered = sorted(values)
    return [ordered.index(v) + (ordered.count(v) - 1) / 2 for v in values]


def test_enough_sentences_were_measured_and_the_file_is_small():
    kept = faithfulness.load(ENTRY)
    assert len(kept["mean"]) >= 150
    assert (ENTRY.folder / faithfulness.FILE).stat().st_size < 100_000


def test_figures_of_other_weights_are_left_aside(tmp_path, monkeypatch):
    text = (ENTRY.folder / faithfulness.FILE).read_text("utf-8")
    monkeypatch.setattr("lib.model.checkpoints.ROOT", tmp_path)
    other = Checkpoint("other", "", "other", "", ENTRY.layers, ENTRY.heads)
    other.folder.mkdir()
    (other.folder / "model.safetensors").write_bytes(b"other weights")
    (other.folder / faithfulness.FILE).write_text(text, "utf-8")
    manifest.write(other.folder)
    assert faithfulness.load(other) is None
    mine = json.loads(text) | {"weights": manifest.digest(other.folder / "model.safetensors")}
    (other.folder / faithfulness.FILE).write_text(json.dumps(mine), "utf-8")
    manifest.write(other.folder)
    assert faithfulness.load(other) is not None


def test_the_interval_is_that_of_the_mean():
    draw = np.random.default_rng(1)
    values = draw.normal(0.3, 0.2, 200)
    mean, low, high = faithfulness.mean_and_interval(np.append(values, np.nan))
    error = 1.96 * values.std(ddof=1) / np.sqrt(200)  # the normal approximation
    assert mean == pytest.approx(values.mean())
    assert (low, high) == pytest.approx((mean - error, mean + error), abs=0.005)


def test_a_head_is_chosen_on_one_half_and_judged_on_the_other():
    heads = np.zeros((4, 1, 2))
    heads[::2, 0, 0] = 1.0  # good on the even sentences only
    heads[1::2, 0, 1] = 0.5  # good on the odd ones only
    (layer, head), fair = faithfulness.best_head(heads)
    assert (layer, head) == (0, 0)
    assert fair.tolist() == [0, 0, 0, 0]  # each choice fails on the other half


def test_a_folder_of_ones_own_is_measured_by_the_command_and_known_by_its_weights(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("SEEING_ATTENTION_HOME", str(tmp_path / "kept"))
    folder = tmp_path / "mine"
    shutil.copytree(ENTRY.folder, folder)
    for made in (faithfulness.FILE, "manifest.json"):
        (folder / made).unlink()
    mine = faithfulness.chosen(str(folder))
    assert faithfulness.load(mine) is None
    faithfulness.main([str(folder), "--sentences", "2"])
    found, shipped = faithfulness.load(mine), faithfulness.load(ENTRY)
    assert not (folder / faithfulness.FILE).exists()  # a learner's folder stays as it is
    np.testing.assert_allclose(found["rollout"], shipped["rollout"][:2], atol=0.02)
    with (folder / "model.safetensors").open("ab") as weights:
        weights.write(b" ")
    assert faithfulness.load(mine) is None
