"""The few rules that Streamlit's theme has no option for."""

import streamlit as st

from lib.text import palette
from lib.text.palette import Inks

CSS = """
<style>
/* Streamlit's hints on text boxes (“Press Enter to apply”) exist in English only. */
[data-testid="InputInstructions"] { display: none; }
/* So do the toolbars over tables and charts and the menus of table columns. */
[data-testid="stElementToolbar"], [data-testid="stDataFrameColumnMenu"] { display: none; }
/* Streamlit lets wide formulas scroll, which cuts off what stands high. */
.katex-display { padding-block: 0.4em; }
/* An address that is no page opens the door behind an English dialog, and so does a server that
   does not answer; we use no dialogs. While the server is away a line of ours says so. */
[data-testid="stDialog"] { display: none; }
[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])::after {
  content: "和服务器的连接断了。写下的都还在；连上以后，这一页自己接着走。";
  position: fixed; inset: auto 1rem 1rem; z-index: 1000000; padding: 0.7rem 1rem;
  border-radius: 0.6rem; text-align: center; color: #ffffff; background: #94201f;
  animation: away 0.3s 1.5s both;  /* a short break needs no words */
}
@keyframes away { from { opacity: 0; } to { opacity: 1; } }
/* Streamlit's captions and quotations are too pale for weak eyes (4.5 : 1 is the least). */
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] :is(p, li),
[data-testid="stMarkdownContainer"] blockquote, [data-testid="stMarkdownContainer"] blockquote p {
  color: inherit; opacity: 0.93;
}
/* On the dark theme's red white letters are too pale; the ground's own colour is not. */
[data-testid="stBaseButton-primary"], [data-testid="stBaseButton-primary"] *,
[data-testid="stBaseButton-primaryFormSubmit"], [data-testid="stBaseButton-primaryFormSubmit"] *,
[data-testid="stMultiSelect"] [data-baseweb="tag"], [data-testid="stMultiSelect"] span[title] {
  color: light-dark(#ffffff, #191817);
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation-duration: 0s !important; transition: none !important; }
}
/* It draws nothing (components/choice.js) and takes no room in its row of boxes. */
.st-key-choice, .st-key-first_choice { position: absolute; }
[data-testid="stSidebarHeader"] { height: 2.5rem; margin-bottom: 0; }
/* Numbers in columns. */
[data-testid="stMain"] { font-variant-numeric: tabular-nums; }
[data-testid="stMainBlockContainer"] { max-width: 84rem; }
/* What one turns stays in view beside what it turns. */
div:has(> [class*="st-key-at_hand"]) { position: sticky; top: 0; z-index: 10; }
[class*="st-key-at_hand"] {
  padding-block: 0.6rem;
  background: light-dark(#fdfcf9, #191817); box-shadow: 0 0.4rem 0.5rem -0.5rem #0006;
}
/* In a narrow column a table scrolls; it does not break names into single characters. */
[data-testid="stTable"] {
  overflow-x: auto;
  /* A shade at the edge behind which something is cut off; it goes where there is no more. */
  --ground: light-dark(#fdfcf9, #191817); --shade: light-dark(#0003, #fff3);
  background:
    linear-gradient(90deg, var(--ground) 40%, transparent) left / 2.5rem 100% no-repeat local,
    linear-gradient(270deg, var(--ground) 40%, transparent) right / 2.5rem 100% no-repeat local,
    linear-gradient(90deg, var(--shade), transparent) left / 0.8rem 100% no-repeat scroll,
    linear-gradient(270deg, var(--shade), transparent) right / 0.8rem 100% no-repeat scroll;
}
/* Streamlit indents the headers more than what stands below them. */
[data-testid="stTable"] :is(th, td) { padding-inline: 0.45rem !important; }
[data-testid="stTable"] :is(th, td) * { white-space: nowrap !important; }
/* Where the menu is folded away its button stands in a bar that covers what lies behind it. */
@media (max-width: 768px) {
  div:has(> [class*="st-key-at_hand"]) { top: 3.75rem; }
}
@media (max-width: 640px) {
  [class*="st-key-at_hand"] { flex-wrap: nowrap; overflow-x: auto; }
  [class*="st-key-at_hand"] > * { flex-shrink: 0; }
  [data-testid="stButtonGroup"] * { flex-wrap: wrap; }
  .katex-display { overflow-x: auto; overflow-y: hidden; font-size: 0.9em; }
}
</style>
"""


def _ink(colour: str, light: str, dark: str) -> str:
    """The rule for what a formula writes in `colour`: the browser keeps it as rgb(…)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    written = f'.katex [style*="color: rgb({red}, {green}, {blue})"]'
    return f"{written} {{ color: light-dark({light}, {dark}) !important; }}"


FORMULAS = "\n".join(_ink(colour, *inks) for colour, inks in palette.INKS.items())


def apply() -> None:
    """Write the rules into the page; they contain no text of a user's."""
    st.html(f"{CSS}<style>{FORMULAS}</style>")


def inks() -> Inks:
    """Text colours for charts: Vega's text marks do not follow Streamlit's theme."""
    dark = st.context.theme.type == "dark"
    return Inks("#d8d1c7", "#211f1d") if dark else Inks("#3d3a36", "#ffffff")
