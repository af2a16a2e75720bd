"""Quote check: thirty altered, thirty true and ten foreign quotations, in other widths and punctuation too."""

from __future__ import annotations

import pytest

from corpus.model import Plan
from index.qa.verify import Verdict, Verifier
from tests.qa.gold import RELEVANCE, rows

QUOTES = rows(RELEVANCE / "quotes.jsonl")
_WIDE = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in "0123456789,:;()%"})


@pytest.fixture(scope="module")
def verifier(plan: Plan) -> Verifier:
    return Verifier({plan.id: plan})


def test_numbers_of_quotations() -> None:
    counts = [sum(row["truth"] == truth for row in QUOTES) for truth in ("altered", "exact", "not_found")]
    assert counts == [30, 30, 10]


@pytest.mark.parametrize("row", QUOTES, ids=[row["text"][:24] for row in QUOTES])
def test_verdict(verifier: Verifier, row: dict[str, str]) -> None:
    checks = verifier.check(row["text"])
    worst = max((c.verdict for c in checks), key=list(Verdict).index)
    assert worst.value == row["truth"]
    if row["truth"] == "altered":
        assert any(c.differences for c in checks)
    if row["truth"] != "not_found":
        assert any(f"{c.clause}/".startswith(f"{row['path']}/") for check in checks for c in check.citations)


@pytest.mark.parametrize("row", [r for r in QUOTES if r["truth"] == "exact"], ids=lambda r: r["text"][:24])
def test_true_quotations_in_full_width(verifier: Verifier, row: dict[str, str]) -> None:
    assert [c.verdict for c in verifier.check(row["text"].translate(_WIDE))] == [Verdict.EXACT] * len(verifier.check(row["text"]))
