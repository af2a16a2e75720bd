"""The work list: facts too uncertain to stand without a look, named by the key that a ruling would use."""

from __future__ import annotations

from collections.abc import Iterator

from kg.identity import entity_key, measure_key, observation_key, relation_key, target_key
from kg.model import Doubt, Entity, Evidence, Measure, Observation, PlanFacts, Relation, Review, Source, Target

Fact = Entity | Relation | Measure | Observation | Target
LOW = 0.7
"""facts of a lower confidence are listed"""


def uncertain(facts: PlanFacts) -> Iterator[Doubt]:
    """A doubt for every unreviewed fact below LOW, in the order of kinds and of the text."""
    for entity in facts.entities:
        if _open(entity.source):
            where = entity.mentions[0].evidence if entity.mentions else None
            yield _doubt(entity, entity_key(facts.plan, entity), where)
    for relation in facts.relations:
        if _open(relation.source):
            yield _doubt(relation, relation_key(relation), relation.evidence)
    for measure in facts.measures:
        if _open(measure.source):
            yield _doubt(measure, measure_key(measure), measure.evidence)
    for observation in facts.observations:
        if _open(observation.source):
            yield _doubt(observation, observation_key(observation), observation.evidence)
    for target in facts.targets:
        if _open(target.source):
            yield _doubt(target, target_key(target), target.evidence)


def _open(source: Source) -> bool:
    return source.confidence < LOW and source.review is Review.OPEN


def _doubt(fact: Fact, key: str, where: Evidence | None) -> Doubt:
    return Doubt("low-confidence", f"{_said(fact)}把握不大，请核对", where, key, fact.source.rule, fact.source.confidence)


def _said(fact: Fact) -> str:
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
