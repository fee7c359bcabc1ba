"""BERTs with random weights, in plain transformers, and their numbers as a Network."""

import json

import pytest
import torch
from transformers import BertConfig, BertForMaskedLM

from lib.anatomy import network
from lib.model.checkpoints import CATALOGUE, SHIPPED


class NoTokenizer:
    """Random models have no words: id 7 is called “7”."""

    def get_vocab(self) -> dict[str, int]:
        return {str(i): i for i in range(50)}


def random_bert(layers: int, heads: int, width: int, seed: int = 0) -> BertForMaskedLM:
    """In double precision, everything random: also the biases and the normalisations."""
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=50,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        hidden_size=width,
        intermediate_size=3 * width,
        max_position_embeddings=32,
        attn_implementation="eager",
    )
    model = BertForMaskedLM(config).eval().double()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.4)
    return model


def random_inputs(seed: int = 0, length: int = 9) -> dict[str, torch.Tensor]:
    """One sequence of two segments."""
    ids = torch.randint(0, 50, (1, length), generator=torch.Generator().manual_seed(seed))
    return {"input_ids": ids, "token_type_ids": (torch.arange(length) > length // 2).long()[None]}


SIZES = [(1, 1, 4), (2, 4, 16), (3, 2, 24), (4, 3, 12)]


@pytest.fixture(params=SIZES, ids=str)
def twins(request):
    """(plain transformers, the same as a Network), random, of several sizes."""
    model = random_bert(*request.param)
    return model, network.from_model(model, NoTokenizer())


@pytest.fixture(scope="session")
def anatomy():
    """The shipped checkpoint as a Network."""
    return network.from_folder(CATALOGUE[SHIPPED].folder)


@pytest.fixture
def other_family(tmp_path):
    """A folder whose config says that it is no BERT."""
    folder = CATALOGUE[SHIPPED].folder
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).symlink_to(folder / name)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (tmp_path / "config.json").write_text(json.dumps(config | {"model_type": "albert"}), "utf-8")
    return tmp_path
