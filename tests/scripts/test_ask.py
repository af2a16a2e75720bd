"""The ask command: the JSON contract key by key, batches in order, bad lines, overlong questions, explanations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scripts import ask, cli
from tests.conftest import CHANGJI

KEYS = ["question", "plan_scope", "status", "route", "answer", "complete", "citations", "hits", "sparql", "elapsed_ms"]
CITATION = ["plan", "clause", "label", "title", "quote", "start", "end"]
HIT = ["plan", "clause", "label", "quote", "start", "end", "score"]


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.run(ask.main, list(args))
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.mark.parametrize(
    ("asked", "status", "route"),
    [
        ("四、(二)1.(2)讲了什么？", "answered", "clause"), ("现代种业有哪些措施？", "answered", "graph"),
        ("怎么从卖设备变成卖服务？", "answered", "search"), ("医保报销比例是多少？", "not_mentioned", "search"),
        ("纺织服装产业到2025年产值多少？", "not_quantified", "search"), ("帮我写一首诗", "out_of_scope", "search"),
        ("(一)讲了什么？", "ambiguous", "clause"),
    ],
)  # fmt: skip
def test_json_contract(
    capsys: pytest.CaptureFixture[str], build_dir: Path, plan: Any, asked: str, status: str, route: str
) -> None:
    code, out, _ = run(capsys, asked, "--build", str(build_dir), "--json")
    row = json.loads(out)
    assert (code, list(row)) == (0, KEYS)
    assert (row["question"], row["plan_scope"], row["status"], row["route"]) == (asked, [CHANGJI], status, route)
    assert [list(c) for c in row["citations"]] == [CITATION] * len(row["citations"])
    assert [list(h) for h in row["hits"]] == [HIT] * len(row["hits"])
    assert 0 < len(row["hits"]) <= 10
    assert isinstance(row["elapsed_ms"], float)
    assert all(plan.text[c["start"] : c["end"]] == c["quote"] for c in (*row["citations"], *row["hits"]))
    assert (row["complete"] is None) == (status != "answered")


def test_batch_keeps_order_and_survives_bad_lines(capsys: pytest.CaptureFixture[str], build_dir: Path, tmp_path: Path) -> None:
    lines = [
        json.dumps({"q": "基本原则有几条？", "kind": "count"}), "{broken", json.dumps({"q": ""}), json.dumps([1]),
        json.dumps({"q": "研发投入强度目标是多少？", "plan": CHANGJI}), json.dumps({"q": "x", "plan": "nowhere"}), json.dumps({"q": "长" * 50_000}),
    ]  # fmt: skip
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = run(capsys, "--batch", str(file), "--build", str(build_dir))
    made = [json.loads(line) for line in out.splitlines()]
    assert (code, len(made)) == (0, len(lines))
    assert ["error" in row for row in made] == [False, True, True, True, False, True, True]
    assert "共6项" in made[0]["answer"]
    assert "1.5%" in made[4]["answer"]
    assert [row["line"] for row in made if "error" in row] == [2, 3, 4, 6, 7]


@pytest.mark.parametrize(
    ("args", "message"),
    [(["长" * 50_000], "问题过长"), ([" "], "问题为空"), ([], "请给出一个问题"), (["基本原则？", "--plan", "nowhere"], "没有编号为“nowhere”的规划")],
)
def test_mistakes_are_one_line(capsys: pytest.CaptureFixture[str], build_dir: Path, args: list[str], message: str) -> None:
    code, out, err = run(capsys, *args, "--build", str(build_dir))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err


def test_explain_says_how_the_question_was_read(capsys: pytest.CaptureFixture[str], build_dir: Path) -> None:
    _, out, _ = run(capsys, "现代种业有哪些措施？", "--explain", "--build", str(build_dir))
    assert [said for said in ("[1] ", "按“measures”类提问处理", "途径 graph", "SELECT") if said not in out] == []
