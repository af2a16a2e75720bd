"""All facts of one plan: entities, relations, measures, targets and observations, with reviews applied."""

from __future__ import annotations

from corpus.model import Plan
from kg.entities import extract_entities
from kg.gazetteer import Gazetteer
from kg.measures import extract_measures
from kg.model import PlanFacts
from kg.targets import extract_targets


def extract(plan: Plan, gazetteer: Gazetteer | None = None) -> PlanFacts:
    """Everything the rules find in a plan; a pure function of the plan, the lexicons and the gazetteer (the shipped one unless given)."""
    named = extract_entities(plan, gazetteer)
    numbers = extract_targets(plan)
    measures = extract_measures(plan, named)
    doubts = (*named.doubts, *numbers.doubts)
    return PlanFacts(plan.id, named.entities, named.relations, measures, numbers.observations, numbers.targets, doubts)
