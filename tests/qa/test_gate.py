"""A plan whose graph fails the checks stays outside by itself: the others are built, and it is told in a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.load import find_sources, load_plan
from corpus.model import CorpusError
from index.qa.build import _work_keys, build
from index.qa.compute import plan_work
from index.qa.work import FOLDER, PlanWork, keep
from tests.scripts.commands import run
from tests.small_plans import write_small_plans

WRONG = "青山区乡村振兴行动方案 一：现状数据的比较方式不在允许范围内；请检查产生它的规则(节点 observation/hill/1/1)"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two plans; the kept work of one says that its graph breaks a shape."""
    (tmp_path / "corpus").mkdir()
    folder = write_small_plans(tmp_path / "corpus")
    spoil(folder, tmp_path / "build", "hill")
    return folder


def spoil(corpus: Path, folder: Path, plan: str) -> None:
    source = next(s for s in find_sources(corpus).sources if s.id == plan)
    work = plan_work(load_plan(source))
    summary = json.dumps(work.summary | {"violations": [WRONG, WRONG]}, ensure_ascii=False).encode()
    keep(folder / FOLDER, _work_keys([source])[plan], PlanWork(plan, {**work.parts, "summary": summary}))


def test_the_others_are_built(corpus: Path) -> None:
    report = build(corpus, corpus.parent / "build")
    assert (report.plans, report.errors) == (("river",), ())
    assert len(report.refused) == 1
    assert all(said in report.refused[0] for said in ("规划 hill", WRONG, "还有 1 处", "review.csv"))
    (corpus / "hill.txt").unlink()
    alone = build(corpus, corpus.parent / "other").generation
    assert alone.id == report.generation.id, "as if the plan had not been there"


def test_the_refused_plan_costs_nothing_again(corpus: Path) -> None:
    first = build(corpus, corpus.parent / "build")
    again = build(corpus, corpus.parent / "build")
    assert (again.fresh, again.built, again.refused, again.generation.id) == (False, (), first.refused, first.generation.id)


def test_the_command_says_so_and_fails_as_a_check(corpus: Path) -> None:
    ran = run("build", "--corpus", corpus, "--build", corpus.parent / "build", "--json")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert ran.err.startswith("规划 hill 未通过图谱校验")
    assert json.loads(ran.out)["refused"] == [ran.err.strip()]
    (corpus / "empty.txt").write_bytes(b"")
    both = run("build", "--corpus", corpus, "--build", corpus.parent / "build")
    assert (both.code, both.err.count("\n")) == (2, 2), "a file that cannot be read is the user's to mend"


def test_nothing_left_to_build_changes_nothing(corpus: Path) -> None:
    (corpus / "river.txt").unlink()
    with pytest.raises(CorpusError, match="规划 hill 未通过图谱校验"):
        build(corpus, corpus.parent / "build")
    assert not (corpus.parent / "build" / "CURRENT").exists()
