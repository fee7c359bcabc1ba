"""One HTML file that holds a sentence's attention: all heads, offline, to keep and to hand on."""

import base64
import json
from pathlib import Path

from lib.charts.overview import pack_weights
from lib.model.checkpoints import Checkpoint
from lib.model.reading import Reading

SCRIPT = Path(__file__).with_suffix(".js")
# The app's paper, ink and red, light and dark.
STYLE = """
:root { --st-text-color: #211f1d; --st-border-color: #ddd7cb; --st-primary-color: #b8322a;
  --ground: #fdfcf9; --heat: 184 47 40; --st-font: 'Noto Sans CJK SC', 'PingFang SC', sans-serif;
  --st-chart-sequential-colors: #fbf3ec #f9e0d2 #f6c8b3 #f1ac91 #ea8d6f #e06c50 #d14a38 #b82f28
    #94201f #6b1518; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --st-text-color: #ece7df; --st-border-color: #413c37;
  --st-primary-color: #e5674f; --ground: #191817; --heat: 244 168 134;
  --st-chart-sequential-colors: #211e1d #35211f #4f2622 #6d2c26 #8f3529 #b2422f #d0583d #e67c58
    #f4a886 #fddac3; } }
body { margin: 2rem auto; padding: 0 1rem; max-width: 72rem; background: var(--ground);
  color: var(--st-text-color); font-family: var(--st-font); line-height: 1.6; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; } small { opacity: 0.75; }
canvas { display: block; max-width: none; } .wide { overflow-x: auto; }
output { display: block; min-height: 1.6em; }
"""
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>看见注意力</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>
<body><h1 id="sentence"></h1><p><small id="who"></small></p>
<h2>所有的头</h2><div id="overview" class="wide"></div>
<h2 id="which"></h2>
<div class="wide"><canvas id="heat" role="img" aria-label="热力图"></canvas></div>
<output id="tip"></output>
<p><small>行是在看的词元（查询），列是被看的词元（键）。颜色存成 256 级，所以数是约数。</small></p>
<script type="application/json" id="words">{words}</script>
<script type="text/plain" id="bytes">{data}</script>
<script type="module">
const {{ unwrap, inflate, thumbnails }} = (() => {{
{drawing}
return {{ unwrap, inflate, thumbnails }};
}})();
const shown = JSON.parse(document.getElementById("words").textContent);
document.getElementById("sentence").textContent = shown.sentence;
document.getElementById("who").textContent = shown.who;
{script}</script></body></html>
"""


def page(
    checkpoint: Checkpoint,
    reading: Reading,
    at: tuple[int, int, int],
    labels: list[list[str]],
    drawing: str,
) -> bytes:
    """at: (layer, head, query), from 0, to begin with; labels[layer][head]: what is known of each.

    drawing: the parts of the app's components that draw all heads, as JavaScript. A learner's
    text enters as JSON without “<” and is written with textContent: it is never parsed as HTML.
    """
    layer, head, query = at
    words = {
        "tokens": [token.text for token in reading.tokens],
        "apart": reading.named(),
        "query": query,
        "labels": labels,
        "sentence": reading.sentence + (f" ／ {reading.pair}" if reading.pair else ""),
        "who": f"{checkpoint.title}，{reading.layers} 层 × {reading.heads} 头"
        + (f"，{checkpoint.source}@{checkpoint.revision[:12]}" if checkpoint.revision else ""),
    }
    return PAGE.format(
        style=STYLE,
        words=json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"),
        data=base64.b64encode(pack_weights(reading.weights, layer, head)).decode(),
        drawing=drawing,
        script=SCRIPT.read_text("utf-8"),
    ).encode()
