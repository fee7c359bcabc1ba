"""A real head's own W_Q, W_K, W_V: pictures, one number worked out, and the check against it."""

import base64
import math

import numpy as np
import streamlit as st

from lib import examples
from lib.anatomy.real_head import RealHead, real_head
from lib.charts import matrix_png
from lib.model import checkpoints
from lib.text.numbers import tiny
from lib.ui import choices, controls, readings
from lib.ui.anatomy import passes
from lib.ui.course import figures

KINDS = {"Q": "查询", "K": "键", "V": "值"}


def real(stage) -> None:
    """The last step of the lesson. The matrices are read from the file: no torch is needed."""
    checkpoint = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    reading = readings.read(examples.OPENING, checkpoint) or st.stop()
    with stage.control:
        with st.container(horizontal=True):
            layer, head = controls.layer_head_boxes(reading)
        query = controls.query_box(reading, "看哪个字")
        kind = choices.one_of(
            "看哪一份", list(KINDS), "which_w", format_func=lambda k: f"{k} {KINDS[k]}"
        )
        dimension = choices.slider("结果的第几个数", 1, reading.head_dim, 1, "w_row")
    network, passed = passes.opening(checkpoint.key)
    own = real_head(network, passed, reading, layer, head)
    constant = reading.key[layer, head] @ own.biases["Q"] / math.sqrt(reading.head_dim)
    with stage.picture:
        _pictures(own, kind, query, dimension - 1)
        _one_number(own, kind, query, dimension - 1, reading.tokens[query].text)
        st.success(
            f"全部 {own.recorded[kind].size} 个数都这样重算了一遍，"
            f"和模型自己记录的 {kind} 最大相差 {tiny(own.difference(kind))}。",
            icon=":material/check:",
        )
    stage.say(
        sentence=reading.sentence,
        layer=str(layer + 1),
        heads=str(reading.heads),
        tokens=str(len(reading.tokens)),
        width=str(own.hidden.shape[1]),
        d=str(reading.head_dim),
        salience=f"{constant.std():.2f}",
        scores=f"{reading.head(layer, head).scaled.std():.2f}",
    )


def _pictures(real: RealHead, kind: str, token: int, row: int) -> None:
    tokens, width = real.hidden.shape
    weights, result = real.weights[kind], real.computed(kind)
    share = 100 * result.shape[1] / width
    _image(
        f"输入：{tokens} 个词元 × {width} 个数",
        real.hidden,
        8,
        (token, tokens),
        100,
        f"第 {token + 1} 行框出",
    )
    _image(
        f"这个头的 W_{kind}：{len(weights)} 行 × {width} 列（按存的样子，横着）",
        weights,
        4,
        (row, len(weights)),
        100,
        f"第 {row + 1} 行框出",
    )
    _image(
        f"结果 {kind}：{tokens} × {result.shape[1]}",
        result,
        8,
        (token, tokens),
        share,
        f"第 {token + 1} 行框出",
    )


def _image(
    title: str, matrix: np.ndarray, down: int, framed: tuple[int, int], width: float, alt: str
) -> None:
    """One matrix, a frame around one row. Every word in it is ours: no text of a learner's."""
    largest = float(np.quantile(np.abs(matrix), 0.99))
    data = base64.b64encode(matrix_png.signed(matrix, largest, 4, down)).decode()
    row, rows = framed
    st.caption(f"{title}（颜色到 ±{largest:.2f} 为止）")
    st.html(
        f'<div style="position:relative;width:{width:.4g}%;line-height:0">'
        f'<img alt="{title}，{alt}" src="data:image/png;base64,{data}" '
        f'style="width:100%;height:{down * rows}px;image-rendering:pixelated">'
        f'<div style="position:absolute;left:-3px;right:-3px;top:{100 * row / rows:.4g}%;'
        f'height:{100 / rows:.4g}%;outline:1.5px solid currentColor"></div></div>'
    )


def _one_number(real: RealHead, kind: str, token: int, row: int, name: str) -> None:
    hidden, weights = real.hidden[token], real.weights[kind][row]
    bias, recorded = real.biases[kind][row], real.recorded[kind][token, row]
    terms = hidden * weights
    st.markdown(f"“{name}”的 {kind} 的第 {row + 1} 个数：")
    shown = "".join(f"{t:+.3f}" for t in terms[:2])
    j = row + 1
    figures.equations(
        rf"h\cdot w_{{{j}}}+b_{{{j}}} &= ({shown}+\cdots{terms[-1]:+.3f})",
        rf"&\quad{bias:+.5f}",
        rf"&= {terms.sum():.5f}{bias:+.5f}",
        rf"&= {terms.sum() + bias:.5f}",
        rf"\text{{模型记录的 }}{kind.lower()}_{{{j}}} &= {recorded:.5f}",
    )
