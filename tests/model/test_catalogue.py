"""The catalogue of checkpoints says of each what its repository says."""

import re

import pytest
import torch
from transformers import BertConfig, BertForMaskedLM

from lib.model.checkpoints import CATALOGUE, SHIPPED, facts

HUB = [checkpoint for checkpoint in CATALOGUE.values() if checkpoint.revision]


def test_the_default_ships_and_the_others_are_pinned_to_a_commit():
    assert CATALOGUE[SHIPPED].revision is None
    assert CATALOGUE[SHIPPED].folder.is_dir()
    assert len(HUB) >= 2
    for checkpoint in HUB:
        assert re.fullmatch("[0-9a-f]{40}", checkpoint.revision), checkpoint.key
        assert checkpoint.folder is None
        assert facts(checkpoint) == {}
        assert checkpoint.download_mb > 0


def test_keys_are_unique_and_fit_into_an_address():
    for key, checkpoint in CATALOGUE.items():
        assert key == checkpoint.key
        assert re.fullmatch("[A-Za-z0-9_-]+", key)


def test_the_catalogue_states_the_shipped_checkpoints_own_size(shipped):
    checkpoint, config = CATALOGUE[SHIPPED], shipped[0].config
    assert (checkpoint.layers, checkpoint.heads) == (
        config.num_hidden_layers,
        config.num_attention_heads,
    )


SIZES = {
    # layers, heads, hidden, feed-forward: as each repository's config.json and its paper say
    "chinese_roberta_L-4_H-256": (4, 4, 256, 1024),
    "chinese_roberta_L-4_H-512": (4, 8, 512, 2048),
    "minirbt-h256": (6, 8, 256, 1024),
    "bert-base-chinese": (12, 12, 768, 3072),
    "chinese-macbert-base": (12, 12, 768, 3072),
    "rbt3": (3, 12, 768, 3072),
}


@pytest.mark.parametrize("checkpoint", HUB, ids=lambda checkpoint: checkpoint.key)
def test_the_catalogue_counts_parameters_as_transformers_does(checkpoint):
    layers, heads, hidden, inner = SIZES[checkpoint.key]
    assert (checkpoint.layers, checkpoint.heads) == (layers, heads)
    with torch.device("meta"):  # no numbers, only shapes
        model = BertForMaskedLM(
            BertConfig(
                vocab_size=21128,
                hidden_size=hidden,
                num_hidden_layers=layers,
                num_attention_heads=heads,
                intermediate_size=inner,
            )
        )
    counted = sum({id(p): p.numel() for p in model.parameters()}.values())
    assert checkpoint.memory_mb == round(counted * 4 / 1e6)


def test_bert_base_is_as_large_as_its_file():
    # 411,553,788 bytes lie on the hub, with a next-sentence head and a pooler that are not read.
    assert abs(CATALOGUE["bert-base-chinese"].download_mb - 412) <= 3
