"""A small plan of our own words, one sentence of it under test."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.model import Plan
from corpus.parse import parse
from corpus.readers import read_document
from kg.extract import extract
from kg.model import Observation, PlanFacts, Target

TITLE = "滨江市科技创新“十四五”规划"
_CHAPTERS = {
    "review": "发展回顾", "problems": "存在的主要问题", "goals": "发展目标", "tasks": "主要任务", "safeguards": "保障措施",
}  # fmt: skip
_NUMBERS = "一二三四五"
#: relations; everything else a rule makes is an entity, a number or a measure
_RELATED = ("rely.", "lead.", "support.", "cooperate.", "host.", "duty.", "ref.", "zone.industry", "zone.within", "industry.focus")


def plan_of(body: str, title: str = TITLE) -> Plan:
    """A plan with this body, read like any text file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_text(f"{title}\n\n{body}\n\n滨江市人民政府\n2021年9月1日\n", encoding="utf-8")
        return parse(read_document(path), "small")


def saying(sentence: str, chapter: str, heading: str = "完善工作体系", title: str = TITLE) -> Plan:
    """A plan of five chapters that says one thing in one of them; `heading` stands above it in the tasks."""
    parts = []
    for number, (name, chapter_title) in zip(_NUMBERS, _CHAPTERS.items(), strict=True):
        said = sentence if name == chapter else "总体情况良好。"
        below = f"（一）{heading}\n\n{said}" if name == "tasks" else said
        parts.append(f"{number}、{chapter_title}\n\n{below}")
    return plan_of("\n\n".join(parts), title)


def found_by(rule: str, plan: Plan) -> list[str]:
    """What a rule makes of a plan, each as a short line, in document order."""
    facts = extract(plan, rulings=())
    if rule.startswith("target."):
        return [_number(t) for t in facts.targets if t.source.rule == rule]
    if rule.startswith("observation."):
        return [_number(o) for o in facts.observations if o.source.rule == rule]
    if rule.startswith("measure."):
        return [m.action for m in facts.measures if m.source.rule == rule]
    if rule.startswith(_RELATED):
        return _relations(rule, facts)
    return [e.printed or e.name for e in facts.entities if e.source.rule == rule]


def _number(fact: Target | Observation) -> str:
    quantity = fact.quantity if isinstance(fact, Observation) else fact
    high = f"–{fact.value_max}" if isinstance(fact, Target) and fact.value_max is not None else ""
    value = "" if quantity.value is None else f"{quantity.value}{high}{quantity.unit}"
    when = fact.year or fact.period
    return " ".join(str(part) for part in (fact.indicator, fact.comparator, value, when) if part)


def _relations(rule: str, facts: PlanFacts) -> list[str]:
    def name(end: str) -> str:
        return end.partition("/")[2]

    return [f"{'' if r.subject.startswith('clause:') else name(r.subject)} {r.predicate} {name(r.object)}".strip() for r in facts.relations if r.source.rule == rule]
