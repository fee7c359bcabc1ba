"""A page on a wall: large type, nothing but the figure and its control, arrow keys to go on.

A lesson goes on by its steps; a page without steps from one section to the next.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.ui import choices

KEY = "projector"
WITHOUT_STEPS = (
    "calculator", "sentence", "side_by_side", "value_path", "verify", "why", "truth", "surgery",
    "pairs", "scoreboard", "upbringing",
)  # fmt: skip

CSS = """<style>
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], .st-key-projector_words,
[data-testid="stMain"] :is(h1, [data-testid="stCaptionContainer"], [data-testid="stExpander"]) {
  display: none;
}
[data-testid="stMain"] .st-key-boxes { min-height: 0; }  /* whatever lib/ui/moment.py keeps */
[data-testid="stMainBlockContainer"] { max-width: 100%; zoom: 1.5; padding-top: 1rem; }
/* Charts and tables take the width that they measure, which is enlarged, and enlarge it again. */
[data-testid="stVegaLiteChart"],
[data-testid="stFullScreenFrame"]:has([data-testid="stDataFrame"]) {
  width: calc(100% / 1.5) !important; overflow: visible !important;
}
</style>"""

# On a page without steps the words stand among the figures; what `kept` holds is one.
NO_WORDS = """<style>
[data-testid="stMain"] [data-testid="stMarkdown"]:not(
  :has(.katex-display, table, h2, h3, ol), [class*="st-key-on_wall"] *
),
[data-testid="stMain"] :is([data-testid="stPageLink"], [data-testid="stAlert"], hr) {
  display: none;
}
[data-testid="stMain"] .stVerticalBlock { gap: 0.6rem; }
</style>"""

# The step's own buttons do the work; a key that turns a slider or writes a text is left alone.
ARROWS = """<script>
if (!window.lessonArrows) {
  window.lessonArrows = true;
  const section = (way) => {
    const main = document.querySelector('[data-testid="stMain"]');
    const bar = document.querySelector('[class*="st-key-at_hand"]');
    const room = 16 + (bar ? bar.getBoundingClientRect().height : 0);
    const tops = [...main.querySelectorAll('h2, h3')].filter(h => h.offsetParent !== null)
      .map(h => h.getBoundingClientRect().top - main.getBoundingClientRect().top - room);
    const next = way > 0 ? tops.find(top => top > 8) : tops.reverse().find(top => top < -8);
    main.scrollBy({ top: next ?? way * main.clientHeight });
  };
  document.addEventListener("keydown", (event) => {
    if (!document.querySelector(".st-key-projector_words")) return;
    if (event.target.closest("input, textarea, canvas, [role=slider], [role=radiogroup]")) return;
    const way = { ArrowRight: 1, ArrowLeft: -1, PageDown: 1, PageUp: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    if (!document.querySelector(".st-key-go_on, .st-key-go_back")) return section(way);
    document.querySelector(`.st-key-${way > 0 ? "go_on" : "go_back"} button`)?.click();
  });
}
</script>"""


def on() -> bool:
    """Whether the page is shown on a wall."""
    return bool(st.session_state.get(KEY))


def switch(steps: bool = True) -> None:
    """The switch, kept in the address; large type where it is on."""
    help = "给全班看：字放大，只留图和它的开关。左右方向键（或翻页笔）"
    if choices.toggle("投影", False, KEY, help=help + ("换步。" if steps else "换到下一张图。")):
        st.html(CSS if steps else CSS + NO_WORDS)
        st.html(ARROWS, unsafe_allow_javascript=True)


def kept(key: str) -> DeltaGenerator:
    """A place for words that are themselves the result, such as a guess: shown on a wall too."""
    return st.container(key=f"on_wall_{key}", gap="small")


def left_out() -> DeltaGenerator:
    """A place whose content is not shown on a wall."""
    return st.container(key="projector_words" if on() else None)
