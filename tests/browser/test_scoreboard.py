"""成绩单: a click on a cell opens its examples, and so do the two boxes by keyboard."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from lib import precompute
from lib.heads import relation_names
from lib.model.checkpoints import CATALOGUE, SHIPPED
from tests.browser.driver import no_error_box, rerun, settled, visit

FILE = precompute.load_heads(CATALOGUE[SHIPPED])


def test_a_click_on_a_cell_opens_its_examples_and_stands_in_the_address(app, page):
    visit(page, app, "scoreboard")
    board = page.get_by_test_id("stVegaLiteChart").first.locator("canvas, svg").first
    expect(board).to_be_visible()
    settled(page)
    box = board.bounding_box()
    # Rows have one height; the plot ends where the axis of heads begins. Low in the plot, right.
    row, down = len(FILE.relations) // 4, 17
    with rerun(page):
        page.mouse.click(box["x"] + box["width"] - 30, box["y"] + 5 + down * row + down / 2)
    settled(page)
    no_error_box(page)
    query = parse_qs(urlsplit(page.url).query)
    (key,) = query["relation"]  # within a row of where was clicked, as margins differ
    (relation,) = [r for r in FILE.relations if f"{r.relation} {r.direction}" == key]
    assert abs(list(FILE.relations).index(relation) - row) <= 1
    name = relation_names.name(relation.relation, relation.direction)
    layer, head = query["by"][0].split("-")
    expect(page.get_by_text(f"{name}：第 {layer} 层第 {head} 头")).to_be_visible()
    expect(page.get_by_text("看准").first).to_be_visible()


def test_the_same_examples_are_reached_by_keyboard(app, page):
    visit(page, app, "scoreboard")
    settled(page)
    box = page.get_by_role("combobox", name="关系")
    box.focus()
    with rerun(page):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    settled(page)
    no_error_box(page)
    assert "relation" in parse_qs(urlsplit(page.url).query)
