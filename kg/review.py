"""What people decided about facts: rulings of `data/review.csv`, applied whenever a plan is extracted.

A ruling names a fact by its key (`kg.identity`), which is made of what is said and in which clause: it outlives
rebuilds and moved offsets. A ruling whose fact is gone is reported, never silently dropped.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from kg.amend import amendable, amended
from kg.closure import closed
from kg.identity import entity_key, measure_key, numbered, observation_key, relation_key, target_key
from kg.lexicon import LexiconError
from kg.model import Doubt, Entity, Measure, Observation, PlanFacts, Relation, Review, Target

REVIEW = Path(__file__).parent / "data" / "review.csv"
COLUMNS = ("plan", "fact", "verdict", "field", "value", "reason")
Fact = TypeVar("Fact", Entity, Relation, Measure, Observation, Target)


class Verdict(StrEnum):
    """What a person says of a fact; CORRECT gives one field another value."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One row: the fact of a plan by its key, the verdict, for corrections field and value, and why."""

    plan: str
    fact: str
    verdict: Verdict
    reason: str
    field: str = ""
    value: str = ""


@cache
def load_rulings(path: Path = REVIEW) -> tuple[Ruling, ...]:
    """The rulings of a file in order. Raises LexiconError with file and line for a row that says nothing or too much."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise LexiconError(f"{path.name} 的列应为 {','.join(COLUMNS)}；请改正首行")
        return tuple(_ruling(row, f"{path.name} 第 {reader.line_num} 行") for row in reader)


def _ruling(row: Mapping[str, Any], where: str) -> Ruling:
    if None in row or None in row.values():
        raise LexiconError(f"{where} 缺列或多列；含逗号的内容请加引号")
    if not (row["plan"] and row["fact"] and row["reason"]):
        raise LexiconError(f"{where} 缺少规划编号、事实编号或理由；请补全")
    if row["verdict"] not in tuple(Verdict):
        raise LexiconError(f"{where} 的结论“{row['verdict']}”无效；可用：{'、'.join(Verdict)}")
    verdict = Verdict(row["verdict"])
    if (verdict is Verdict.CORRECT) != bool(row["field"]):
        raise LexiconError(f"{where}：只有 correct 需要 field,且必须写明字段；请改正")
    if verdict is Verdict.CORRECT and not amendable(row["field"]):
        raise LexiconError(f"{where}：字段“{row['field']}”不能更正；请改用 reject 或修订规则")
    return Ruling(row["plan"], row["fact"], verdict, row["reason"], row["field"], row["value"])


def apply_rulings(facts: PlanFacts, rulings: Sequence[Ruling]) -> PlanFacts:
    """Facts as people see them: rejected ones left out with all that rests on them, corrected and accepted ones marked.

    Pure; the order of facts is kept. Rulings of other plans are ignored.
    """
    own = [r for r in rulings if r.plan == facts.plan]
    if not own:
        return facts
    book = _Book(own)
    judged = replace(
        facts,
        entities=book.judge(facts.entities, lambda e: (entity_key(facts.plan, e),)),
        relations=book.judge(facts.relations, lambda r: (relation_key(r),)),
        measures=book.judge(facts.measures, lambda m: (measure_key(m),)),
        observations=book.judge(facts.observations, lambda o: (observation_key(o),)),
        targets=book.judge(facts.targets, lambda t: tuple(target_key(t, e) for e in (t.evidence, *t.also))),
    )
    return replace(closed(judged), doubts=(*facts.doubts, *book.unmatched()))


class _Book:
    """Rulings by key, and which of them met a fact."""

    def __init__(self, rulings: Sequence[Ruling]) -> None:
        self.rulings = rulings
        self.used: list[Ruling] = []

    def judge(self, facts: Sequence[Fact], keys: Callable[[Fact], tuple[str, ...]]) -> tuple[Fact, ...]:
        printed = [(i, key) for i, fact in enumerate(facts) for key in keys(fact)]
        owner = {key: i for (i, _), key in zip(printed, numbered(key for _, key in printed), strict=True)}
        verdicts: dict[int, list[Ruling]] = {}
        for ruling in self.rulings:
            if ruling.fact in owner:
                self.used.append(ruling)
                verdicts.setdefault(owner[ruling.fact], []).append(ruling)
        judged = (_judged(fact, verdicts.get(i, ())) for i, fact in enumerate(facts))
        return tuple(fact for fact in judged if fact is not None)

    def unmatched(self) -> Iterator[Doubt]:
        for ruling in self.rulings:
            if ruling not in self.used:
                yield Doubt("review", f"核对意见“{ruling.reason}”所指的事实 {ruling.fact} 已不存在；请更新 {REVIEW.name}", fact=ruling.fact)


def _judged(fact: Fact, rulings: Sequence[Ruling]) -> Fact | None:
    """The fact after its rulings in file order: a rejection is final, corrections add up."""
    if any(r.verdict is Verdict.REJECT for r in rulings):
        return None
    for ruling in rulings:
        review = Review.CORRECTED if ruling.verdict is Verdict.CORRECT or fact.source.review is Review.CORRECTED else Review.ACCEPTED
        fact = amended(fact, ruling.field, ruling.value) if ruling.field else fact
        fact = replace(fact, source=replace(fact.source, review=review))
    return fact
