"""Facts a person may rule on, and the rulings written to review.csv: each fact named by the key that outlives rebuilds."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from kg.amend import amended
from kg.identity import measure_key, numbered, observation_key, relation_key, target_key
from kg.lexicon import LexiconError
from kg.model import Evidence, Measure, Observation, Relation, Review, Target
from kg.query import Graph
from kg.review import COLUMNS, Ruling, Verdict, load_rulings
from ui.names import PREDICATE_ZH
from ui.opened import Opened
from ui.target_rows import amount, goal_text, plain

Fact = Relation | Measure | Target | Observation
KIND_ZH = {"relation": "关系", "measure": "措施", "target": "目标", "observation": "现状数据"}
#: what may be corrected of each kind: field → label
FIELDS = {
    "relation": {"predicate": "关系"},
    "measure": {"instrument": "政策工具", "strength": "力度", "actor": "执行者", "cross_cutting": "通用措施（true/false）"},
    "target": {
        "indicator": "指标", "comparator": "比较", "value": "数值", "value_max": "数值上限", "unit": "单位", "year": "年份", "kind": "性质",
    },
    "observation": {"indicator": "指标", "value": "数值", "unit": "单位", "year": "年份"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A fact with its key, its kind and what it says in one line."""

    key: str
    kind: str
    said: str
    fact: Fact

    @property
    def evidence(self) -> Evidence:
        return self.fact.evidence


def items(index: Opened) -> tuple[Item, ...]:
    """Facts that nobody has ruled on, the least certain first, then in the order of the text."""
    return _items(index.id, index)


@st.cache_resource(max_entries=2, show_spinner="正在整理待复核的事实…")
def _items(generation: str, _index: Opened) -> tuple[Item, ...]:
    graph = _index.workspace.graph
    found = [item for plan in _index.workspace.plans for item in _of_plan(graph, plan)]
    waiting = [i for i in found if i.fact.source.review is Review.OPEN]
    return tuple(sorted(waiting, key=lambda i: (i.fact.source.confidence, i.evidence.plan, i.evidence.start, i.key)))


def _of_plan(graph: Graph, plan: str) -> Iterator[Item]:
    relations = graph.relations(plan=plan).rows
    measures = [c.measure for c in graph.measures(plan=plan).rows]
    targets, states = graph.targets(plan=plan).rows, graph.observations(plan=plan).rows
    yield from _keyed("relation", relations, [relation_key(r) for r in relations], graph)
    yield from _keyed("measure", measures, [measure_key(m) for m in measures], graph)
    yield from _keyed("target", targets, [target_key(t) for t in targets], graph)
    yield from _keyed("observation", states, [observation_key(o) for o in states], graph)


def _keyed(kind: str, facts: Sequence[Fact], keys: Sequence[str], graph: Graph) -> Iterator[Item]:
    for fact, key in zip(facts, numbered(keys), strict=True):
        yield Item(key, kind, _said(fact, graph), fact)


def _said(fact: Fact, graph: Graph) -> str:
    match fact:
        case Relation():
            return f"{graph.name(fact.subject)} {PREDICATE_ZH[fact.predicate]} {graph.name(fact.object)}"
        case Measure():
            return f"{fact.action}（{fact.instrument}）"
        case Target():
            return f"{fact.indicator}：{goal_text(fact)}"
        case Observation():
            return f"{fact.indicator}：{amount(plain(fact.quantity.value), fact.quantity.unit)}"


def rule(path: Path, item: Item, ruling: Ruling) -> None:
    """Add a ruling to the file in one step. Raises LexiconError in one line for a correction that is no value of its field."""
    if ruling.verdict is Verdict.CORRECT:
        fact: Any = item.fact
        amended(fact, ruling.field, ruling.value)
    before = path.read_text(encoding="utf-8") if path.is_file() else _lines(())
    _replace(path, before + ("" if before.endswith("\n") else "\n") + _lines((ruling,)).partition("\n")[2])


def withdraw(path: Path, ruling: Ruling) -> None:
    """Take a ruling out of the file in one step; nothing happens when it is no longer there. Raises LexiconError for a bad file."""
    _replace(path, _lines([r for r in rulings_of(path) if r != ruling]))


def _lines(rulings: Sequence[Ruling]) -> str:
    """The file that holds these rulings."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((r.plan, r.fact, r.verdict.value, r.field, r.value, r.reason) for r in rulings)
    return text.getvalue()


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(text, encoding="utf-8", newline="\n")
    try:
        load_rulings.__wrapped__(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def rulings_of(path: Path) -> tuple[Ruling, ...]:
    """The rulings as the file has them now. Raises LexiconError naming a bad line."""
    return load_rulings.__wrapped__(path) if path.is_file() else ()


__all__ = ["FIELDS", "KIND_ZH", "Item", "LexiconError", "Ruling", "Verdict", "items", "rule", "rulings_of", "withdraw"]
