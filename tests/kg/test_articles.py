"""An article named behind the title of another document is part of what the reference says."""

from __future__ import annotations

import pytest

from kg.extract import extract
from kg.model import Predicate
from tests.kg.small import saying


@pytest.mark.parametrize(
    ("sentence", "quotes"),
    [
        ("依据《滨江市人才条例》第十二条第二款给予补助。", ["滨江市人才条例》第十二条第二款"]),
        ("依据《滨江市人才条例》（滨政发〔2019〕3号）第3条给予补助。", ["滨江市人才条例》（滨政发〔2019〕3号）第3条"]),
        ("落实《滨江市人才条例》，依据《滨江市人才条例》第五条办理。", ["滨江市人才条例》第五条"]),
        ("落实《滨江市人才条例》要求，建设第二条线路。", ["滨江市人才条例"]),
    ],
)
def test_evidence_of_a_reference_reaches_over_the_article(sentence: str, quotes: list[str]) -> None:
    plan = saying(sentence, "tasks")
    relations = [r for r in extract(plan, rulings=()).relations if r.predicate is Predicate.REFERS_TO]
    assert [r.evidence.quote for r in relations] == quotes
    assert all(plan.text[r.evidence.start : r.evidence.end] == r.evidence.quote for r in relations)
