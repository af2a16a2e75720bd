"""Outlines found by the parser against outlines written by hand from the texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.model import OUTLINE_KINDS, Kind, Plan
from corpus.parse import parse
from corpus.readers import read_document
from tests.conftest import CHANGJI, dev_documents
from tests.corpus.outline_gold import GOLD, gold_rows, plan_rows, score

AT_LEAST = 0.98


def test_embedded_plan_is_found_exactly(plan: Plan) -> None:
    share, difference = score(gold_rows(CHANGJI), plan_rows(plan))
    assert share == 1.0, "\n".join(difference)
    assert len(gold_rows(CHANGJI)) == 77


def test_machine_paths_of_the_embedded_plan(plan: Plan) -> None:
    rows = [json.loads(line) for line in (GOLD / f"{CHANGJI}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [r["path"] for r in rows] == [c.path for c in plan.clauses if c.kind in OUTLINE_KINDS]


def test_every_body_paragraph_is_reachable(plan: Plan) -> None:
    """Every line of the source lies in a clause with an address, or in furniture."""
    lines = [line for line in plan.text.split("\n") if line.strip()]
    reached = sum(plan.clause_at(plan.text.index(line)) is not None for line in lines)
    assert reached >= 97 + 5
    assert len(lines) - reached == 3, "Hotline, phone number and read count are furniture"


def test_five_parts(plan: Plan) -> None:
    assert [c.marker for c in plan.children("") if c.kind is Kind.NUMBERED] == ["一、", "二、", "三、", "四、", "五、"]


@pytest.mark.parametrize("path", dev_documents() or [pytest.param(None, marks=pytest.mark.skip("development documents absent"))], ids=lambda p: p.name[:2] if p else "-")
def test_development_documents(path: Path) -> None:
    parsed = parse(read_document(path), path.stem)
    gold = gold_rows(path.name[:2])
    share, difference = score(gold, plan_rows(parsed))
    assert share >= AT_LEAST, f"{share:.4f}\n" + "\n".join(difference[:20])
