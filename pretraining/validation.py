"""How well a model guesses on the validation lines, with the same masks every time."""

from collections.abc import Iterator

import torch
from torch.nn.functional import cross_entropy

from pretraining.batches import Batch, Tokens, make_batch, plan_epoch
from pretraining.model import MaskedLanguageModel
from pretraining.recipe import Recipe

VALID_TOKENS = 40_000
VALID_MASKS = Recipe(  # written out, so that runs of any recipe can be compared
    batch_tokens=2048,
    length_step=8,
    pair_rate=0.5,
    mask_rate=0.16,
    whole_word_rate=0.3,
    span_break=0.85,
    seed=20240601,
)


def batches(tokens: Tokens, vocabulary_size: int) -> Iterator[Batch]:
    """The same batches with the same masks every time, about VALID_TOKENS positions in all."""
    generator = torch.Generator(tokens.ids.device)
    positions = 0
    for number, (length, chunks) in enumerate(plan_epoch(tokens.lengths(), VALID_MASKS, 0)):
        generator.manual_seed(number)
        chunks = torch.from_numpy(chunks).to(tokens.ids.device)
        batch = make_batch(tokens, chunks, length, VALID_MASKS, generator, vocabulary_size)
        yield batch
        positions += batch.input_ids.numel()
        if positions >= VALID_TOKENS:
            return


@torch.no_grad()
def validate(model: MaskedLanguageModel, tokens: Tokens) -> tuple[float, float]:
    """Mean loss (nats) and accuracy on the masked positions of `batches`."""
    loss = right = count = 0
    for batch in batches(tokens, model.bert.config.vocab_size):
        logits = model(batch).float()
        loss += cross_entropy(logits, batch.targets, reduction="sum").item()
        right += (logits.argmax(-1) == batch.targets).sum().item()
        count += len(batch.targets)
    return loss / count, right / count
