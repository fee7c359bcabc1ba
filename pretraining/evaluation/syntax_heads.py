"""Heads against syntax, after Clark et al. (2019), section 4.2: What Does BERT Look At?

For a relation, a head points right if the word it attends to most (itself left out) is the other
end of the dependency. Two directions: from the dependent to its head, and back. The best head and
direction of a relation are chosen on one half of the sentences and reported on the other, beside
the best fixed offset (“the word before”, “two words on”, …), which is chosen there as well. The
halves are the treebank's dev and test; then they change places.
"""

from collections.abc import Callable, Iterator

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertForMaskedLM

from lib.heads.joining import join
from lib.heads.relations import DIRECTIONS, OFFSETS, collect, intervals
from pretraining.evaluation.treebank import Sentence, align


@torch.no_grad()
def attentions(model: BertForMaskedLM, ids: list[int]) -> np.ndarray:
    """(layers, heads, tokens, tokens) of one sentence."""
    output = model.base_model(torch.tensor([ids]), output_attentions=True)
    return torch.cat(output.attentions).float().numpy()


def hits(
    sentences: list[Sentence],
    model: BertForMaskedLM,
    tokenizer: Tokenizer,
    attend: Callable[[BertForMaskedLM, list[int]], np.ndarray] | None = None,
) -> dict:
    """Which dependencies are found by which head and by which offset; see `relations.collect`.

    attend: `attentions`, or the same from a store.
    """
    longest = model.config.max_position_embeddings

    def read() -> Iterator[tuple[int, Sentence, np.ndarray]]:
        for number, sentence in enumerate(sentences):
            aligned = align(sentence, tokenizer)
            if aligned is not None and len(aligned[0]) <= longest:
                yield number, sentence, join((attend or attentions)(model, aligned[0]), aligned[1])

    return collect(read())


def interval(difference: np.ndarray, sentence: np.ndarray) -> list[float]:
    """95 % bootstrap interval of the mean of `difference` (n,), whole sentences redrawn."""
    return [round(float(end), 4) for end in intervals(difference, sentence)]


def beyond_doubt(rows: list[dict]) -> set[str]:
    """The relations whose head is ahead of the offset with both ends of the interval above zero."""
    return {row["relation"] for row in rows if row["difference_95"][0] > 0}


def both_ways(dev: dict, test: dict, at_least: int = 200) -> dict:
    """Chosen on dev, reported on test; the other way round; and which relations hold both times."""
    relations, swapped = compare(dev, test, at_least), compare(test, dev, at_least)
    held = beyond_doubt(relations) & beyond_doubt(swapped)
    return {
        "sentences": {"dev": dev[""], "test": test[""]},
        "relations": relations,
        "swapped": swapped,
        "beyond_doubt": sorted(beyond_doubt(relations)),
        "beyond_doubt_both_ways": sorted(held),
    }


def compare(dev: dict, test: dict, at_least: int = 200) -> list[dict]:
    """One row per relation with `at_least` dependencies in dev, most frequent first."""
    rows = []
    frequent = [r for r in dev if r and len(dev[r]["sentence"]) >= at_least and r in test]
    for relation in sorted(frequent, key=lambda r: -len(dev[r]["sentence"])):
        chosen, on_test = dev[relation], test[relation]
        share = chosen["heads"].mean(0)
        direction, layer, head = np.unravel_index(share.argmax(), share.shape)
        offset = chosen["offsets"].mean(0).argmax()
        by_head = on_test["heads"][:, direction, layer, head].astype(float)
        by_offset = on_test["offsets"][:, offset].astype(float)
        rows.append(
            {
                "relation": relation,
                "dependencies": len(by_head),
                "layer": int(layer),
                "head": int(head),
                "direction": DIRECTIONS[direction],
                "head_accuracy": round(float(by_head.mean()), 4),
                "offset": OFFSETS[offset],
                "offset_accuracy": round(float(by_offset.mean()), 4),
                "difference_95": interval(by_head - by_offset, on_test["sentence"]),
                "dev_head_accuracy": round(float(share.max()), 4),
            }
        )
    return rows
