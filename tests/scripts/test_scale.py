"""`scale`: what was measured is not measured again, and sizes stand side by side."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from index.qa.fingerprint import means
from scripts.scale import Spent, Steps, table

PACES = {"wall_p50": 8.0, "wall_p95": 12.5}
ROW = {
    "plans": 1000, "counts": {"passages": 191000}, "build_s_per_plan": 0.7, "per_plan_ratio": 0.9, "build_mb": 1200, "add_one_s": 9.0,
    "add_one_mb": 300, "add_own_s": 2.0, "add_publish_s": 7.0, "take_away_s": 7.5, "one_alone_s": 3.0, "add_ratio": 0.67, "check_s": 5.0, "check_mb": 400,
    "answers": {
        "opened_s": 3.0, "memory_mb": 900, "ask": PACES, "ask_one_plan": PACES, "recall": {"recall_at_10": 0.99},
        "graph": {"mentions": {"wall_p95": 3.0}, "relations": {"wall_p95": 4.0}},
    },
}  # fmt: skip


def test_a_step_is_measured_once_for_one_program(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    steps = Steps(tmp_path, 2)
    (tmp_path / "查.json").write_text(json.dumps(asdict(Spent(1.0, 2.0, 3, "kept", means()))), encoding="utf-8")
    assert steps.run("查", "no.such.module").said == "kept"
    assert "沿用已测结果" in capfd.readouterr().err
    (tmp_path / "查.json").write_text(json.dumps(asdict(Spent(1.0, 2.0, 3, "old", "another"))), encoding="utf-8")
    spent = steps.run("查", "scripts.ontology", "--help")
    assert "scripts.ontology" in spent.said
    assert spent.seconds > 0
    assert spent.memory > 1
    assert json.loads((tmp_path / "查.json").read_text(encoding="utf-8")) == asdict(spent)


def test_sizes_stand_side_by_side() -> None:
    lines = table([ROW | {"plans": 10}, ROW]).splitlines()
    assert lines[0] == "| 项目 | 10 部 | 1,000 部 |"
    assert "| 命名查询 p95(最慢的一种) | relations 4.0 毫秒 | relations 4.0 毫秒 |" in lines
    assert "| 增加一部自身 ÷ 单独构建 | 0.67 倍 | 0.67 倍 |" in lines
    assert all(line.count("|") == 4 for line in lines)
