"""Downloads from a hub on this machine, over real sockets, and all that goes wrong on the way."""

import shutil
import time

import pytest

from lib.model import hub, manifest
from lib.model.checkpoints import CATALOGUE, Checkpoint, CheckpointError
from lib.model.hub import Download
from lib.model.hub_files import HubError, Remote, choose, own_folder
from lib.model.loading import folder_of, load

from .families import save
from .local_hub import LocalHub

NAME, REVISION = "somebody/small-bert", "1" * 40
WAIT = 120  # seconds; each download takes well under one, on a machine with nothing else to do


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    save("BERT", folder)
    (folder / "README.md").write_text("for people")
    return folder


@pytest.fixture
def local(saved, tmp_path, monkeypatch):
    """The hub, the only one that may be asked; what it gives is kept in a new place."""
    server = LocalHub()
    server.add(NAME, REVISION, saved)
    monkeypatch.setenv("HF_ENDPOINT", server.address + "/")
    monkeypatch.setenv("SEEING_ATTENTION_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(hub, "PAUSE", 0.0)
    yield server
    server.close()


@pytest.fixture
def small() -> Checkpoint:
    return Checkpoint("small", "small", NAME, "", 2, 2, 1, 1, revision=REVISION)


def get(revision: str = REVISION, **more) -> Download:
    download = Download(NAME, revision, **more)
    assert download.wait(WAIT)
    return download


def test_a_download_arrives_whole_is_counted_and_loads(local, saved, small):
    assert folder_of(small) is None
    download = get()
    assert (download.state, download.message) == ("done", "")
    folder = folder_of(small)
    names = {path.name for path in folder.iterdir()}
    assert names == {"config.json", "model.safetensors", manifest.NAME} | {
        "tokenizer.json",
        "tokenizer_config.json",
    }
    for name in names - {manifest.NAME}:
        assert (folder / name).read_bytes() == (saved / name).read_bytes()
    assert download.received == download.total
    assert download.total == sum((folder / n).stat().st_size for n in names - {manifest.NAME})
    model, _ = load(small)
    assert model.config.num_hidden_layers == 2


def test_it_is_kept_by_repository_not_by_host(local, small, monkeypatch):
    get()
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    assert folder_of(small) is not None
    load(small)


def test_a_broken_connection_is_taken_up_where_it_broke(local, saved):
    local.breaks = 2
    download = get()
    assert download.state == "done"
    ranges = [range_ for path, range_ in local.asked if range_]
    assert len(ranges) == 2 and all(r.startswith("bytes=") and r != "bytes=0-" for r in ranges)


def test_a_server_that_ignores_ranges_sends_the_whole_again(local, saved):
    local.breaks, local.ranges = 1, False
    download = get()
    assert download.state == "done"
    assert download.received == download.total


def test_a_stopped_download_goes_on_the_next_time(local, saved, small, monkeypatch):
    local.breaks = 1
    monkeypatch.setattr(hub, "PAUSE", WAIT)  # it waits before it tries again, and is stopped then
    download = Download(NAME, REVISION)
    parts = own_folder(NAME, REVISION).glob
    while not any(part.stat().st_size for part in parts("*.part")) and not download.wait(0.01):
        pass
    download.cancel()
    assert download.wait(WAIT)
    assert download.state == "cancelled" and folder_of(small) is None
    assert get().state == "done"
    assert any(range_ for _, range_ in local.asked)


def test_changed_contents_are_refused_and_removed(local, small):
    local.wrong = {"model.safetensors"}
    download = get()
    assert download.state == "failed"
    assert "model.safetensors 和登记的摘要对不上" in download.message
    assert folder_of(small) is None
    shutil.rmtree(own_folder(NAME, REVISION))
    local.wrong = {"tokenizer.json"}
    assert "tokenizer.json 和登记的摘要对不上" in get().message
    local.wrong = set()
    assert get().state == "done"


def test_weights_of_another_digest_than_the_catalogues_are_refused(local, saved):
    digest = manifest.digest(saved / "model.safetensors")
    assert "摘要对不上" in get(weights_sha256="0" * 64).message
    assert get(weights_sha256=digest).state == "done"


def test_an_unknown_repository_or_revision_is_said_so(local):
    download = get("2" * 40)
    assert download.state == "failed"
    assert "说没有这个仓库、这个版本" in download.message and "（404）" in download.message


@pytest.mark.parametrize("fault", ["silent", "drip"])
def test_a_hub_that_half_answers_is_given_up(local, monkeypatch, fault):
    monkeypatch.setattr(hub, "ANSWER", 0.2)
    monkeypatch.setattr(hub, "WINDOW", 0.3)
    setattr(local, fault, 0.1 if fault == "drip" else 3.0)
    download = get()
    assert download.state == "failed"
    said = "没有好好回答" if fault == "silent" else "答得太慢"
    assert said in download.message


def test_the_whole_takes_no_longer_than_its_limit(local, monkeypatch):
    monkeypatch.setattr(hub, "LIMIT", 0.0)
    assert "超过了" in get().message


def test_cancelling_is_quick_while_the_hub_says_nothing(local):
    local.silent = 2.0
    download = Download(NAME, REVISION)
    time.sleep(0.1)
    download.cancel()
    assert download.state == "cancelled"


def test_no_network_is_said_so_and_names_the_way_out(local, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    assert "请检查网络，和环境变量 HF_ENDPOINT" in get().message
    monkeypatch.delenv("HF_ENDPOINT")
    monkeypatch.setattr(hub, "ENDPOINT", "http://127.0.0.1:1")
    assert "可以把环境变量 HF_ENDPOINT 设成一个镜像" in get().message


def test_in_offline_mode_nobody_is_asked(local, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "HF_HUB_OFFLINE" in get().message
    assert local.asked == []


def test_a_place_that_cannot_be_written_is_said_so(local, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("SEEING_ATTENTION_HOME", str(tmp_path / "file"))
    download = get()
    assert download.state == "failed" and download.message


def test_a_bit_flipped_after_the_download_is_found_when_it_is_loaded(local, small):
    get()
    path = folder_of(small) / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    with pytest.raises(CheckpointError, match="坏了或不完整：model.safetensors.*删掉重新下载"):
        load(small)


def test_what_huggingface_hub_has_downloaded_before_is_used(local, saved, small, tmp_path):
    # Its layout: blobs by digest, a snapshot of links to them.
    repository = tmp_path / "hub" / "models--somebody--small-bert"
    snapshot = repository / "snapshots" / REVISION
    snapshot.mkdir(parents=True)
    (repository / "blobs").mkdir()
    for file in saved.iterdir():
        blob = repository / "blobs" / manifest.digest(file)
        blob.write_bytes(file.read_bytes())
        (snapshot / file.name).symlink_to(blob)
    assert folder_of(small) == snapshot
    load(small)
    weights = (snapshot / "model.safetensors").resolve()
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x7f")
    with pytest.raises(CheckpointError, match="坏了或不完整：model.safetensors"):
        load(small)


def listed(*names: str) -> list[Remote]:
    return [Remote(name, 1, "git", "0" * 40) for name in names]


def test_only_what_reading_needs_is_fetched_and_safetensors_before_pickles():
    names = ("config.json", "vocab.txt", "tokenizer.json", "special_tokens_map.json")
    heavy = ("pytorch_model.bin", "model.safetensors", "tf_model.h5", "flax_model.msgpack")
    chosen = {file.name for file in choose(listed(*names, *heavy, "README.md", "onnx.py"))}
    assert chosen == {*names, "model.safetensors"}
    assert "pytorch_model.bin" in {f.name for f in choose(listed("config.json", *heavy[:1]))}


@pytest.mark.parametrize("names", [(), ("config.json",), ("model.safetensors",)])
def test_a_repository_without_a_model_is_said_so(names):
    with pytest.raises(HubError, match="不是一个 transformers 能直接读的模型"):
        choose(listed(*names))


def test_the_digests_in_the_catalogue_are_digests():
    for checkpoint in CATALOGUE.values():
        if checkpoint.modelscope:  # another source is safe only where the digest is known
            assert len(checkpoint.weights_sha256) == 64
