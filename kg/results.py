"""What the named questions answer with beside the rows of kg.model: several facts seen together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kg.model import Entity, Measure, Observation, Relation, Target


@dataclass(frozen=True, slots=True)
class CoveredMeasure:
    """A measure and how it covers what was asked: direct (own clause), mention, or cross (all industries)."""

    measure: Measure
    coverage: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A target with the observation it starts from and the computed change, where the plan states them."""

    target: Target
    baseline: Observation | None = None
    change: Decimal | None = None

    @property
    def number(self) -> Decimal | None:
        """The value with the multiplier of its unit, to sort by."""
        return None if self.target.value is None else self.target.value * self.target.factor


@dataclass(frozen=True, slots=True)
class Cell:
    """An industry (id) and an instrument, with the ids of the measures that cover the industry directly; none is a blank."""

    industry: str
    instrument: str
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """An entity at one sight: places that print it by plan, ids of what is narrower, numbers of relations by predicate and of measures."""

    entity: Entity
    plans: Mapping[str, int]
    narrower: tuple[str, ...]
    relations: Mapping[str, int]
    measures: int


@dataclass(frozen=True, slots=True)
class ZoneProfile:
    """A zone or group of zones at one sight; every field holds ids in the order of the text."""

    zone: str
    group: tuple[str, ...] = ()
    member: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    measure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A clause refers to a document or a clause.

    `held` is the plan of the corpus that the document is, `part` the path of its clause that is the article named; empty when none.
    """

    relation: Relation
    held: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """An entity that several plans name."""

    entity: str
    name: str
    plans: int
