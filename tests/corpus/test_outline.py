"""Outlines found by the parser against outlines written by hand from the texts."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from corpus.model import OUTLINE_KINDS, Kind, Plan
from corpus.parse import parse
from corpus.readers import read_document
from tests.conftest import CHANGJI, dev_documents
from tests.corpus.outline_gold import GOLD, STYLES, gold_rows, plan_rows, score, style_rows

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
    starts = [m.start() for m in re.finditer(r"\S[^\n]*", plan.text)]
    reached = sum(plan.clause_at(at) is not None for at in starts)
    assert reached >= 97 + 5
    assert len(starts) - reached == 3, "Hotline, phone number and read count are furniture"


def test_five_parts(plan: Plan) -> None:
    assert [c.marker for c in plan.children("") if c.kind is Kind.NUMBERED] == ["一、", "二、", "三、", "四、", "五、"]


@pytest.mark.parametrize("path", dev_documents() or [pytest.param(None, marks=pytest.mark.skip("development documents absent"))], ids=lambda p: p.name[:2] if p else "-")
def test_development_documents(path: Path) -> None:
    parsed = parse(read_document(path), path.stem)
    gold = gold_rows(path.name[:2])
    found = plan_rows(parsed)
    share, difference = score(gold, found)
    assert share >= AT_LEAST, f"{share:.4f}\n" + "\n".join(difference[:20])
    assert not Counter(found) - Counter(gold), "units invented"


STYLE_FILES = sorted(p for p in STYLES.iterdir() if p.suffix != ".outline")


@pytest.mark.parametrize("path", STYLE_FILES, ids=lambda p: p.stem)
def test_other_styles(path: Path) -> None:
    """Forms of numbering, headings and pages that the embedded plan does not have."""
    parsed = parse(read_document(path), path.stem)
    share, difference = score(style_rows(path.stem), plan_rows(parsed))
    assert share == 1.0, "\n".join(difference)


def test_every_style_has_its_outline() -> None:
    assert sorted(p.stem for p in STYLE_FILES) == sorted(p.stem for p in STYLES.glob("*.outline"))
    assert len(STYLE_FILES) >= 12
