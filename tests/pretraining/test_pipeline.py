"""One complete run on a made-up corpus: it stops, resumes, exports, loads and fills a mask."""

import csv
import json
import shutil

import pytest
import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer, pipeline

from pretraining import initialise
from pretraining.batches import Tokens
from pretraining.export import describe, export, install
from pretraining.grow import deepen
from pretraining.ids import load_tokenizer
from pretraining.model import from_scratch, load
from pretraining.recipe import Recipe
from pretraining.train import learning_rate, snapshots_due, train

TINY = Recipe(
    layers=2, heads=2, hidden=32, batch_tokens=512, warmup_steps=5, mixed_precision="no",
    compile=False,
)  # fmt: skip
STEPS = 150


@pytest.fixture(scope="module")
def runs(tokens_folder, vocabulary, tmp_path_factory):
    """The same training twice: in one go, and interrupted after 50 steps."""
    folder = tmp_path_factory.mktemp("runs")
    embeddings = folder / "embeddings.safetensors"
    tokens = Tokens.load(tokens_folder, "train", vocabulary)
    size = load_tokenizer(vocabulary).get_vocab_size()
    information = initialise.ppmi(initialise.cooccurrences(tokens, size, 4))
    initialise.save_tables(information, TINY, embeddings)

    def go(name: str, **options):
        return train(
            TINY, tokens_folder, vocabulary, folder / name,
            embeddings=embeddings, steps=STEPS, **options,
        )  # fmt: skip

    go("whole")
    go("interrupted", pause_after=50)
    assert not (folder / "interrupted" / "export").exists()
    go("interrupted")
    return folder


def weights(folder):
    return AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).state_dict()


def test_an_interrupted_run_ends_with_the_same_weights(runs):
    whole = torch.load(runs / "whole" / "state.pt")["model"]
    resumed = torch.load(runs / "interrupted" / "state.pt")["model"]
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


def test_an_interrupted_run_takes_its_snapshots_at_the_same_steps(runs):
    def taken(name):
        folders = sorted((runs / name / "snapshots").iterdir())
        return {int(folder.name): weights(folder) for folder in folders}

    whole, resumed = taken("whole"), taken("interrupted")
    assert list(whole) == list(resumed)
    # 0, then 16,000 · 28,000 · 49,000 and the end; each at the first step that has read so much
    assert len(whole) == 5 and all(
        least <= tokens < least + TINY.batch_tokens
        for least, tokens in zip((0, 16_000, 28_000, 49_000), whole, strict=False)
    )
    for tokens, state in whole.items():
        assert all(torch.equal(state[name], resumed[tokens][name]) for name in state)
    logged = [int(r["tokens"]) for r in csv.DictReader((runs / "whole" / "log.csv").open())]
    assert set(whole) <= set(logged)  # each with its validation loss


def test_snapshots_are_evenly_spaced_in_log_tokens():
    marks = [0, 15_999, 16_000, 27_999, 28_000, 48_999, 49_000, 309_000_000]
    assert [snapshots_due(tokens) for tokens in marks] == [0, 0, 1, 1, 2, 2, 3, 18]


def test_queries_and_keys_may_start_smaller_than_the_rest():
    model = from_scratch(TINY.but(initial_range=0.05, looking_range=0.01), 4200)
    attention = model.bert.encoder.layer[1].attention.self
    assert attention.query.weight.std().item() == pytest.approx(0.01, rel=0.1)
    assert attention.key.weight.std().item() == pytest.approx(0.01, rel=0.1)
    assert attention.value.weight.std().item() == pytest.approx(0.05, rel=0.1)


def test_training_learns_more_than_frequencies_and_logs_it(runs, tokens_folder, vocabulary):
    rows = list(csv.DictReader((runs / "whole" / "log.csv").open()))
    losses = [float(row["valid_loss"]) for row in rows if row["valid_loss"]]
    # Knowing nothing costs ln 4200 = 8.3; knowing how frequent each token is, the entropy here.
    counts = Tokens.load(tokens_folder, "valid", vocabulary).ids.unique(return_counts=True)[1]
    share = counts / counts.sum()
    assert losses[0] > 7
    assert losses[-1] < -(share * share.log()).sum()
    assert float(rows[-1]["learning_rate"]) < TINY.learning_rate


def test_plain_transformers_loads_the_export_and_fills_a_mask(runs):
    export = runs / "whole" / "export"
    answers = pipeline("fill-mask", model=str(export), tokenizer=str(export))("妈妈[MASK]天。")
    assert len(answers) == 5
    assert AutoTokenizer.from_pretrained(export).tokenize("北京iPad")[:2] == ["北", "京"]


def test_half_precision_changes_no_answer(runs):
    state = torch.load(runs / "whole" / "state.pt")["model"]
    full = AutoModelForMaskedLM.from_pretrained(runs / "whole" / "export", dtype=torch.float32)
    half = full.state_dict()
    for name, value in half.items():
        torch.testing.assert_close(value, state["bert." + name].half().float(), rtol=0, atol=0)
    ids = AutoTokenizer.from_pretrained(runs / "whole" / "export")(
        "妈妈今天在[MASK]书馆看书。", return_tensors="pt"
    )["input_ids"]
    with torch.no_grad():
        from_half = full(ids).logits
        full.load_state_dict({name: state["bert." + name] for name in half})
        from_full = full(ids).logits
    assert torch.equal(from_half.argmax(-1), from_full.argmax(-1))
    assert (from_half.softmax(-1) - from_full.softmax(-1)).abs().max() < 1e-3


def test_installing_adds_up_tokens_and_keeps_the_card(runs, tmp_path):
    target = tmp_path / "model"
    shutil.copytree(runs / "whole" / "export", target)
    (target / "README.md").write_text("the card")
    (target / "training.json").write_text(json.dumps({"name": "x", "tokens_seen": 1000}))
    install(runs / "whole", target, {"loss": 1.0, "accuracy": 0.5})
    facts = json.loads((target / "training.json").read_text())
    assert (target / "README.md").read_text() == "the card"
    assert facts["tokens_seen"] == 1000 + facts["stretches"][0]["tokens"]
    assert facts["heads"] == 2
    assert facts["name"] == "model"
    describe(runs / "whole", target, "model", {"loss": 1.0, "accuracy": 0.5})
    assert len(json.loads((target / "training.json").read_text())["stretches"]) == 2


def test_bf16_only_where_the_hardware_multiplies_in_it(monkeypatch):
    cpu = torch.device("cpu")
    for fast in (True, False):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda fast=fast: {"amx_bf16": fast})
        assert Recipe().on(cpu).mixed_precision == ("bf16" if fast else "no")
    assert Recipe(mixed_precision="bf16").on(cpu).mixed_precision == "bf16"


def test_a_deeper_model_trains_on_and_its_recipe_says_how_deep(
    runs, tokens_folder, vocabulary, tmp_path
):
    grown, run = tmp_path / "grown", tmp_path / "run"
    export(deepen(load(runs / "whole" / "export"), 3), runs / "whole" / "export", grown)
    train(TINY, tokens_folder, vocabulary, run, init=grown, steps=5)
    before, after = weights(grown), weights(run / "export")
    silent = "bert.encoder.layer.1.output.dense.weight"
    assert before[silent].abs().max() == 0 < after[silent].abs().max()
    assert json.loads((run / "recipe.json").read_text())["layers"] == 3


def test_held_heads_look_on_unchanged_until_their_share_of_the_budget(
    runs, tokens_folder, vocabulary, tmp_path
):
    start, run = runs / "whole" / "export", tmp_path / "run"
    recipe = TINY.but(held_layers=(1,), held_share=0.5)

    def parts(state):
        name = "bert.bert.encoder.layer.{}.attention.self.{}.weight"
        return {(i, p): state[name.format(i, p)] for i in (0, 1) for p in ("query", "key", "value")}

    train(recipe, tokens_folder, vocabulary, run, init=start, steps=8, pause_after=4)
    first = {"bert." + name: value for name, value in weights(start).items()}
    half = torch.load(run / "state.pt")["model"]
    same = {key for key, value in parts(half).items() if torch.equal(value, parts(first)[key])}
    assert same == {(1, "query"), (1, "key")}
    train(recipe, tokens_folder, vocabulary, run, init=start, steps=8)
    end = torch.load(run / "state.pt")["model"]
    assert not any(torch.equal(value, parts(half)[key]) for key, value in parts(end).items())


def test_the_rate_warms_up_stays_and_falls_to_zero():
    recipe = Recipe(learning_rate=1.0, warmup_steps=10, decay_share=0.5)
    assert learning_rate(recipe, 4, 0.0) == 0.5
    assert learning_rate(recipe, 100, 0.5) == 1.0
    assert learning_rate(recipe, 100, 0.75) == 0.5
    assert learning_rate(recipe, 100, 1.0) == 0.0
