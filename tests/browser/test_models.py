"""Choosing a larger model in a browser: it is fetched, it can be stopped, the sentence stays."""

import pytest
from playwright.sync_api import expect

from lib.examples import OPENING
from lib.model.checkpoints import CATALOGUE
from tests.browser.driver import box, choose, no_error_box, settled, visit
from tests.model.families import save
from tests.model.local_hub import LocalHub

ENTRY = CATALOGUE["bert-base-chinese"]


@pytest.fixture
def slow_hub(tmp_path):
    """A hub on this machine that takes its time over eight megabytes."""
    folder = tmp_path / "repository"
    save("BERT", folder)
    (folder / "model.safetensors").write_bytes(bytes(8_000_000))
    hub = LocalHub()
    hub.add(ENTRY.source, ENTRY.revision, folder)
    hub.pace = 0.3
    yield hub
    hub.close()


def test_a_download_shows_how_far_it_is_and_is_stopped(slow_hub, cold_server, page, tmp_path):
    server = cold_server(
        HF_ENDPOINT=slow_hub.address,
        HF_HUB_OFFLINE="0",
        SEEING_ATTENTION_HOME=str(tmp_path / "home"),
    )
    visit(page, server.url, "sentence")  # the opening sentence: nobody waits for torch
    choose(page, "模型", "bert-base-chinese（下载 412 MB）")
    expect(page.get_by_text("/ 8 MB。下完以前，这一页先用自带的小模型")).to_be_visible()
    expect(page.get_by_text("自带的小模型：6 层 × 4 头")).to_be_visible()  # who reads meanwhile
    page.get_by_role("button", name="取消下载").click()
    expect(page.get_by_text("下载被取消了。 现在用的是自带的小模型，句子没有变。")).to_be_visible()
    settled(page)
    expect(box(page, "模型")).to_have_value("自带的小模型")
    expect(page.get_by_role("textbox", name="你的句子", exact=True)).to_have_value(OPENING)
    no_error_box(page)


def test_each_model_is_described_and_fetched_from_the_page_for_models(
    slow_hub, cold_server, page, tmp_path
):
    server = cold_server(
        HF_ENDPOINT=slow_hub.address,
        HF_HUB_OFFLINE="0",
        SEEING_ATTENTION_HOME=str(tmp_path / "home"),
    )
    visit(page, server.url, "models")
    for checkpoint in CATALOGUE.values():
        expect(page.get_by_text(checkpoint.title, exact=True).last).to_be_visible()
    slow_hub.pace = 0.0
    row = page.get_by_test_id("stVerticalBlock").filter(has_text="谷歌 2018 年").last
    row.get_by_role("button", name="下载").click()
    # Eight megabytes of zeros are not the weights whose digest the catalogue has.
    expect(page.get_by_text("和登记的摘要对不上")).to_be_visible()
    no_error_box(page)
