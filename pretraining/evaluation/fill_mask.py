"""Fill [MASK] twice, by transformers' pipeline and by hand: do both give the same answers?"""

from pathlib import Path

import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer, pipeline

SENTENCES = [
    "我昨天在图书[MASK]读了一本很有趣的书。",
    "今天天气真[MASK]啊！",
    "北京是中国的首[MASK]。",
    "他喜欢喝[MASK]。",
    "妈妈给我买了一[MASK]新衣服。",
    "因为下雨，[MASK]以我们没有去公园。",
    "请你把门关[MASK]。",
    "老师说：“同学们[MASK]！”",
    "小猫在沙发上睡着[MASK]。",
    "春天来了，花都[MASK]了。",
]
TOP = 5


@torch.no_grad()
def fill(folder: Path) -> dict:
    """Per sentence the five best guesses; the largest difference from the pipeline's numbers."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()
    ready_made = pipeline("fill-mask", model=model, tokenizer=tokenizer, top_k=TOP)
    rows, largest, same = [], 0.0, True
    for sentence in SENTENCES:
        inputs = tokenizer(sentence, return_tensors="pt")
        place = (inputs["input_ids"][0] == tokenizer.mask_token_id).nonzero().item()
        best = model(**inputs).logits[0, place].softmax(-1).topk(TOP)
        guesses = tokenizer.convert_ids_to_tokens(best.indices.tolist())
        theirs = ready_made(sentence)
        same &= guesses == [answer["token_str"] for answer in theirs]
        differences = [
            abs(p - a["score"]) for p, a in zip(best.values.tolist(), theirs, strict=True)
        ]
        largest = max(largest, *differences)
        chances = [round(p, 4) for p in best.values.tolist()]
        rows.append({"sentence": sentence, "guesses": guesses, "probabilities": chances})
    return {"same_guesses": same, "largest_difference": largest, "sentences": rows}
