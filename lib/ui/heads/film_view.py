"""The page 看它学会: the shipped film, its slider, the blanks, and what is said of the order."""

import numpy as np
import streamlit as st

from lib.charts.film_charts import PLACES
from lib.experiments import film as films
from lib.experiments.film import Blank, Film, FilmError, amount, counted
from lib.experiments.milestones import GROUPS, Milestone
from lib.export import tables
from lib.model import checkpoints, manifest
from lib.model.checkpoints import Checkpoint
from lib.text.markdown import escape
from lib.text.numbers import percent
from lib.ui import choices

NAMED = "读"  # which head is open at first: the one in which the last 书 looks here most


@st.cache_resource(show_spinner=False)
def shipped(key: str) -> Film:
    """The film beside a checkpoint's weights. Raises FilmError."""
    folder = checkpoints.CATALOGUE[key].folder
    file = folder / films.FILE
    if file.is_file() and not manifest.fits(folder, films.FILE):
        raise FilmError("训练过程的记录和清单对不上，请用 git 恢复这个文件。")
    return films.load(file)


@st.cache_resource(show_spinner=False)
def _same(key: str) -> bool:
    return films.is_of(shipped(key), checkpoints.CATALOGUE[key].folder)


def whose(film: Film, checkpoint: Checkpoint) -> None:
    """Which model this was, and how it stands to the one on the other pages."""
    run, read = film.run, counted(int(film.read[-1]))
    size = (
        f"{run['layers']} 层 × {run['heads']} 头，{run['parameters'] / 1e4:.0f} 万个参数，"
        f"从随机的数开始，在一台忙着别的事的普通机器上 {run['minutes']} 分钟读了 {read}"
    )
    if _same(checkpoint.key):
        st.caption(f"这就是{checkpoint.title}：{size}。")
        return
    known = checkpoints.facts(checkpoint)
    other = f"，读过 {counted(known['tokens_seen'])}" if known else ""
    st.info(
        f"这里拍的**不是**别的页面上的那个模型，是另一次训练：{size}。"
        f"别的页面用的{checkpoint.title}（{checkpoint.layers} 层 × {checkpoint.heads} 头{other}）"
        "读得多得多，也猜得准得多；它是一段一段加层长大的，没有这样一部从头拍起的片子。",
        icon=":material/movie:",
    )


def slider(film: Film) -> int:
    """The picture to look at, from 0; counted from 1 in the address."""
    points = range(1, film.points + 1)

    def name(point: int) -> str:
        return amount(int(film.read[point - 1]))

    choices.one("point", points, 1, name)
    chosen = st.select_slider(
        "读过的词元",
        points,
        key="point",
        format_func=name,
        help="最左边还没训练，最右边训练完了。也可以用左右方向键。",
    )
    return int(chosen) - 1


def chosen(film: Film) -> tuple[int, int]:
    """(layer, head) opened here, from 0: this model's heads are not those of other pages."""
    last = max(i for i, token in enumerate(film.tokens) if token == "书")
    looked = film.weights(film.points - 1)[:, :, last, film.tokens.index(NAMED)]
    start = np.unravel_index(looked.argmax(), looked.shape)
    counts = {"layer": film.layers, "head": film.heads}
    layer, head = (
        choices.one(key, range(1, count + 1), int(first) + 1)
        for (key, count), first in zip(counts.items(), start, strict=True)
    )
    return layer - 1, head - 1


def told_now(film: Film, point: int) -> str:
    """Loss, accuracy, and where the heads look at this picture."""
    return (
        f"读过 {counted(int(film.read[point]))}：验证损失 {film.loss[point]:.2f}，"
        f"遮住的词元猜对 {percent(film.accuracy[point])}。"
    )


def draw_blank(blank: Blank, point: int) -> None:
    """The sentence, the five best guesses, and what it gives to the answer."""
    guesses = "　".join(
        f"**{escape(str(piece))}**\u00a0{percent(chance)}"  # no line breaks between the two
        for piece, chance in zip(blank.pieces[point], blank.chances[point], strict=True)
    )
    right = blank.first_guess(point) == blank.answer
    mark = ":material/check:" if right else ":material/close:"
    st.markdown(
        f"{mark} {escape(blank.sentence)}  \n{guesses}  \n"
        f":gray[给“{escape(blank.answer)}” {percent(float(blank.chance[point]), 1)}]"
    )


def told(milestones: list[Milestone], names: list[str]) -> str:
    """What came first, what last, and what never, in a sentence or two."""
    reached = [m for m in milestones if m.point is not None]
    missed = [m for m in milestones if m.point is None]
    parts = []
    if reached:
        first = [m for m in reached if m.point == reached[0].point]
        last = [m for m in reached if m.point == reached[-1].point]
        parts.append(f"最早的是{_listed(first)}（{names[first[0].point]}）")
        if last[0].point != first[0].point:
            parts.append(f"最晚的是{_listed(last)}（{names[last[0].point]}）")
    if missed:
        few = f"：{_listed(missed)}" if len(missed) <= 3 else "，见下表"
        parts.append(f"到最后也没有学会的有 {len(missed)} 样{few}")
    return "；".join(parts) + "。"


def _listed(milestones: list[Milestone]) -> str:
    return "、".join(f"**{escape(m.name)}**" for m in milestones)


def table(film: Film) -> bytes:
    """One row a picture: tokens, loss, accuracy, heads by place, blanks, pairs."""
    columns = {"读过的词元": film.read, "验证损失": film.loss, "猜对": film.accuracy}
    columns |= {f"最专的头{PLACES[key][0]}": best for key, best in film.best().items()}
    columns |= {f"给“{blank.answer}”": blank.chance for blank in film.blanks}
    columns |= {f"分对：{name}": film.pairs[key] for key, name in GROUPS.items()}
    columns |= {f"找到{name}": film.found[key] for key, name in films.RELATIONS.items()}
    return tables.columns(**columns)
