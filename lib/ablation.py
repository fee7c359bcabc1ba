"""What each head is worth to one guess: switch it off, ask again."""

import numpy as np
import torch

from lib.intervention import NONE, Intervention
from lib.text import encode


@torch.inference_mode()
def head_effects(model, tokenizer, sentence: str) -> tuple[str, float, np.ndarray]:
    """(piece, p, effects) for the first [MASK] of `sentence`.

    `piece` is the model's first guess and `p` its probability; `effects` (layers, heads) is the
    change of its log-probability (natural) when that one head's context is set to zero (Michel
    et al. 2019, section 2.3). Raises SentenceError, or ValueError where nothing is masked.
    """
    config = model.config
    inputs, _ = encode(tokenizer, config.max_position_embeddings, sentence)
    masked = (inputs["input_ids"][0] == tokenizer.mask_token_id).nonzero().flatten()
    if not len(masked):
        raise ValueError("no [MASK] in the sentence")

    def log_probabilities(change: Intervention) -> torch.Tensor:
        logits = model(**inputs, trace=[], change=change).logits
        return logits[0, masked[0]].log_softmax(-1)  # (vocabulary,)

    plain = log_probabilities(NONE)
    best = int(plain.argmax())
    effects = np.array(
        [
            [
                float(log_probabilities(Intervention(heads_off=frozenset({(layer, head)})))[best])
                - float(plain[best])
                for head in range(config.num_attention_heads)
            ]
            for layer in range(config.num_hidden_layers)
        ]
    )
    return tokenizer.convert_ids_to_tokens(best), float(plain[best].exp()), effects
