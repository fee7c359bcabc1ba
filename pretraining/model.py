"""The masked language model: transformers' BERT, with logits only where a token was masked."""

from pathlib import Path

import torch
from torch import nn
from transformers import AutoModelForMaskedLM, BertForMaskedLM

from pretraining.batches import Batch
from pretraining.errors import PipelineError
from pretraining.recipe import Recipe


class MaskedLanguageModel(nn.Module):
    """Batch → logits at its masked positions: (masked, vocabulary).

    The vocabulary is a third of a small model's arithmetic when every position gets logits.
    """

    def __init__(self, bert: BertForMaskedLM):
        super().__init__()
        self.bert = bert

    def forward(self, batch: Batch) -> torch.Tensor:
        hidden = self.bert.bert(
            input_ids=batch.input_ids,
            token_type_ids=batch.token_type_ids,
            # given in full, (rows, 1, length, length), so that no mask is rebuilt and compared
            attention_mask=batch.attention_mask[:, None, None, :].expand(
                -1, 1, batch.input_ids.shape[1], -1
            ),
        ).last_hidden_state
        return self.bert.cls(hidden.flatten(0, 1)[batch.positions])


def load(folder: Path, vocabulary_size: int | None = None) -> BertForMaskedLM:
    """A checkpoint in single precision; new rows of the vocabulary start at the mean embedding."""
    if not (Path(folder) / "config.json").is_file():
        raise PipelineError(f"No checkpoint in {folder} (config.json is missing).")
    model = AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32)
    known = model.config.vocab_size
    if vocabulary_size is not None and vocabulary_size > known:
        model.resize_token_embeddings(vocabulary_size, mean_resizing=False)
        with torch.no_grad():
            words = model.get_input_embeddings().weight
            words[known:] = words[5:known].mean(0)
            # a character never seen must not be guessed before it has been learnt
            bias = model.cls.predictions.bias
            bias[known:] = bias[:known].min()
    return model


def from_scratch(recipe: Recipe, vocabulary_size: int) -> BertForMaskedLM:
    """Weights drawn by the recipe; queries and keys may have a scale of their own."""
    model = BertForMaskedLM(recipe.config(vocabulary_size))
    if recipe.looking_range is not None:
        for layer in model.bert.encoder.layer:
            for part in (layer.attention.self.query, layer.attention.self.key):
                torch.nn.init.normal_(part.weight, std=recipe.looking_range)
    return model
