"""A page without a browser, with an address, in a visit of its own."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def open_page(key: str, **query: str) -> AppTest:
    """Run the page `key` of the menu once."""
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    if key != "home":
        at.switch_page(f"pages/{key}.py")
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def charts(at: AppTest) -> int:
    """How many pictures of numbers stand on the page: Vega's, and those that the browser draws."""
    ours = [c for c in at.get("bidi_component") if c.proto.component_name in ("heads", "heatmap")]
    return len(at.get("vega_lite_chart")) + len(ours)


def said(at: AppTest) -> str:
    """All error, warning and info boxes as one text."""
    return "\n".join(box.value for kind in (at.error, at.warning, at.info) for box in kind)
