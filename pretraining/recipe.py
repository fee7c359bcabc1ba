"""What is trained and how: one frozen record, two presets."""

from dataclasses import asdict, dataclass, replace

import torch
from transformers import BertConfig

# How often a pass over the corpus reads a source of ../shared/corpus; those not named: once.
# The text is long where it is technical, legal or an adviser's, and short where people talk of
# everyday things; the model is asked about the latter. Shares of the tokens read are in the card.
EVERYDAY = {
    "tatoeba": 4.0,
    "commonvoice": 3.0,
    "cc0tw": 4.0,
    "chatterbot": 4.0,
    "stories": 3.0,
    "asp": 4.0,
    "cmrc2019": 2.5,
    "cmrc2018": 2.0,
    "drcd": 2.0,
    "kdconv": 2.0,
    "crosswoz": 1.5,
    "wiki": 2.0,
    "readwiki": 2.0,
    "leipzig": 2.0,
    "flores": 2.0,
    "ntrex": 2.0,
    "xquad": 2.0,
    "howtocook": 1.5,
    "books": 1.25,
    "smile": 0.8,
    "classic": 0.5,
    "lctt": 0.4,
    "oiwiki": 0.5,
    "d2l": 0.5,
    "laws": 0.2,
}


@dataclass(frozen=True)
class Recipe:
    """Sizes in units of the model, rates as shares of 1, learning rate as AdamW's."""

    # the model
    layers: int = 4
    heads: int = 4
    hidden: int = 192
    intermediate: int | None = None  # neurons of a feed-forward part; None: 4 × hidden
    positions: int = 128  # longest input, [CLS] and [SEP] included
    initial_range: float = 0.05
    looking_range: float | None = None  # of queries' and keys' weights; None: initial_range
    # the batches
    shares: tuple[tuple[str, float], ...] = ()  # (source, times a pass reads it); others once
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
            intermediate_size=self.intermediate or 4 * self.hidden,
            max_position_embeddings=self.positions,
            initializer_range=self.initial_range,
            hidden_dropout_prob=0.0,  # no epoch repeats its masks, so there is little to overfit
            attention_probs_dropout_prob=0.0,
        )

    def factors(self, sources: tuple[str, ...]) -> list[float] | None:
        """How often a pass reads each of these sources; None where all count alike."""
        shares = dict(self.shares)
        return [shares.get(name, 1.0) for name in sources] if shares else None

    def but(self, **changes) -> "Recipe":
        return replace(self, **{key: value for key, value in changes.items() if value is not None})

    def fitting(self, config: BertConfig) -> "Recipe":
        """The same recipe with the sizes of a model that was there before."""
        return replace(
            self,
            layers=config.num_hidden_layers,
            heads=config.num_attention_heads,
            hidden=config.hidden_size,
            intermediate=config.intermediate_size,
            positions=config.max_position_embeddings,
        )

    def on(self, device: torch.device) -> "Recipe":
        """The same recipe with the precision that this device computes fastest."""
        if self.mixed_precision != "auto":
            return self
        if device.type == "cuda":
            fast = torch.cuda.is_bf16_supported(including_emulation=False)
        else:  # without AMX it costs: with AVX512-BF16 0.8 of single precision, with AVX-512 0.35
            fast = device.type == "cpu" and torch.cpu.get_capabilities().get("amx_bf16", False)
        return replace(self, mixed_precision="bf16" if fast else "no")

    def as_dict(self) -> dict:
        return asdict(self)


# For minutes on one card (python -m pretraining.narrow): few row lengths, as each is compiled.
CARD = Recipe(
    layers=8,
    heads=8,
    hidden=512,
    initial_range=0.03,
    looking_range=0.015,
    shares=tuple(EVERYDAY.items()),
    batch_tokens=131072,
    length_step=32,
    learning_rate=1.5e-3,
    decay_share=0.7,
)

PRESETS = {
    "cpu": Recipe(),
    # from nothing, all layers from the first step: nearly level rows to begin with, so that no
    # head has a place to rest before there is something to look at
    "cpu-6": Recipe(
        layers=6,
        heads=6,
        hidden=192,
        looking_range=0.02,
        shares=tuple(EVERYDAY.items()),
        batch_tokens=3072,
        decay_share=0.8,
        learning_rate=1.5e-3,
    ),
    "card": CARD,
    "card-small": CARD.but(hidden=384),
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
