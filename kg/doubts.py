"""The work list: facts too uncertain to stand without a look, named by the key that a ruling would use."""

from __future__ import annotations

from collections.abc import Iterator

from kg.identity import entity_key, measure_key, observation_key, relation_key, target_key
from kg.model import Doubt, Entity, Measure, Observation, PlanFacts, Relation, Review, Source, Target

LOW = 0.7
"""facts of a lower confidence are listed"""


def uncertain(facts: PlanFacts) -> Iterator[Doubt]:
    """A doubt for every unreviewed fact below LOW, in the order of kinds and of the text."""
    for entity in facts.entities:
        if _open(entity.source):
            where = entity.mentions[0].evidence if entity.mentions else None
            yield Doubt("low-confidence", _text(entity, entity_key(facts.plan, entity)), where)
    for relation in facts.relations:
        if _open(relation.source):
            yield Doubt("low-confidence", _text(relation, relation_key(relation)), relation.evidence)
    for measure in facts.measures:
        if _open(measure.source):
            yield Doubt("low-confidence", _text(measure, measure_key(measure)), measure.evidence)
    for observation in facts.observations:
        if _open(observation.source):
            yield Doubt("low-confidence", _text(observation, observation_key(observation)), observation.evidence)
    for target in facts.targets:
        if _open(target.source):
            yield Doubt("low-confidence", _text(target, target_key(target)), target.evidence)


def _open(source: Source) -> bool:
    return source.confidence < LOW and source.review is Review.OPEN


def _text(fact: Entity | Relation | Measure | Observation | Target, key: str) -> str:
    return f"{_said(fact)}(规则 {fact.source.rule},置信度 {fact.source.confidence:g},编号 {key}),请核对"


def _said(fact: Entity | Relation | Measure | Observation | Target) -> str:
    match fact:
        case Entity():
            return f"实体“{fact.name}”"
        case Relation():
            return f"关系“{fact.subject} {fact.predicate} {fact.object}”"
        case Measure():
            return f"措施“{fact.action}”"
        case Observation():
            return f"现状“{fact.indicator} {fact.quantity.value}{fact.quantity.unit}”"
        case Target():
            return f"目标“{fact.indicator} {fact.value}{fact.unit}”"
