"""The graph of the embedded plan, as reviewed: a change of rules shows as a short diff of facts.

After looking at the difference, accept it with: python -m tests.kg.test_golden
"""

from __future__ import annotations

import difflib
from pathlib import Path

from corpus.load import find_sources, load_plan
from corpus.model import Plan
from kg.build import plan_quads
from kg.extract import extract
from kg.trig import turtle_of
from tests.conftest import CORPUS, ROOT

GOLDEN = ROOT / "tests" / "golden" / "graph" / "changji.ttl"
_SHOWN = 60


def turtle(plan: Plan) -> str:
    return turtle_of(plan_quads(plan, extract(plan))).decode()


def difference(golden: str, made: str) -> str:
    """Changed lines alone, the first few, with counts."""
    lines = [line for line in difflib.unified_diff(golden.split("\n"), made.split("\n"), lineterm="", n=0) if line[:2] not in ("@@", "--", "++")]
    gone, new = sum(line.startswith("-") for line in lines), sum(line.startswith("+") for line in lines)
    more = f"\n… 另有 {len(lines) - _SHOWN} 行" if len(lines) > _SHOWN else ""
    return f"图谱变了:少 {gone} 行,多 {new} 行\n" + "\n".join(line[:200] for line in lines[:_SHOWN]) + more


def test_the_graph_is_the_reviewed_one(plan: Plan) -> None:
    made, golden = turtle(plan), GOLDEN.read_text(encoding="utf-8")
    told = "" if made == golden else f"{difference(golden, made)}\n核对无误后运行 python -m tests.kg.test_golden"
    assert not told, told


def test_a_difference_is_told_briefly() -> None:
    told = difference("a\nb\nc", "a\nB\nc\n" + "\n".join(map(str, range(100))))
    assert told.startswith("图谱变了:少 1 行,多 101 行\n-b\n+B\n")
    assert told.endswith("… 另有 42 行")


def accept(golden: Path = GOLDEN) -> None:
    """Write the graph as it is now."""
    golden.write_text(turtle(load_plan(find_sources(CORPUS).sources[0])), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    accept()
