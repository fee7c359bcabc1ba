"""Which source a chunk is from: by the manifest beside the text, line by line."""

import lzma
import shutil

import pytest

from pretraining.batches import Tokens
from pretraining.encode import write_cache
from pretraining.errors import PipelineError


def manifest(folder, split, sources):
    with lzma.open(folder / f"manifest-{split}.txt.xz", "wt", encoding="utf-8") as file:
        file.write("\n".join(sources) + "\n")


@pytest.fixture
def small(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    long = "妈妈今天在图书馆看书。" * 20  # 220 characters: two chunks
    (folder / "zh-train.txt").write_text(f"爸爸在学校唱歌。\n{long}\n好。\n小明在公园吃饭。\n")
    (folder / "zh-valid.txt").write_text("老师在北京写信。\n")
    return folder


def test_a_chunk_has_the_source_of_its_line(small, vocabulary, tmp_path):
    manifest(small, "train", ["tatoeba", "stories", "laws", "tatoeba"])
    write_cache(small, vocabulary, tmp_path / "tokens")
    train = Tokens.load(tmp_path / "tokens", "train", vocabulary)
    names = [train.source_names[number] for number in train.sources]
    assert names == ["tatoeba", "stories", "stories", "tatoeba"]  # 好。 is too short to keep
    valid = Tokens.load(tmp_path / "tokens", "valid", vocabulary)
    assert valid.source_names == ("corpus",) and valid.sources.tolist() == [0]


def test_a_manifest_of_another_text_is_refused(small, vocabulary, tmp_path):
    manifest(small, "train", ["tatoeba", "stories"])
    with pytest.raises(PipelineError, match="2 entries for 4 lines"):
        write_cache(small, vocabulary, tmp_path / "tokens")


def test_a_cache_without_sources_is_to_be_made_again(tokens_folder, vocabulary, tmp_path):
    from safetensors import safe_open
    from safetensors.numpy import save_file

    folder = shutil.copytree(tokens_folder, tmp_path / "old")
    with safe_open(folder / "train.safetensors", "np") as file:
        arrays = {name: file.get_tensor(name) for name in ("ids", "flags", "lengths")}
        known = {"vocabulary": file.metadata()["vocabulary"]}
    save_file(arrays, folder / "train.safetensors", known)
    with pytest.raises(PipelineError, match="older version"):
        Tokens.load(folder, "train", vocabulary)
