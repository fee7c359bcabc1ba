"""How many models are in memory, and what is asked of the machine before one comes in."""

import gc
import threading
import weakref

import pytest

from lib.model import checkpoints, loading, memory
from lib.model.checkpoints import CATALOGUE, SHIPPED, Checkpoint, CheckpointError
from lib.model.shelf import Shelf

from .families import save


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("shelf")
    for family in ("BERT", "ALBERT"):
        save(family, place / family)
    return place


def own(folders, family: str) -> Checkpoint:
    return Checkpoint(family, family, str(folders / family), "", 2, 2)


def test_the_shipped_model_stays_and_one_other_beside_it(folders):
    came_in = []
    shelf = Shelf(lambda: came_in.append(1))
    shelf.get(CATALOGUE[SHIPPED])
    first = weakref.ref(shelf.get(own(folders, "BERT")).model)
    assert shelf.peek("BERT") is not None
    shelf.get(own(folders, "ALBERT"))
    assert shelf.peek("BERT") is None and shelf.peek("ALBERT") is not None
    assert shelf.peek(SHIPPED) is not None
    gc.collect()
    assert first() is None  # put out, and nothing holds on to it
    assert len(came_in) == 3
    assert shelf.get(own(folders, "ALBERT")) is shelf.peek("ALBERT")
    assert len(came_in) == 3


def test_many_visitors_at_once_load_it_once(folders, monkeypatch):
    loads = []
    load = loading.load
    monkeypatch.setattr(loading, "load", lambda c: loads.append(c.key) or load(c))
    shelf = Shelf()
    visitors = [threading.Thread(target=shelf.get, args=(own(folders, "BERT"),)) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert loads == ["BERT"]


def test_what_does_not_fit_is_refused_before_anything_is_read(folders, monkeypatch):
    monkeypatch.setattr(memory, "free_mb", lambda: 20)
    monkeypatch.setattr(loading, "load", lambda _: pytest.fail("it was read"))
    with pytest.raises(CheckpointError, match="内存不够：载入 BERT 要约 150 MB，现在只有 20 MB"):
        Shelf().get(own(folders, "BERT"))


def test_a_failed_load_leaves_the_shelf_usable(folders, tmp_path):
    shelf = Shelf()
    with pytest.raises(CheckpointError):
        shelf.get(Checkpoint("none", "none", str(tmp_path / "none"), "", 2, 2))
    shelf.get(own(folders, "BERT"))


def test_heads_that_guess_are_told_from_heads_that_do_not(folders):
    shelf = Shelf()
    assert shelf.get(CATALOGUE[SHIPPED]).guesses
    assert not shelf.get(own(folders, "BERT")).guesses


# Memory.


def test_numbers_are_counted_without_reading_them(folders):
    from transformers import AutoModelForMaskedLM

    model = AutoModelForMaskedLM.from_pretrained(folders / "BERT")
    weights = folders / "BERT" / "model.safetensors"
    counted = memory.count(weights)
    assert counted == sum(p.numel() for p in model.parameters())
    # The shipped one is stored in halves, and takes twice its file in memory.
    shipped = CATALOGUE[SHIPPED].folder / "model.safetensors"
    assert memory.count(shipped) * 4 == pytest.approx(2 * shipped.stat().st_size, rel=0.01)
    assert memory.needed_mb(shipped) == pytest.approx(
        3 * shipped.stat().st_size / 1e6 + memory.SPARE_MB, abs=2
    )


@pytest.mark.parametrize("data", [b"", b"\xff" * 8, b"\x10" + bytes(7) + b"no json at all!!"])
def test_a_damaged_file_is_left_to_the_loader(tmp_path, data):
    path = tmp_path / "model.safetensors"
    path.write_bytes(data)
    with pytest.raises((ValueError, OSError, KeyError, Exception)):
        memory.count(path)


def test_a_containers_limit_counts(tmp_path, monkeypatch):
    limit, used = tmp_path / "max", tmp_path / "current"
    limit.write_text("690000000\n")
    used.write_text("600000000\n")
    monkeypatch.setattr(memory, "CGROUPS", ((str(limit), str(used)),))
    assert memory.free_mb() == 90
    limit.write_text("max\n")
    assert memory.free_mb() > 90


def test_the_catalogue_s_numbers_are_what_memory_would_count():
    shipped = CATALOGUE[SHIPPED]
    counted = memory.count(shipped.folder / "model.safetensors") * 4 / 1e6
    assert shipped.memory_mb == pytest.approx(counted, abs=1)
    assert checkpoints.Size(12, 12, 768).parameters * 4 / 1e6 == pytest.approx(409, abs=1)
