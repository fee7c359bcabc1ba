"""Links from any page's Markdown to the glossary, and symbols explained beside a formula."""

from lib.course.terms import SYMBOLS, TERMS
from lib.ui import address, choices


def term(key: str, text: str | None = None) -> str:
    """“[查询](…)”: Markdown that opens the glossary at the term; its meaning shows on hover.

    The address carries the visit's choices: a browser opens such a link as a new visit.
    `text` stands in for the Chinese term. Raises KeyError for a term that is not there.
    """
    entry = TERMS[key]
    english = f"（{entry.en}）" if entry.en != entry.zh else ""
    hover = f"{entry.zh}{english}：{entry.meaning}".replace('"', "”")
    # What was searched there would hide the term.
    query = address.written(choices.link("glossary", find=None))
    target = f"glossary{'?' if query else ''}{query}#{entry.key}"
    return f'[{text or entry.zh}]({target} "{hover}")'


def symbols(*names: str) -> str:
    """“$Q$ 查询（查询数 × d_k） · …”: one line that explains the symbols of a formula.

    Raises KeyError for a symbol without a term.
    """
    parts = []
    for name in names:
        entry = TERMS[SYMBOLS[name]]
        shape = f"（{entry.shape}）" if entry.shape else ""
        parts.append(f"${_latex(name)}$ {term(entry.key)}{shape}")
    return " · ".join(parts)


def _latex(name: str) -> str:
    return r"d_{\text{model}}" if name == "d_model" else name
