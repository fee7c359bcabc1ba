"""What a learner takes away: pictures, numbers, and a script that reproduces them."""

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.charts import Columns
from lib.ui.components import register

_picture = register("picture")


def picture(key: str) -> DeltaGenerator:
    """The place of a chart that `take_away` can save: `picture("curve").altair_chart(…)`."""
    return st.container(key=f"picture {key}")


def chart(key: str, columns: Columns, spec: dict, alt: str) -> None:
    """A chart that can be saved; where only its table changes, the browser keeps it."""
    import pyarrow  # here, because the door and the overview stand before any chart

    picture(key).vega_lite_chart(pyarrow.table(columns), spec, alt=alt, key=key)


def take_away(
    file: str,
    pictures: Mapping[str, str],
    tables: Mapping[str, Callable[[], bytes]],
    script: Callable[[], str] | None = None,
    arrays: Callable[[], bytes] | None = None,
    offline: Callable[[], bytes] | None = None,
    notebook: Callable[[], bytes] | None = None,
) -> None:
    """A closed panel at the end of a page.

    file: the beginning of every file's name, ASCII. pictures: key of a `picture` on this page, or
    data-picture of a canvas of ours → what it is called. tables: what it is called → its CSV,
    script: Python, arrays: an .npz with all heads, offline: a page of HTML with them, notebook: an
    .ipynb; made when asked for. They live as long as the visit: they hold no Reading.
    """
    with st.expander("带走图和数", icon=":material/download:"):
        _picture(
            data={
                "pictures": tuple(
                    {"key": key, "label": label, "file": f"{file}-{key.replace(' ', '-')}"}
                    for key, label in pictures.items()
                ),
                "none": "这张图还没画出来。",
                "failed": "这个浏览器存不了这张图。",
                "bitmap": "这张图点太多，浏览器画的是点阵：只能存成 PNG。",
            },
            key="pictures",
        )
        with st.container(horizontal=True):
            for number, (label, make) in enumerate(tables.items(), 1):
                st.download_button(
                    f"{label}（CSV）",
                    make,
                    f"{file}-{number}.csv",
                    "text/csv",
                    on_click="ignore",
                    icon=":material/table:",
                    key=f"csv {number}",
                )
            whole = file.split("-")[0]
            for label, made, name, mime, icon in (
                (
                    "所有头的权重（NumPy 的 .npz）",
                    arrays,
                    f"{whole}-all-heads.npz",
                    "application/octet-stream",
                    "dataset",
                ),
                ("一个网页，离线也能看（HTML）", offline, f"{whole}.html", "text/html", "web"),
                (
                    "笔记本（.ipynb，用 transformers）",
                    notebook,
                    f"{file}.ipynb",
                    "application/x-ipynb+json",
                    "menu_book",
                ),
                (
                    "用 transformers 重算的脚本",
                    script,
                    f"{file.replace('-', '_')}.py",
                    "text/x-python",
                    "code",
                ),
            ):
                if made is not None:
                    st.download_button(
                        label,
                        made,
                        name,
                        mime,
                        on_click="ignore",
                        icon=f":material/{icon}:",
                        key=f"take {icon}",
                    )
        st.caption("地址栏里记着句子、模型和这一页的大多数选择：复制它，别人打开就能接着看。")
