"""What a learner has chosen: kept through the visit, in step with the address and with the data.

One mechanism for every box. `arrive` (called by `frame.page`) takes the choices over from the
address when a page is opened by a link, by F5 or by Back, keeps them from page to page, and writes
the address. The boxes below offer options that may depend on other data (a sentence, a model, a
table): a choice is kept while it is possible and what it names is still called the same; otherwise
the box begins anew. A box's `key` is its parameter in lib/ui/address.py; callbacks may set
`st.session_state[key]`, or `put` several at once.

Streamlit's own `bind="query-params"` (1.67) loses a value at the next page where nothing was
touched, and leaves an entry with the bare address in the browser's history, to which Back leads.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.ui import address

T = TypeVar("T", bound=Hashable)
_VISIT = "_visit"
_MENU = "menu"  # a parameter of the address for the moment of a click (components/menu.js)


@dataclass
class Visit:
    """What has been chosen besides each box's first value, and what the browser was told."""

    page: str = ""
    shared: dict[str, Any] = field(default_factory=dict)
    own: dict[str, dict[str, Any]] = field(default_factory=dict)
    starts: dict[str, Any] = field(default_factory=dict)  # what a box of this page begins with
    # What a chosen value was called when it was chosen.
    called: dict[str, dict[Any, Hashable]] = field(default_factory=dict)
    # Addresses written and not yet heard back: a quick second click still carries the first.
    told: list[dict[str, list[str]]] = field(default_factory=list)

    def place(self, page: str, name: str) -> dict[str, Any]:
        """Where a choice is kept."""
        return self.own.setdefault(page, {}) if address.is_own(page, name) else self.shared

    def values(self, page: str) -> dict[str, Any]:
        """The choices that the address of `page` has."""
        return self.shared | self.own.get(page, {})

    def keep(self, name: str, value: Any) -> None:
        """Remember a choice; None, and what the box begins with anyway, need no remembering."""
        place = self.place(self.page, name)
        if value is None or value == self.starts.get(name):
            place.pop(name, None)
        else:
            place[name] = value


def _visit() -> Visit:
    return st.session_state.setdefault(_VISIT, Visit())


# ── arriving, going on ──────────────────────────────────────────────────────────────────────


def arrive(page: str) -> None:
    """Begin a run of `page`: choices from boxes, callbacks and the address; the address written."""
    visit = _visit()
    before = visit.values(page)
    for name in address.codecs(visit.page):
        if name in st.session_state:
            visit.keep(name, st.session_state[name])
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    query = {name: texts for name, texts in query.items() if name in address.codecs(page)}
    if page == visit.page and query in visit.told and not _history():
        visit.told = visit.told[visit.told.index(query) :]
    else:
        _take(visit, page, address.decode(page, query), before)
        visit.told = [query]
    for name, value in visit.values(page).items():
        if name not in st.session_state:  # its box was not on the last page, or not in this step
            st.session_state[name] = value
    st.query_params.pop(_MENU, None)
    _tell(visit, visit.values(page))


def tell() -> None:
    """At the end of a fragment: its boxes into the address. `arrive` keeps them at the next run.

    Not before: until then the links of the page still carry the choices of its last run, and
    `arrive` knows them for old by comparing them with what was kept then.
    """
    visit = _visit()
    values = dict(visit.values(visit.page))
    for name in address.codecs(visit.page):
        if name in st.session_state:
            value = st.session_state[name]
            if value is None or value == visit.starts.get(name):
                values.pop(name, None)
            else:
                values[name] = value
    _tell(visit, values)


def _history() -> bool:
    """Whether the browser's Back or Forward led here; a link of the menu goes their way."""
    context = get_script_run_ctx()
    return bool(context and context.is_history_navigation) and _MENU not in st.query_params


def _take(visit: Visit, page: str, found: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Open `page` with what its address says.

    Of the page's own choices the address is the whole truth; of those that go along only for a new
    visit and for Back: links within the app carry them, and a typed one need not.
    """
    whole = not visit.page or _history()
    visit.page, visit.starts = page, {}
    for name in address.codecs(page):
        place = visit.place(page, name)
        if name in found:
            # What was typed in the moment of the click is newer than the link.
            if found[name] != before.get(name) or address.is_own(page, name):
                place[name] = found[name]
                visit.called.pop(name, None)
        elif whole or address.is_own(page, name):
            place.pop(name, None)
        if name in place:
            st.session_state[name] = place[name]
        else:
            st.session_state.pop(name, None)


def _tell(visit: Visit, values: Mapping[str, Any]) -> None:
    """Write the choices into the address, if they are not there."""
    wanted = address.encode(visit.page, values)
    query = st.query_params
    known = address.codecs(visit.page)
    gone = [name for name in query if name in known and name not in wanted]
    if not gone and all(query.get_all(name) == [text] for name, text in wanted.items()):
        return
    if all(name in known for name in query):
        query.from_dict(wanted)
    else:
        query.update(wanted)
        for name in gone:
            del query[name]
    visit.told.append({name: [text] for name, text in wanted.items()})


def link(page: str, **changes: Any) -> dict[str, str]:
    """The query parameters that lead to `page` with the visit's choices, and these instead.

    Values are as the boxes hold them (layers count from 1); None leaves a choice out. Another
    sentence takes no character of this one along.
    """
    if "s" in changes:
        changes = {"q": None} | changes
    return address.encode(page, _visit().values(page) | changes)


def links(pages: Iterable[str]) -> dict[str, str]:
    """The query strings that lead to these pages with the visit's choices."""
    visit = _visit()
    return {page: address.written(address.encode(page, visit.values(page))) for page in pages}


def here() -> dict[str, str]:
    """The query parameters of this page as they stand."""
    return st.query_params.to_dict()


def put(**values: Any) -> None:
    """Set choices in a callback, for data that may change with them; None: begin anew."""
    visit = _visit()
    for name, value in values.items():
        visit.called.pop(name, None)
        if value is None:
            visit.place(visit.page, name).pop(name, None)
            st.session_state.pop(name, None)
        else:
            visit.keep(name, value)
            st.session_state[name] = value
    _tell(visit, visit.values(visit.page))


# ── a choice that depends on other data ─────────────────────────────────────────────────────


def settle(key: str, start: Any, keep: Callable[[Any], Any]) -> None:
    """Call before a box is drawn: `keep` returns what is left of the choice, None if nothing is."""
    visit = _visit()
    visit.starts[key] = start
    chosen = st.session_state.get(key)
    left = None if chosen is None else keep(chosen)
    if left is None:
        left = start
    if key not in st.session_state or left != chosen:
        # Set in words, also to the first value: the browser may still show the old one.
        st.session_state[key] = left
    if chosen is not None and left != chosen and visit.values(visit.page).get(key) == chosen:
        visit.keep(key, left)
        st.rerun()  # the menu's links and the address still had the old choice


def _named(key: str, name: Callable[[Any], str]) -> Callable[[Any], bool]:
    """Whether an option is called what it was called when it was chosen."""
    called = _visit().called.get(key, {})
    return lambda option: called.get(option, name(option)) == name(option)


def one(
    key: str,
    options: Sequence[T],
    start: T,
    name: Callable[[T], str] = str,
    depends: Hashable = "",
) -> T:
    """Settle a choice of one of `options`; `depends`: what else it was chosen for."""

    def full(option: T) -> str:
        return f"{depends}\0{name(option)}"

    same = _named(key, full)
    settle(key, start, lambda chosen: chosen if chosen in options and same(chosen) else None)
    chosen = st.session_state[key]
    _visit().called[key] = {} if chosen is None else {chosen: full(chosen)}
    return chosen


def selectbox(
    label: str, options: Sequence[T], key: str, start: T, name: Callable[[T], str] = str, **more
) -> T:
    """A selectbox; `depends`: what the choice depends on besides the option's name."""
    one(key, options, start, name, more.pop("depends", ""))
    return st.selectbox(label, options, key=key, format_func=name, filter_mode=None, **more)


def one_of(label: str, options: Sequence[T], key: str, first: int = 0, **more) -> T:
    """Buttons of which one is always chosen, at first `options[first]`."""
    one(key, options, options[first], more.get("format_func", str))
    return st.segmented_control(label, options, required=True, key=key, **more)


def pills(label: str, options: Sequence[T], key: str, start: T | None, **more) -> T | None:
    """Pills of which one may be chosen."""
    one(key, options, start)
    return st.pills(label, options, key=key, **more)


def several(
    key: str, options: Sequence[T], start: Sequence[T] = (), name: Callable[[T], str] = str
) -> list[T]:
    """Settle a choice of any of `options`; those that are called otherwise now are dropped."""
    same = _named(key, name)
    settle(key, list(start), lambda chosen: [o for o in chosen if o in options and same(o)])
    chosen = st.session_state[key]
    _visit().called[key] = {option: name(option) for option in chosen}
    return chosen


def multiselect(
    label: str, options: Sequence[T], key: str, name: Callable[[T], str] = str, **more
) -> list[T]:
    """A multiselect, empty at first."""
    several(key, options, name=name)
    more = {"select_all": False, "filter_mode": None} | more
    return st.multiselect(label, options, key=key, format_func=name, **more)


def slider(label: str, low: float, high: float, start: float, key: str, **more) -> float:
    """A slider; whole numbers where low, high and start are."""
    kind = type(start)
    settle(key, start, lambda chosen: kind(chosen) if low <= chosen <= high else None)
    return st.slider(label, low, high, key=key, **more)


def select_slider(label: str, options: Sequence[float], start: float, key: str, **more) -> float:
    """A slider over given numbers."""
    one(key, options, start, name="{:g}".format)
    return st.select_slider(label, options, key=key, format_func=lambda x: f"{x:g}", **more)


def toggle(label: str, start: bool, key: str, **more) -> bool:
    """A switch."""
    settle(key, start, lambda chosen: chosen)
    return st.toggle(label, key=key, **more)


def text(label: str, start: str, key: str, depends: Hashable = "", **more) -> str:
    """A line of text, kept as typed, as long as what it `depends` on stays."""
    visit = _visit()
    more = {"max_chars": address.LONGEST} | more
    same = visit.called.get(key, {}).get("", depends) == depends
    settle(key, start, lambda chosen: chosen if same else None)
    visit.called[key] = {"": depends}
    return st.text_input(label, key=key, **more)
