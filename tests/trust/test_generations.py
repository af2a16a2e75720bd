"""Generations: whole or not there, held while read, one writer, nothing left over, nothing damaged believed."""

from __future__ import annotations

import gc
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.publish import CURRENT, BuildError, open_generation, publish, writing
from index.qa.build import build
from index.qa.work import FOLDER
from index.qa.workspace import Workspace
from scripts.trials import crash, damage, order, probe
from scripts.trials.disk import Fault

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the trials use processes and files as Linux has them")


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> probe.Corpora:
    return probe.make_corpora(tmp_path_factory.mktemp("corpora"), embedded=False)


@pytest.fixture(scope="module")
def expected(corpora: probe.Corpora, tmp_path_factory: pytest.TempPathFactory) -> probe.Expected:
    return probe.expect(corpora, tmp_path_factory.mktemp("expected"))


@pytest.fixture
def directory(expected: probe.Expected, tmp_path: Path) -> Path:
    """A copy of a build directory at the first state."""
    return Path(shutil.copytree(expected.directory, tmp_path / "build"))


@pytest.fixture
def generations(tmp_path: Path) -> Iterator[Path]:
    """A build directory with two tiny generations, a then b."""
    for text in "ab":
        write(tmp_path, text)
    yield tmp_path
    gc.collect()


def write(folder: Path, text: str) -> str:
    def fill(target: Path) -> dict[str, str]:
        (target / "file").write_text(text, encoding="utf-8")
        return {}

    with writing(folder):
        return publish(folder, fill).id


def silent(_: str) -> None:
    pass


@pytest.mark.parametrize("fault", crash.FAULTS)
def test_builds_cut_off(fault: Fault, corpora: probe.Corpora, expected: probe.Expected, tmp_path: Path) -> None:
    """A sample of the steps; `make faults` does them all."""
    for outcome in crash.at_every_step(corpora, expected, tmp_path, silent, [fault], every=25):
        assert outcome.trials >= 3
        assert outcome.failures == ()


def test_every_file_damaged(corpora: probe.Corpora, expected: probe.Expected, tmp_path: Path) -> None:
    outcomes = list(damage.damaged_files(corpora, expected, tmp_path, silent, number=40, probed=1))
    assert len(outcomes) >= 16
    assert [f for o in outcomes for f in o.failures] == []
    assert all(o.trials == 40 for o in outcomes)


def test_kept_work_damaged(corpora: probe.Corpora, expected: probe.Expected, tmp_path: Path) -> None:
    outcomes = list(damage.damaged_work(corpora, expected, tmp_path, silent, number=40, built=2))
    assert len(outcomes) == 2
    assert [f for o in outcomes for f in o.failures] == []


def test_same_bytes(corpora: probe.Corpora, tmp_path: Path) -> None:
    assert order.same_bytes(corpora, tmp_path, silent, ("42",), ("reversed",)).failures == ()


def test_same_input_same_generation(corpora: probe.Corpora, directory: Path, expected: probe.Expected) -> None:
    assert not build(corpora.first, directory).fresh
    assert build(corpora.first, directory, force=True).generation.id == expected.first
    assert build(corpora.second, directory).generation.id == expected.second
    report = build(corpora.first, directory)
    assert report.generation.id == expected.first
    assert (report.built, report.reused) == (("county",), ("region",))


def test_pointer_is_repaired(corpora: probe.Corpora, directory: Path, expected: probe.Expected) -> None:
    (directory / CURRENT).write_text("gen-0000000000000000\n", encoding="utf-8")
    assert open_generation(directory).damage
    assert build(corpora.first, directory).fresh
    assert open_generation(directory).damage == ""
    assert (directory / CURRENT).read_text(encoding="utf-8").strip() == expected.first


def test_damaged_generation_is_repaired(corpora: probe.Corpora, directory: Path, expected: probe.Expected) -> None:
    (directory / expected.first / "names.txt").write_bytes(b"")
    assert "names.txt" in open_generation(directory).damage
    build(corpora.first, directory)
    assert open_generation(directory).damage == ""
    assert crash.look(directory, expected) == ""


def test_plan_damaged_after_opening_is_refused(directory: Path) -> None:
    workspace = Workspace.open(directory)
    path = workspace.generation.folder / "plans" / "county.txt"
    path.write_bytes(path.read_bytes().replace("20个".encode(), "90个".encode()))
    with pytest.raises(BuildError, match=r"plans/county\.txt"):
        workspace.plans["county"]


def test_second_writer_is_told(directory: Path, corpora: probe.Corpora) -> None:
    with writing(directory), pytest.raises(BuildError, match="另一个构建正在写入"):
        build(corpora.second, directory)


def test_two_builds_at_once(corpora: probe.Corpora, expected: probe.Expected, tmp_path: Path) -> None:
    assert crash.two_at_once(corpora, expected, tmp_path, silent, trials=2).failures == ()


def test_held_generation_stays(generations: Path) -> None:
    held = open_generation(generations)
    for text in "cd":
        write(generations, text)
    assert held.read("file") == b"b"
    assert len(list(generations.glob("gen-*"))) == 3
    del held
    gc.collect()
    write(generations, "e")
    assert len(list(generations.glob("gen-*"))) == 2


def test_older_generation_stands_in(generations: Path) -> None:
    current = open_generation(generations)
    (current.folder / "file").write_text("x", encoding="utf-8")
    stand_in = open_generation(generations)
    assert stand_in.read("file") == b"a"
    assert str(current.folder / "file") in stand_in.damage
    (stand_in.folder / "file").unlink()
    with pytest.raises(BuildError, match=str(current.folder / "file")):
        open_generation(generations)


def test_stand_in_stays_while_it_is_held(generations: Path) -> None:
    (open_generation(generations).folder / "file").write_text("x", encoding="utf-8")
    stand_in = open_generation(generations)
    for text in "cde":
        write(generations, text)
    assert stand_in.damage
    assert stand_in.read("file") == b"a"


def test_generation_removed_while_it_is_listed(generations: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer may retire the older generation between a reader's look at the folder and its look at what is there."""
    current = open_generation(generations).folder
    older = next(p for p in generations.glob("gen-*") if p != current)
    known = Path.glob

    def glob(folder: Path, pattern: str) -> list[Path]:
        found = list(known(folder, pattern))
        shutil.rmtree(older, ignore_errors=True)
        return found

    monkeypatch.setattr(Path, "glob", glob)
    assert open_generation(generations).folder == current


def test_generations_swapped_by_name(generations: Path) -> None:
    """Each folder under the other's name: neither is what it says, and nothing is answered from it."""
    one, other = sorted(generations.glob("gen-*"))
    one.rename(generations / "aside")
    other.rename(one)
    (generations / "aside").rename(other)
    with pytest.raises(BuildError, match="清单与目录名不符") as caught:
        open_generation(generations)
    assert "请运行" in str(caught.value)


@pytest.mark.parametrize("name", ["CURRENT", "file", "manifest.json"])
@pytest.mark.parametrize("kind", ["folder", "link to nothing", "link to itself"])
def test_file_that_is_none(name: str, kind: str, generations: Path) -> None:
    current = open_generation(generations).folder
    path = generations / name if name == CURRENT else current / name
    path.unlink()
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(path.name if kind == "link to itself" else "nowhere")
    found = open_generation(generations)
    assert name == CURRENT or found.folder != current
    assert str(path) in found.damage or (name == CURRENT and "CURRENT" in found.damage)


def test_nothing_built_yet(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="还没有索引"):
        open_generation(tmp_path)


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"files": []}', '{"files": 1}', "[" * 100_000, "null", '{"files": {"../../etc/passwd": ""}}'])
def test_manifest_of_another_shape(manifest: str, generations: Path) -> None:
    current = open_generation(generations).folder
    (current / "manifest.json").write_text(manifest, encoding="utf-8")
    assert str(current / "manifest.json") in open_generation(generations).damage


def test_failed_writer_leaves_nothing(generations: Path) -> None:
    before = sorted(p.name for p in generations.iterdir())

    def fill(target: Path) -> dict[str, str]:
        (target / "file").write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(BuildError, match="No space left") as caught, writing(generations):
        publish(generations, fill)
    assert "\n" not in str(caught.value)
    assert sorted(p.name for p in generations.iterdir()) == before


def test_kept_work_of_another_plan_is_not_believed(corpora: probe.Corpora, directory: Path, expected: probe.Expected) -> None:
    one, other = sorted((directory / FOLDER).iterdir())
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)
    assert build(corpora.second, directory).generation.id == expected.second


def test_manifest_tells_what_it_was_made_of(directory: Path) -> None:
    manifest = json.loads((open_generation(directory).folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"plans", "inputs", "sources", "counts", "encoder", "versions", "format", "files"} <= manifest.keys()
    assert manifest["versions"]["python"] == ".".join(map(str, sys.version_info[:3]))
