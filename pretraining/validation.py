"""How well a model guesses on the validation lines, with the same masks every time."""

import torch
from torch.nn.functional import cross_entropy

from pretraining.batches import Tokens, make_batch, plan_epoch
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


@torch.no_grad()
def validate(model: MaskedLanguageModel, tokens: Tokens) -> tuple[float, float]:
    """Mean loss (nats) and accuracy on fixed masks over about VALID_TOKENS positions."""
    generator = torch.Generator(tokens.ids.device)
    loss = right = count = positions = 0
    size = model.bert.config.vocab_size
    for number, (length, chunks) in enumerate(plan_epoch(tokens.lengths(), VALID_MASKS, 0)):
        generator.manual_seed(number)
        chunks = torch.from_numpy(chunks).to(tokens.ids.device)
        batch = make_batch(tokens, chunks, length, VALID_MASKS, generator, size)
        logits = model(batch).float()
        loss += cross_entropy(logits, batch.targets, reduction="sum").item()
        right += (logits.argmax(-1) == batch.targets).sum().item()
        count += len(batch.targets)
        positions += batch.input_ids.numel()
        if positions >= VALID_TOKENS:
            break
    return loss / count, right / count
