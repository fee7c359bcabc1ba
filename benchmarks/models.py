"""Models to measure: the shipped checkpoint and randomly initialised ones, in three attentions."""

import functools
import itertools

import torch
from transformers import AutoModelForMaskedLM, BertConfig, BertForMaskedLM

from lib import examples
from lib.model import checkpoints, loading
from lib.model.bert import IMPLEMENTATION, read
from lib.model.reading import Reading

SHIPPED = checkpoints.CATALOGUE[checkpoints.SHIPPED]


@functools.cache
def shipped():
    """(model, tokenizer) as the app loads them."""
    return loading.load(SHIPPED)


def plain(attention: str):
    """The shipped weights in plain transformers: "eager" or "sdpa"."""
    return AutoModelForMaskedLM.from_pretrained(
        SHIPPED.folder, dtype=torch.float32, attn_implementation=attention, local_files_only=True
    ).eval()


def random_bert(layers: int, heads: int, attention: str = IMPLEMENTATION) -> BertForMaskedLM:
    """Always the same random weights, 64 numbers a head, the shipped vocabulary."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(shipped()[1]),
        hidden_size=64 * heads,
        intermediate_size=256 * heads,
        num_hidden_layers=layers,
        num_attention_heads=heads,
    )
    model = BertForMaskedLM(config).eval()
    model.set_attn_implementation(attention)
    return model


def sentence_of(tokens: int) -> str:
    """Chinese characters that make `tokens` tokens with [CLS] and [SEP]."""
    text = itertools.chain.from_iterable(
        e.sentence for e in examples.EXAMPLES if not any(c.isascii() for c in e.sentence)
    )
    return "".join(itertools.islice(itertools.cycle(c for c in text if c != "😋"), tokens - 2))


def random_reading(layers: int, heads: int, tokens: int) -> Reading:
    """A reading of `tokens` tokens by `random_bert`."""
    reading = read(
        random_bert(layers, heads), shipped()[1], sentence_of(tokens), checkpoint="random"
    )
    assert len(reading.tokens) == tokens
    return reading
