"""A checkpoint with another vocabulary beside ours: asked the same, it answers the same.

The other one is ours with its entries numbered backwards and its embeddings moved along.
"""

import pytest
import torch
from transformers import BertForMaskedLM, BertTokenizer

from pretraining.errors import PipelineError
from pretraining.evaluate import evaluate, open_checkpoint
from pretraining.evaluation import beside
from pretraining.evaluation.ground import prepare
from pretraining.export import export
from pretraining.ids import load_tokenizer
from pretraining.model import from_scratch
from pretraining.recipe import Recipe

TINY = Recipe(layers=1, heads=2, hidden=32, initial_range=0.5)
ROWS = ["1 妈妈 _ N _ _ 2 nsubj _ _", "2 看 _ V _ _ 0 root _ _", "3 书 _ N _ _ 2 obj _ _"]


@pytest.fixture(scope="module")
def folders(vocabulary, tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkpoints")
    tokenizer = load_tokenizer(vocabulary)
    size = tokenizer.get_vocab_size()
    torch.manual_seed(0)
    ours = from_scratch(TINY, size)
    export(ours, vocabulary, folder / "ours")
    ours = BertForMaskedLM.from_pretrained(folder / "ours", dtype=torch.float32)
    theirs = BertForMaskedLM(ours.config)
    theirs.load_state_dict(ours.state_dict())
    backwards = torch.arange(size - 1, -1, -1)
    with torch.no_grad():
        words, bias = ours.bert.embeddings.word_embeddings.weight, ours.cls.predictions.bias
        theirs.bert.embeddings.word_embeddings.weight.copy_(words[backwards])
        theirs.cls.predictions.bias.copy_(bias[backwards])
    theirs.save_pretrained(folder / "theirs")
    vocab = {tokenizer.id_to_token(size - 1 - number): number for number in range(size)}
    BertTokenizer(vocab=vocab).save_pretrained(folder / "theirs")
    return folder


@pytest.fixture(scope="module")
def ground(tokens_folder, vocabulary, tmp_path_factory):
    bank = tmp_path_factory.mktemp("bank")
    for split in ("dev", "test"):
        text = "\n".join(ROWS).replace(" ", "\t") + "\n\n"
        (bank / f"zh_gsdsimp-ud-{split}.conllu").write_text(text * 3, encoding="utf-8")
    return prepare(tokens_folder, vocabulary, bank)


def test_numbered_backwards_it_is_the_same_model(folders, ground):
    ours, theirs = (evaluate(folders / name, ground) for name in ("ours", "theirs"))
    assert open_checkpoint(folders / "theirs")[1].token_to_id("[PAD]") > 3000
    for results in (ours, theirs):
        assert results["masked_characters"]["positions"] == len(ground.covered.row) > 50
    assert "training_masks" in ours and "training_masks" not in theirs  # those are drawn in ids
    same = ("masked_characters", "by_word_length", "calibration", "minimal_pairs", "head_roles")
    for part in same:
        assert flat(theirs[part]) == pytest.approx(flat(ours[part]), rel=1e-4, abs=1e-4), part
    assert theirs["minimal_pairs_missed"] == ours["minimal_pairs_missed"]
    table = beside.table({"ours": ours, "theirs": theirs}).splitlines()
    assert table[0] == "|  | ours | theirs |"
    row = next(line for line in table if line.startswith("| covered characters"))
    assert len(set(row.split(" | ")[1:])) <= 2


def flat(value) -> list[float]:
    """All numbers in nested dictionaries and lists, in order."""
    if isinstance(value, dict):
        return [n for part in value.values() for n in flat(part)]
    if isinstance(value, list):
        return [n for part in value for n in flat(part)]
    return [float(value)]


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(PipelineError, match="config.json is missing"):
        open_checkpoint(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(PipelineError, match="as a masked language model"):
        open_checkpoint(tmp_path)
