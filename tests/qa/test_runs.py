"""Baselines beside a run, intervals, and what a later run gained and lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.model import CorpusError
from index.qa.baselines import BASELINES, baseline_ranks
from index.qa.engine import Engine
from index.qa.evaluate import ABSENT, Case, interval, run
from index.qa.runs import changes, load_run, record, save_run
from index.qa.workspace import Workspace

CASES = [
    Case("研发经费投入强度目标是多少?", "target", ("经费投入强度",), ()),
    Case("口罩防护服归哪个产业", "paraphrase", ("医用防护品",), ()),
    Case("乌鲁木齐市的医保报销比例是多少?", "unanswerable", (), ()),
]


def test_baselines_rank_every_answerable_case(workspace: Workspace) -> None:
    alone = baseline_ranks(workspace.search, workspace.plans, CASES)
    assert [c.kind for c in alone.cases] == ["target", "paraphrase"]
    assert set(alone.ranks) == set(BASELINES)
    assert all(1 <= r <= ABSENT for ranks in alone.ranks.values() for r in ranks)
    assert alone.share("BM25", 5, "target") == 1.0


def test_a_saved_run_tells_what_was_gained_and_lost(engine: Engine, workspace: Workspace, tmp_path: Path) -> None:
    outcomes = run(CASES, lambda case: engine.ask(case.q), workspace.plans)
    save_run(record(outcomes, "gold.jsonl"), tmp_path / "run.json")
    before = load_run(tmp_path / "run.json")
    assert changes(before, before) == []
    worse = record([replace(outcomes[0], rank=4), *outcomes[1:]], "gold.jsonl")
    lost = changes(worse, before)
    assert [c.gained for c in lost] == [False]
    assert "第1位 → 第4位" in lost[0].text
    assert [c.gained for c in changes(before, worse)] == [True]


@pytest.mark.parametrize("content", ["", "[1]", '{"a": {"right": "yes"}}'])
def test_a_file_that_is_no_run_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match="不是保存的评测结果"):
        load_run(path)


def test_intervals_hold_the_mean_and_shrink_with_more_values() -> None:
    few, many = interval([1.0, 0.0, 1.0, 1.0]), interval([1.0, 0.0, 1.0, 1.0] * 50)
    assert few[0] <= 0.75 <= few[1]
    assert many[1] - many[0] < few[1] - few[0]
    assert interval([]) == (0.0, 1.0)
