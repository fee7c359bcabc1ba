"""Pictures of every page, full height: `python -m tests.browser.shots [folder] [--readme]`.

Writes `<page>-light.png`, `<page>-dark.png` and `<page>-390px.png` into the folder (`shots/`
unless given). With --readme it writes only the README's pictures, into `docs/`.
"""

import argparse
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from deploy.launcher import ROOT, Server, offline
from lib.ui.menu import PAGES
from tests.browser.driver import QUIET, drawn, find_browser, no_exception, visit

KINDS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "390px": {
        "viewport": {"width": 390, "height": 844},
        "color_scheme": "light",
        "is_mobile": True,
        "has_touch": True,
    },
}
# What the README shows: page → address and height (pixels of a window 1280 wide).
README = {
    "home": ({}, 900),
    "sentence": ({"layer": "3", "head": "4"}, 1400),
    "side_by_side": ({"layer": "3", "head": "4"}, 1500),
    "calculator": ({}, 1500),
}
HEIGHT = "() => document.querySelector('[data-testid=\"stMain\"]').scrollHeight"
LARGEST = 300_000  # bytes of a picture in the README


def open_page(page: Page, base: str, key: str, **query: str) -> None:
    """Open a page of the menu and wait for its pictures."""
    visit(page, base, "" if key == "home" else key, **query)
    drawn(page)


def full_height(page: Page) -> bytes:
    """The whole page in one picture: the window grows until nothing is left to scroll."""
    width = page.viewport_size["width"]
    for _ in range(5):  # charts drawn later may make the page longer once more
        height = page.evaluate(HEIGHT)
        if height <= page.viewport_size["height"]:
            break
        page.set_viewport_size({"width": width, "height": height})
        drawn(page)
    return page.screenshot(animations="disabled")


def small(png: bytes) -> bytes:
    """The same picture with at most 256 colours, which is all that these pages need."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def every_page(browser: Browser, base: str, folder: Path) -> list[str]:
    """Draw all pages in all kinds; returns what could not be drawn."""
    failed = []
    for kind, options in KINDS.items():
        for key in PAGES:
            context = browser.new_context(locale="zh-CN", **options)
            page = context.new_page()
            try:
                open_page(page, base, key)
                (folder / f"{key}-{kind}.png").write_bytes(full_height(page))
                print(f"  {key}-{kind}.png", flush=True)
                no_exception(page)
            except Exception as error:  # one broken page must not hide the others
                failed.append(f"{key}-{kind}: {(str(error) or repr(error)).splitlines()[0]}")
            context.close()
    return failed


def readme_pages(browser: Browser, base: str, folder: Path) -> list[str]:
    """The README's pictures, small enough for a repository."""
    failed = []
    for key, (query, height) in README.items():
        context = browser.new_context(
            locale="zh-CN", viewport={"width": 1280, "height": height}, color_scheme="light"
        )
        page = context.new_page()
        open_page(page, base, key, **query)
        png = small(page.screenshot(animations="disabled"))
        if len(png) > LARGEST:
            failed.append(f"{key}.png has {len(png):,} bytes, more than {LARGEST:,}")
        (folder / f"{key}.png").write_bytes(png)
        print(f"  {key}.png ({len(png):,} bytes)")
        context.close()
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", help="where to write (shots/, with --readme docs/)")
    parser.add_argument("--readme", action="store_true", help="only the README's pictures")
    options = parser.parse_args()
    path = find_browser()
    if path is None:
        print("no Chromium on the PATH: nothing to draw with", file=sys.stderr)
        return 1
    folder = Path(options.folder or (ROOT / ("docs" if options.readme else "shots")))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"▸ drawing into {folder}")
    with tempfile.TemporaryDirectory() as logs, sync_playwright() as playwright:
        server = Server(Path(logs) / "app.log", environment=offline()).start()
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
            draw = readme_pages if options.readme else every_page
            failed = draw(browser, server.url, folder)
            browser.close()
        finally:
            server.stop()
    for line in failed:
        print(f"  ✗ {line}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
