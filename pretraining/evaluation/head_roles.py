"""What each head mostly looks at: mean attention shares, and how many heads only rest.

Heads get their names elsewhere, from more than this: `lib/heads/roles.py`.
"""

from collections.abc import Callable

import numpy as np
from tokenizers import Tokenizer
from transformers import BertForMaskedLM

from lib.heads.joining import NAMED_FROM
from pretraining.evaluation.syntax_heads import attentions
from pretraining.evaluation.treebank import Sentence, align

ASLEEP = 0.9  # a layer all of whose heads give so much to [CLS] and [SEP] moves nothing


def shares(attention: np.ndarray, ids: list[int], belongs: np.ndarray) -> dict[str, tuple]:
    """{role: (sum over the queries that could, (layers, heads); number of such queries)}.

    Queries are characters, not [CLS] and [SEP]. `same_word` counts the other characters of the
    word, for words of two or more; `same_character` other places of the same character, for
    characters that stand more than once.
    """
    tokens = len(ids)
    inner = np.arange(1, tokens - 1)
    place = np.arange(tokens)
    distance = place[None, :] - place[:, None]
    word = np.where(belongs.any(0), belongs.argmax(0), -1)
    same_word = (word[:, None] == word[None, :]) & (word >= 0) & (distance != 0)
    same_id = (np.array(ids)[:, None] == np.array(ids)[None, :]) & (distance != 0)
    separators = np.isin(place, [0, tokens - 1])[None, :].repeat(tokens, 0)
    keys = {
        "previous": distance == -1,
        "next": distance == 1,
        "same_word": same_word,
        "separator": separators,
        "self": distance == 0,
        "same_character": same_id,
    }
    result = {}
    for role, mask in keys.items():
        able = inner[mask[inner].any(1)]
        result[role] = ((attention * mask)[..., able, :].sum((-1, -2)), len(able))
    return result


def measure(
    sentences: list[Sentence],
    model: BertForMaskedLM,
    tokenizer: Tokenizer,
    attend: Callable[[BertForMaskedLM, list[int]], np.ndarray] | None = None,
) -> dict:
    """Per head the shares and the entropy (nats); how many heads and layers only rest.

    `attend` as in `syntax_heads.hits`.
    """
    totals: dict[str, list] = {}
    for sentence in sentences:
        aligned = align(sentence, tokenizer)
        if aligned is None or len(aligned[0]) > model.config.max_position_embeddings:
            continue
        ids, belongs = aligned
        attention = (attend or attentions)(model, ids)
        found = shares(attention, ids, belongs)
        rows = attention[..., 1:-1, :]
        entropy = -(rows * np.log(rows.clip(1e-12))).sum((-1, -2))
        for role, (value, count) in (found | {"entropy": (entropy, rows.shape[-2])}).items():
            total = totals.setdefault(role, [0, 0])
            total[0], total[1] = total[0] + value, total[1] + count
    means = {role: value / max(count, 1) for role, (value, count) in totals.items()}
    layers, heads = means["entropy"].shape
    table = []
    for layer in range(layers):
        for head in range(heads):
            row = {name: round(float(mean[layer, head]), 4) for name, mean in means.items()}
            table.append({"layer": layer, "head": head} | row)
    resting = means["separator"] >= NAMED_FROM
    return {
        "resting_heads": int(resting.sum()),
        "layers_asleep": int((means["separator"] >= ASLEEP).all(1).sum()),
        "heads": table,
    }
