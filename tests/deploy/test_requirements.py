"""The requirement files say the same thing, and every package in them has its digest."""

import re
from importlib import metadata
from pathlib import Path

import pytest

from deploy import audit, install_torch

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "requirements"
NAMES = ("app", "dev", "pretraining", "bench", "tools")


def lines(path: Path) -> list[str]:
    """Logical lines: continued ones joined, comments and options left out."""
    text = re.sub(r"\\\n\s*", " ", path.read_text("utf-8"))
    found = (line.split(" #")[0].strip() for line in text.splitlines())
    return [line for line in found if line and line[0] not in "#-"]


def pins(path: Path) -> dict[str, set[str]]:
    """Each package's name, spelled as the index does, and its versions (one a Python)."""
    found: dict[str, set[str]] = {}
    for line in lines(path):
        if "==" in line.split(";")[0]:
            name, version = re.match(r"([\w.-]+)==([^\s;]+)", line).groups()
            found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(version)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_line_is_pinned_and_has_a_digest(name):
    locked = lines(FOLDER / f"{name}.txt")
    assert len(locked) > 5
    for line in locked:
        assert re.match(r"[\w.-]+==[\w.]+ ", line), line[:60]
        assert "--hash=sha256:" in line, line[:60]


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_is_of_the_versions_that_were_asked_for(name):
    asked = pins(FOLDER / f"{name}.in")
    assert asked or name == "pretraining"
    locked = pins(FOLDER / f"{name}.txt")
    for package, versions in asked.items():
        assert locked[package] == versions, package


@pytest.mark.parametrize("name", ["dev", "bench", "mutants", "pretraining"])
def test_what_comes_into_the_apps_environment_leaves_its_packages_as_they_are(name):
    app, other = pins(FOLDER / "app.txt"), pins(FOLDER / f"{name}.txt")
    assert app.keys() & other.keys()
    for package in app.keys() & other.keys():
        assert app[package] == other[package], package


def test_no_lock_brings_cuda():
    for name in NAMES:
        assert not re.search("nvidia|^torch|triton", (FOLDER / f"{name}.txt").read_text(), re.M)


def test_what_torch_needs_is_locked_with_the_app():
    needed = {
        re.match(r"[\w-]+", need)[0]
        for need in metadata.requires("torch")
        if "extra ==" not in need and "nvidia" not in need and "triton" not in need
    }
    assert {"sympy", "networkx"} < needed
    assert {name.replace("_", "-") for name in needed} <= pins(FOLDER / "app.txt").keys()


def test_the_cloud_gets_the_wheels_whose_digests_are_locked():
    # In the file that Community Cloud reads, Linux' torch stands by address; elsewhere by version.
    linux, others = lines(FOLDER / "torch.txt")
    assert linux.startswith(f"torch=={install_torch.VERSION}+cpu ; sys_platform == ")
    by_address = [line for line in lines(ROOT / "requirements.txt") if " @ " in line]
    by_version = [line for line in lines(ROOT / "requirements.txt") if " @ " not in line]
    assert by_version == [others]
    digests = [re.search(r"--hash=(\S+)$", line)[1] for line in by_address]
    assert sorted(digests) == sorted(re.findall(r"--hash=(\S+)", linux))
    wheel = (
        r"torch @ https://download\.pytorch\.org/whl/cpu/torch-2\.13\.0%2Bcpu"
        r"-cp3(\d+)-cp3\1-manylinux_2_28_(\w+)\.whl ; sys_platform == \"linux\" "
        r"and platform_machine == \"\2\" and python_version == \"3\.\1\" "
    )
    assert all(re.match(wheel, line) for line in by_address)
    assert "-r requirements/app.txt" in (ROOT / "requirements.txt").read_text("utf-8")


def test_an_audit_tells_findings_from_packages_that_nobody_looked_up():
    answer = """{"dependencies": [
      {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]},
      {"name": "b", "version": "1", "vulns": []},
      {"name": "c", "skip_reason": "not found"}]}"""
    assert audit.report(answer) == (["a 1: PYSEC-1, mended in 2"], 2, 1)
