"""Every rule by its id: what it finds and what it must leave alone, in sentences of our own."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus.model import Plan
from kg.extract import extract
from tests.kg.small import TITLE, found_by, saying

TABLES = sorted((Path(__file__).parent / "rules").glob("*.toml"))
RULES: dict[str, dict[str, Any]] = {rule: row for path in TABLES for rule, row in tomllib.loads(path.read_text(encoding="utf-8")).items()}
#: rules of tables and sums, tested where tables are
ELSEWHERE = {"target.table", "target.flat", "observation.table", "observation.flat", "observation.sum", "gazetteer"}
POSITIVE = [(rule, *case) for rule, row in RULES.items() for case in row["find"]]
NEGATIVE = [(rule, sentence) for rule, row in RULES.items() for sentence in row["none"]]


def _plan(rule: str, sentence: str) -> Plan:
    row = RULES[rule]
    return saying(sentence, row["chapter"], row.get("heading", "完善工作体系"), row.get("title", TITLE))


@pytest.mark.parametrize("case", POSITIVE, ids=lambda c: f"{c[0]}-{c[1][:12]}")
def test_a_rule_finds(case: tuple[str, ...]) -> None:
    rule, sentence, *expected = case
    assert found_by(rule, _plan(rule, sentence)) == expected


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda c: f"{c[0]}-{c[1][:12]}")
def test_a_rule_leaves_alone(case: tuple[str, str]) -> None:
    rule, sentence = case
    assert found_by(rule, _plan(rule, sentence)) == []


def test_every_rule_the_embedded_plan_needs_is_in_a_table(plan: Plan) -> None:
    facts = extract(plan, rulings=())
    kinds = (facts.entities, facts.relations, facts.measures, facts.observations, facts.targets)
    used = {fact.source.rule for kind in kinds for fact in kind}
    assert used - ELSEWHERE - set(RULES) == set()
    assert len(RULES) >= 60
    assert len(POSITIVE) + len(NEGATIVE) > 150
