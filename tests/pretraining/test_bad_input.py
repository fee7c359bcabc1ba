"""What goes wrong ends with a sentence that says so, and nothing is overwritten."""

import errno
import subprocess
import sys

import pytest

from pretraining.corpus import read_chinese
from pretraining.encode import write_cache
from pretraining.errors import PipelineError
from pretraining.export import install
from pretraining.files import replacing
from pretraining.recipe import Recipe
from pretraining.train import train


def test_missing_corpus(tmp_path):
    with pytest.raises(PipelineError, match="No corpus at"):
        read_chinese(tmp_path / "nowhere")


def test_folder_without_text(tmp_path):
    with pytest.raises(PipelineError, match="no .txt or .txt.xz file"):
        read_chinese(tmp_path)


def test_empty_corpus(tmp_path):
    (tmp_path / "a.txt").write_text("\n\n")
    with pytest.raises(PipelineError, match="is empty"):
        read_chinese(tmp_path)


def test_no_chinese(tmp_path):
    (tmp_path / "a.txt").write_text("only English here\n")
    with pytest.raises(PipelineError, match="no Chinese"):
        read_chinese(tmp_path)


def test_wrong_encoding(tmp_path):
    (tmp_path / "a.txt").write_bytes("今天天气真好".encode("gb18030"))
    with pytest.raises(PipelineError, match="not UTF-8.*iconv"):
        read_chinese(tmp_path)


def test_cut_off_archive(tmp_path):
    (tmp_path / "a.txt.xz").write_bytes(b"not an archive")
    with pytest.raises(PipelineError, match="not a complete .xz"):
        read_chinese(tmp_path)


def test_full_disk_leaves_the_old_file(tmp_path):
    target = tmp_path / "state.pt"
    target.write_text("old")
    message = "No space left.*Nothing was overwritten"
    with pytest.raises(PipelineError, match=message), replacing(target) as new:
        new.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert target.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["state.pt"]


def test_a_folder_that_fails_half_way_leaves_the_old_folder(tmp_path):
    target = tmp_path / "export"
    target.mkdir()
    (target / "model").write_text("old")
    with pytest.raises(KeyboardInterrupt), replacing(target) as new:
        new.mkdir()
        raise KeyboardInterrupt
    assert (target / "model").read_text() == "old"


def test_path_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    inside = replacing(tmp_path / "file" / "export")
    with pytest.raises(PipelineError, match="Cannot write"), inside:
        pass


def test_cache_of_another_vocabulary(tokens_folder, tmp_path, corpus):
    from pretraining.vocabulary import build, save

    lines = [*read_chinese(corpus, "train"), "囍字和 iPhone"]
    save(build(lines, 4200, 0.95), tmp_path / "other")
    with pytest.raises(PipelineError, match="another vocabulary"):
        train(Recipe(compile=False), tokens_folder, tmp_path / "other", tmp_path / "run", steps=1)


def test_failing_encode_keeps_the_old_cache(tmp_path, vocabulary):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("一\n")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "train.safetensors").write_text("old")
    with pytest.raises(PipelineError, match="has 4 tokens"):
        write_cache(tmp_path / "corpus", vocabulary, tmp_path / "cache")
    assert (tmp_path / "cache" / "train.safetensors").read_text() == "old"


def test_no_budget(tokens_folder, vocabulary, tmp_path):
    with pytest.raises(PipelineError, match="budget"):
        train(Recipe(), tokens_folder, vocabulary, tmp_path / "run")


def test_unfinished_export_is_not_installed(tmp_path):
    (tmp_path / "run" / "export").mkdir(parents=True)
    with pytest.raises(PipelineError, match="not a finished export"):
        install(tmp_path / "run", tmp_path / "model", {"loss": 1.0, "accuracy": 0.1})
    assert not (tmp_path / "model").exists()


def test_the_command_line_prints_the_sentence_and_no_traceback(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "pretraining.corpus", str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and "Traceback" not in done.stderr
