"""What is trained and how: one frozen record, two presets."""

from dataclasses import asdict, dataclass, replace

import torch
from transformers import BertConfig


@dataclass(frozen=True)
class Recipe:
    """Sizes in units of the model, rates as shares of 1, learning rate as AdamW's."""

    # the model
    layers: int = 4
    heads: int = 4
    hidden: int = 192
    positions: int = 128  # longest input, [CLS] and [SEP] included
    initial_range: float = 0.05
    # the batches
    batch_tokens: int = 3072  # padding included; per process
    length_step: int = 8  # rows are padded to a multiple of this
    pair_rate: float = 0.5  # of the rows with more than one sentence, how many become A and B
    mask_rate: float = 0.16  # of all positions, how many the model must guess
    whole_word_rate: float = 0.3  # of the rows, how many are masked by word, the rest by span
    span_break: float = 0.85  # chance that a random span ends after a character: mean 1.2
    # the optimiser
    learning_rate: float = 1.2e-3
    warmup_steps: int = 200
    decay_share: float = 0.5  # the last share of the budget, over which the rate falls to zero
    held_layers: tuple[int, ...] = ()  # whose queries and keys stay as they are at first,
    held_share: float = 0.1  # over this share of the budget
    weight_decay: float = 0.01
    gradient_clip: float = 1.0
    mixed_precision: str = "auto"  # "bf16" where the hardware multiplies matrices in it, or "no"
    compile: bool = True
    seed: int = 20240601

    def config(self, vocabulary_size: int) -> BertConfig:
        return BertConfig(
            vocab_size=vocabulary_size,
            hidden_size=self.hidden,
            num_hidden_layers=self.layers,
            num_attention_heads=self.heads,
            intermediate_size=4 * self.hidden,
            max_position_embeddings=self.positions,
            initializer_range=self.initial_range,
            hidden_dropout_prob=0.0,  # no epoch repeats its masks, so there is little to overfit
            attention_probs_dropout_prob=0.0,
        )

    def but(self, **changes) -> "Recipe":
        return replace(self, **{key: value for key, value in changes.items() if value is not None})

    def fitting(self, config: BertConfig) -> "Recipe":
        """The same recipe with the sizes of a model that was there before."""
        return replace(
            self,
            layers=config.num_hidden_layers,
            heads=config.num_attention_heads,
            hidden=config.hidden_size,
            positions=config.max_position_embeddings,
        )

    def on(self, device: torch.device) -> "Recipe":
        """The same recipe with the precision that this device computes fastest."""
        if self.mixed_precision != "auto":
            return self
        if device.type == "cuda":
            fast = torch.cuda.is_bf16_supported(including_emulation=False)
        else:  # CPUs without these units emulate bf16
            fast = device.type == "cpu" and torch.cpu.get_capabilities().get("amx_bf16", False)
        return replace(self, mixed_precision="bf16" if fast else "no")

    def as_dict(self) -> dict:
        return asdict(self)


PRESETS = {
    "cpu": Recipe(),
    "gpu": Recipe(
        layers=6,
        heads=6,
        hidden=384,
        initial_range=0.03,
        batch_tokens=65536,
        length_step=16,
        warmup_steps=500,
    ),
}
