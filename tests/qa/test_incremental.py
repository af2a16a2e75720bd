"""Adding, changing or removing one plan is work on that plan alone, and the report says which plans that was."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.qa.build import BuildReport, build
from tests.small_plans import write_small_plans

NEW = "海东县水利发展规划（2021—2025年）\n\n一、发展目标\n\n到2025年，新建水库2座。\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    folder = write_small_plans(tmp_path / "corpus")
    assert run(folder).reused == ()
    return folder


def run(corpus: Path) -> BuildReport:
    return build(corpus, corpus.parent / "build")


def told(report: BuildReport) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return report.built, report.reused


def test_one_plan_at_a_time(corpus: Path) -> None:
    old = run(corpus).plans
    assert told(run(corpus)) == ((), old)
    (corpus / "east.txt").write_text(NEW, encoding="utf-8")
    first = run(corpus)
    assert told(first) == (("east",), old)
    (corpus / "east.txt").write_text(NEW.replace("2座", "3座"), encoding="utf-8")
    changed = run(corpus)
    assert told(changed) == (("east",), old)
    assert changed.generation.id != first.generation.id
    (corpus / "east.txt").unlink()
    assert told(run(corpus)) == ((), old)
    (corpus / "east.txt").write_text(NEW, encoding="utf-8")
    assert run(corpus).generation.id == first.generation.id, "the same inputs give the same generation again"


def test_a_plan_keeps_its_id_when_another_comes_before_it(corpus: Path) -> None:
    old = run(corpus).plans
    (corpus / "aaa.txt").write_text(NEW, encoding="utf-8")
    assert run(corpus).plans == ("aaa", *old)


def test_whatever_came_and_went_the_bytes_are_those_of_a_build_from_nothing(corpus: Path) -> None:
    for number in range(8):
        (corpus / f"m{number}.txt").write_text(NEW.replace("海东", f"{'甲乙丙丁戊己庚辛'[number]}山").replace("2座", f"{number + 3}座"), encoding="utf-8")
    whole = run(corpus)
    for name, text in (("aaa", NEW), ("m45", NEW.replace("水利", "林业")), ("zzz", NEW), ("m3", NEW.replace("2座", "20座"))):
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    for name in ("m0", "m6", "m7"):
        (corpus / f"{name}.txt").unlink()
    changed = run(corpus)
    assert told(changed) == (("aaa", "m3", "m45", "zzz"), tuple(p for p in whole.plans if p not in ("m0", "m3", "m6", "m7")))
    assert changed.generation.id == build(corpus, corpus.parent / "other").generation.id, "the name is the hash of every file"
