"""`check`: a sound build passes; disagreement between its files is found even where every checksum is right."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.audit import FILE, Action, Change, record
from index.publish import publish, writing
from index.qa.checkup import check_deep
from index.qa.executors import in_turn
from tests.scripts.commands import run


@pytest.mark.parametrize("options", [[], ["--deep"]])
def test_a_sound_build_passes(small_build: Path, options: list[str]) -> None:
    ran = run("check", *options, "--build", small_build)
    assert (ran.code, ran.out, ran.err) == (0, "核对通过：未发现问题\n", "")
    assert json.loads(run("check", *options, "--json", "--build", small_build).out) == {"sound": True, "violations": []}


def republished(build: Path, folder: Path, change: Callable[[Path], None]) -> Path:
    """The current generation with one thing changed and everything signed anew."""
    current = build / (build / "CURRENT").read_text(encoding="utf-8").strip()
    facts = json.loads((current / "manifest.json").read_text(encoding="utf-8"))
    del facts["files"]

    def write(target: Path) -> dict[str, object]:
        shutil.copytree(current, target, dirs_exist_ok=True)
        (target / "manifest.json").unlink()
        change(target)
        return dict(facts)

    with writing(folder):
        publish(folder, write)
    return folder


def drop_line(name: str) -> Callable[[Path], None]:
    def change(target: Path) -> None:
        lines = (target / name).read_bytes().splitlines(keepends=True)
        (target / name).write_bytes(b"".join(lines[:-1]))

    return change


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(target: Path) -> None:
        text = (target / name).read_text(encoding="utf-8")
        assert old in text
        (target / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


@pytest.mark.parametrize(("change", "said"), [
    (drop_line("clauses.jsonl"), "clauses.jsonl 有"),
    (drop_line("passages.jsonl"), "段落数不一致"),
    (replaced("passages.jsonl", "做大做强", "做小做弱"), "与原文第"),
    (replaced("graph.trig", "扶持优然牧业等企业做大做强", "扶持优然牧业等企业做小做弱"), "引文与原文第"),
    (replaced("graph.trig", "a z:Measure", "a z:Doubt"), "图谱中的 measures 有"),
    (replaced("graph.trig", "@prefix z:", "@prefix zz:"), "无法核对"),
], ids=["clauses", "passages", "passage text", "quote", "facts", "no graph"])  # fmt: skip
def test_disagreement_is_found(small_build: Path, tmp_path: Path, change: Callable[[Path], None], said: str) -> None:
    found = list(check_deep(republished(small_build, tmp_path / "build", change)))
    assert [line for line in found if said in line]
    assert all("请" in line and "\n" not in line for line in found)


def test_several_processes_find_the_same_in_the_same_order(small_build: Path, tmp_path: Path) -> None:
    def spoil(target: Path) -> None:
        replaced("graph.trig", "扶持优然牧业等企业做大做强", "扶持优然牧业等企业做小做弱")(target)
        with (target / "graph.trig").open("a", encoding="utf-8") as graph:
            graph.write("plan:nobody { plan:nobody a z:Clause . }\n")

    build = republished(small_build, tmp_path / "build", spoil)
    alone = list(check_deep(build))
    assert any("引文与原文第" in line for line in alone)
    assert any("图谱中有清单没有的规划 nobody" in line for line in alone)
    assert list(check_deep(build, jobs=2)) == alone


def test_what_came_before_an_error_is_told_first_also_by_several_processes() -> None:
    def cases() -> Iterator[int]:
        yield from range(20)
        raise ValueError("cut off")

    for jobs in (1, 2):
        told: list[str] = []
        with pytest.raises(ValueError, match="cut off"):
            told.extend(in_turn(str, cases(), jobs))
        assert told == list(map(str, range(20)))


def test_a_changed_log_of_changes_is_told(small_build: Path, tmp_path: Path) -> None:
    for plan in ("甲", "乙"):
        record(tmp_path, Change("某人", Action.PLAN_ADDED, plan))
    assert run("check", "--deep", "--build", small_build, "--corpus", tmp_path).code == 0
    (tmp_path / FILE).write_bytes((tmp_path / FILE).read_bytes().replace("某人".encode(), "别人".encode(), 1))
    ran = run("check", "--deep", "--build", small_build, "--corpus", tmp_path)
    assert ran.code == 1
    assert "第 2 行与前文不符" in ran.out
    assert "请与备份核对" in ran.out


KINDS: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink, "emptied": lambda p: p.write_bytes(b""), "cut": lambda p: p.write_bytes(p.read_bytes()[:-1]),
    "one bit": lambda p: p.write_bytes(bytes([p.read_bytes()[0] ^ 1]) + p.read_bytes()[1:]), "grown": lambda p: p.write_bytes(p.read_bytes() + b"\n"),
    "a folder": lambda p: (p.unlink(), p.mkdir()), "a link to itself": lambda p: (p.unlink(), p.symlink_to(p.name)),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_any_damage_to_any_file_is_told_with_what_to_do(kind: str, small_build: Path, tmp_path: Path) -> None:
    """Also that there is no other generation to stand in; white space at the end of a manifest is the one harmless change."""
    current = next(small_build.glob("gen-*"))
    names = [p.relative_to(small_build) for p in current.rglob("*") if p.is_file()]
    assert len(names) >= 15
    for name in names:
        build = Path(shutil.copytree(small_build, tmp_path / "build"))
        KINDS[kind](build / name)
        found = list(check_deep(build))
        if (kind, name.name) != ("grown", "manifest.json"):
            assert [line for line in found if str(build / name) in line and "请运行 python -m scripts.build" in line], (name, found)
        assert all("\n" not in line for line in found)
        shutil.rmtree(build)


@pytest.mark.parametrize("kind", ["deleted", "emptied", "one bit", "a folder", "a link to itself"])
def test_damage_to_the_pointer_is_told(kind: str, small_build: Path, tmp_path: Path) -> None:
    build = Path(shutil.copytree(small_build, tmp_path / "build"))
    KINDS[kind](build / "CURRENT")
    (found,) = check_deep(build)
    assert str(build / "CURRENT") in found
    assert "请运行 python -m scripts.build" in found


def test_damage_names_the_file_and_fails(small_build: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    shutil.copytree(small_build, build)
    graph = next(build.glob("gen-*/graph.trig"))
    graph.write_bytes(graph.read_bytes()[:-1])
    ran = run("check", "--deep", "--build", build)
    assert ran.code == 1
    assert "graph.trig" in ran.out
    assert "核对未通过：1 处" in ran.err
