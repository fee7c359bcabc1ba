"""The frame around every page: title, menu, and the badge that says where numbers come from."""

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.ui import choices, components, freed, garbage, moment, projector, style, unchanging
from lib.ui.menu import PAGES

APP = "看见注意力"

BADGES = {
    "real": ("真实", "green", ":material/neurology:", "这些数由真模型在这句话上算出。"),
    "toy": ("玩具", "blue", ":material/toys:", "这些数是手工搭的小例子，由同一个注意力函数算出。"),
    "sketch": ("示意", "gray", ":material/draw:", "只为说明道理，不是测量结果。"),
}

_menu = components.register("menu")
# What no option of Streamlit's changes: its history, and what it says to screen readers.
_ONCE = f"<script>{(components.HERE / 'once.js').read_text('utf-8')}</script>"


def page(key: str) -> None:
    """Open a page: must be its first Streamlit call. Draws the menu and the title."""
    entry = PAGES[key]
    unchanging.keep()
    garbage.collect_later()
    freed.give_back()
    st.set_page_config(
        page_title=f"{entry.title} · {APP}" if key != "home" else APP,
        page_icon=":coffee:",  # ☕ itself lets Streamlit compile a pattern of all emojis: 0.1 s
        layout="wide",
    )
    moment.another_page()
    choices.arrive(key)
    with st.sidebar:
        menu(key)
        st.html(_ONCE, unsafe_allow_javascript=True)
        _come_back()
    style.apply()
    if key != "home":
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.title(entry.title, anchor=False)
            if key in projector.WITHOUT_STEPS:
                projector.switch(steps=False)
        st.caption(entry.about)


@st.fragment(run_every=86_400)
def _come_back() -> None:
    """Draws nothing. A browser that finds another process after a broken connection asks it for
    the page only where something on the page runs by itself; otherwise the first click is lost.
    """


def menu(key: str) -> None:
    """All pages with their groups; the page `key` stands."""
    groups: dict[str, list[tuple[str, str, str, str]]] = {}
    for page, query in choices.links(PAGES).items():
        entry = PAGES[page]
        icon = entry.icon.removeprefix(":material/").removesuffix(":")
        groups.setdefault(entry.group, []).append((page, entry.title, icon, query))
    # Tuples: Streamlit asks pandas whether a list is a table, which costs its import.
    data = {
        "app": f"☕ {APP}",
        "open": key,
        "groups": tuple((group, tuple(pages)) for group, pages in groups.items()),
    }
    _menu(data=data, key="menu")


def link(
    key: str, label: str | None = None, icon: str | None = None, help: str | None = None, **changes
) -> None:
    """A link to a page. Its address carries the visit's choices, with these `changes`."""
    entry = PAGES[key]
    st.page_link(
        _target(key),
        label=label or entry.title,
        icon=icon or entry.icon,
        help=help,
        query_params=choices.link(key, **changes),
    )


@cache
def _target(key: str) -> "st.Page":
    """Made once: for the path of a page Streamlit asks the disk at every link."""
    path = Path(__file__).parents[2] / PAGES[key].path
    return st.Page(path, default=key == "home")


def go(key: str, **changes) -> None:
    """Leave for a page with the visit's choices, with these `changes`.

    Streamlit writes the new address over that of the page which is left: what stands there stays
    in it, so that Back finds it.
    """
    query = choices.here() | choices.link(key, **changes)
    st.switch_page(PAGES[key].path, query_params=query)


def badge(kind: str) -> None:
    """真实 / 玩具 / 示意, with its meaning as a hover text."""
    label, color, icon, meaning = BADGES[kind]
    st.badge(label, color=color, icon=icon, help=meaning)


def heading(text: str, kind: str | None = None, help: str | None = None) -> None:
    """A section heading with its provenance badge beside it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(text, anchor=False, width="content", help=help)
        if kind is not None:
            badge(kind)


def how_below() -> None:
    """At the top of a page: where its words stand. The figure comes first, nothing is folded."""
    st.caption("第一次来？图的下面，[这一页怎么读](#how)从头讲一遍。")


def at_hand(key: str) -> DeltaGenerator:
    """A row of controls that stays in view while one scrolls through what they change."""
    return st.container(
        horizontal=True, vertical_alignment="bottom", key=f"at_hand_{key}", border=True
    )
