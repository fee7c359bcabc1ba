"""Does a checkpoint's head know Chinese? It is asked, in ten plain blanks.

Some checkpoints are published without a trained head for [MASK]; a file saved again then holds
a random one, which nothing in the file shows. The attention is sound, the guesses are noise.
"""

from typing import Any

BLANKS = (
    ("中国的首都是北[MASK]。", "京"),
    ("一年有四个季[MASK]。", "节"),
    ("他是一名大学[MASK]。", "生"),
    ("我们要好好学[MASK]。", "习"),
    ("这本书很有意[MASK]。", "思"),
    ("我喜欢吃苹[MASK]。", "果"),
    ("祝你生日快[MASK]！", "乐"),
    ("我在图书[MASK]看书。", "馆"),
    ("他每天早上起[MASK]。", "床"),
    ("妈妈去超市买东[MASK]。", "西"),
)
FIRST = 10  # the answer must be among the head's first ten guesses
ENOUGH = 5  # of ten. By chance, ten of 7,000 pieces hold an answer once in 700 blanks.


def right(model: Any, tokenizer: Any) -> int:
    """How many of the ten blanks the head fills: 0 to 10."""
    import torch

    hits = 0
    with torch.inference_mode():
        for sentence, answer in BLANKS:
            text = sentence.replace("[MASK]", tokenizer.mask_token)
            inputs = tokenizer(text, return_tensors="pt")
            at = inputs["input_ids"][0] == tokenizer.mask_token_id
            best = model(**inputs).logits[0, at][0].topk(min(FIRST, len(tokenizer))).indices
            wanted = tokenizer.convert_tokens_to_ids(answer)
            hits += wanted != tokenizer.unk_token_id and wanted in best.tolist()
    return hits


def knows(count: int) -> bool:
    """Whether so many right answers mean that the head was trained on Chinese."""
    return count >= ENOUGH
