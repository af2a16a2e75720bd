"""Quote check: thirty altered, thirty true and ten foreign quotations, in other widths and punctuation too."""

from __future__ import annotations

import pytest

from corpus.model import Plan
from index.qa.compare import Change
from index.qa.verify import Verdict, Verifier
from tests.qa.gold import RELEVANCE, rows
from tests.qa.plans import CHAPTERS, PLAIN, written

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


@pytest.mark.parametrize(("pasted", "change", "plan"), [
    ("每季度检查一次2024年冷库总容量达到12", Change.SPLICED, "written"),  # from the last words of the last plan back to digits cut short
    ("加强监管每季度检查一次12.5万立方米,不得新建", Change.SPLICED, "written"),
    ("总容某省数字农业发展规划（2021—2025年", Change.ADDED, "chapters"),  # own words before the first words of a plan
    ("总容某县冷链物流行动方案（2022—2024年", Change.ADDED, "written"),
    ("建成智慧农场30个以上某县冷链物流行动方案（2022—2024年", Change.SPLICED, "chapters"),  # out of one plan into the next
])  # fmt: skip
@pytest.mark.parametrize("order", [1, -1])
def test_changes_at_the_edges_of_a_plan_lie_in_that_plan(pasted: str, change: Change, plan: str, order: int) -> None:
    plans = {p.id: p for p in (written(PLAIN), written(CHAPTERS, "chapters"))[::order]}
    found = [d for check in Verifier(plans).check(pasted) for d in check.differences]
    assert (change, plan) in [(d.change, d.plan) for d in found]
    for d in found:
        assert pasted[d.start : d.end] == d.quoted
        assert plans[d.plan].text[d.stored_start : d.stored_end] == d.stored
        assert d.stored_end <= len(plans[d.plan].text)
