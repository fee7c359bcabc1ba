"""A short script that makes the same numbers with plain transformers, for the learner to keep."""

from lib.model.checkpoints import Checkpoint
from lib.model.reading import Reading

TEMPLATE = '''"""{title}：第 {layer} 层第 {head} 头，用 transformers 自己的实现（eager）重算。"""

# pip install torch transformers
import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer

source = {source!r}{where}
tokenizer = AutoTokenizer.from_pretrained(source{revision})
model = AutoModelForMaskedLM.from_pretrained(
    source{revision}, dtype=torch.float32, attn_implementation="eager"
).eval()

inputs = tokenizer({texts}, return_tensors="pt")
with torch.inference_mode():
    output = model(**inputs, output_attentions=True)

weights = output.attentions[{layer0}][0, {head0}]  # (查询, 键)，从 0 数
tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
for token, row in zip(tokens, weights):
    best = row.argmax()
    print(f"{{token}} 看得最多的是 {{tokens[best]}}：{{row[best]:.2%}}")
'''


def reproduce(checkpoint: Checkpoint, reading: Reading, layer: int, head: int) -> str:
    """Python source; layer and head count from 0. The texts enter as quoted literals."""
    texts = (reading.sentence, reading.pair)
    return TEMPLATE.format(
        title=checkpoint.title,
        source=checkpoint.source,
        where="  # 在项目的文件夹里运行" if checkpoint.revision is None else "",
        revision=f", revision={checkpoint.revision!r}" if checkpoint.revision else "",
        texts=", ".join(repr(text) for text in texts if text is not None),
        layer=layer + 1,
        head=head + 1,
        layer0=layer,
        head0=head,
    )
