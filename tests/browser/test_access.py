"""Access for everybody: axe-core finds nothing serious on any page and in any state.

axe is a dependency of the tests; the app itself loads nothing of it. What it calls moderate or
minor is not asked for: empty corner cells of tables (`empty-table-header`), that is all there is.
"""

import json
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from lib.ui.menu import PAGES
from tests.browser.driver import drawn, settled, visit
from tests.browser.test_every_page import JUTTING

pytestmark = pytest.mark.axe

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
LEVELS = ("serious", "critical")
# What axe finds in Streamlit's own elements and no option of ours changes; each with its reason.
THEIRS: dict[str, str] = {}
# Pages in states that a link can name.
STATES = {key: (key, {}) for key in PAGES} | {
    "sentence, words": ("sentence", {"unit": "词", "view": "连线"}),
    "sentence, unknown": ("sentence", {"s": "他說：「你好」[MASK]。"}),
    "sentence, a pair": ("sentence", {"s": "小猫睡了。", "s2": "它很累。"}),
    "sentence, an error": ("sentence", {"s": "……"}),
    "surgery, changed": ("surgery", {"s": "今天天气真[MASK]啊！", "t": "0.5"}),
    "calculator, blocked": ("calculator", {"blocked": "1.2", "t": "0.5"}),
    "practice, free": ("practice", {"mode": "自由练"}),
    "lookup, last": ("lookup", {"lookup_step": "10"}),
    "softmax, last": ("softmax", {"softmax_step": "7"}),
    "origins, last": ("origins", {"origins_step": "6"}),
}
FIRST = (
    "{'label-content-name-mismatch': {enabled: true}}"  # off by default: speech control needs it
)
CONTRAST = ["color-contrast", "link-in-text-block"]  # what the colours of a theme decide
# Canvases and Vega's drawings that say nothing to a screen reader, in shadow trees too.
SILENT = """() => {
  const up = (e) => e.parentElement ?? e.getRootNode().host ?? null;
  const all = (root) => [...root.querySelectorAll('*')].flatMap((e) =>
    e.shadowRoot ? [e, ...all(e.shadowRoot)] : [e]);
  const said = (e) => {
    // Streamlit's grids hold their cells as a table in one of their canvases.
    if (e.parentElement.querySelector('canvas table')) return true;
    for (let p = e; p; p = up(p)) {
      if (p.getAttribute('aria-hidden') === 'true') return true;
      const role = p.getAttribute('role') ?? '';
      const name = p.getAttribute('aria-label') ?? '';
      if (/img|graphics|application/.test(role) && /[\u4e00-\u9fff]/.test(name)) return true;
    }
    return false;
  };
  return all(document.body).filter((e) => e.matches('canvas, svg.marks, img'))
    .filter((e) => e.getBoundingClientRect().width > 40 && !said(e))
    .map((e) => `${e.outerHTML.slice(0, 120)} in ${up(up(e)).outerHTML.slice(0, 200)}`);
}"""


def findings(page: Page, only: list[str] | None = None) -> dict[str, list[str]]:
    """rule → the places, of serious and critical findings that are ours."""
    page.wait_for_timeout(400)  # what scrolls is made reachable a moment after it stands
    options = f"{{resultTypes: ['violations'], preload: false, rules: {FIRST}}}"
    if only is not None:
        options = f"{{resultTypes: ['violations'], preload: false, runOnly: {json.dumps(only)}}}"
    result = page.evaluate(f"() => axe.run(document, {options})")
    return {
        rule["id"]: [node["html"][:160] for node in rule["nodes"]]
        for rule in result["violations"]
        if rule["impact"] in LEVELS and rule["id"] not in THEIRS
    }


@pytest.mark.parametrize("state", STATES)
def test_nothing_stands_in_the_way_of_anybody(app, page, state):
    """Everything that is looked at on one visit, as a visit costs more than a look."""
    path, query = STATES[state]
    visit(page, app, "" if path == "home" else path, **query)
    drawn(page)
    page.evaluate(AXE)
    found = {"light": findings(page)}
    found["silent figures"] = page.evaluate(SILENT)
    page.emulate_media(color_scheme="dark")
    settled(page)
    drawn(page)
    found["dark"] = findings(page, CONTRAST)
    if state in PAGES:
        page.set_viewport_size({"width": 390, "height": 844})
        drawn(page)
        found["narrow"] = findings(page)
        page.set_viewport_size({"width": 640, "height": 450})  # 1280 × 900, twice as large
        drawn(page)
        found["at 200 %, cut off"] = page.evaluate(JUTTING)
    found = {where: what for where, what in found.items() if what}
    assert found == {}, f"{state}: {json.dumps(found, ensure_ascii=False, indent=1)}"
