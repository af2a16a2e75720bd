"""A plan read once: its sentences, its lists, and which sentences a rule may believe."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from corpus.model import Plan
from kg.clausetypes import ClauseType
from kg.lists import Site, find_sites
from kg.places import Places, places_of
from kg.plantimes import plan_frame
from kg.sentences import Sentence


@dataclass(frozen=True)
class Reading:
    """Sentences in document order with the type of each clause; `sites` are the coordinated lists in them."""

    plan: Plan
    sentences: tuple[Sentence, ...]
    types: dict[str, ClauseType]
    places: Places

    def told(self, *left_out: ClauseType) -> tuple[Sentence, ...]:
        """Sentences outside the chapters named."""
        return tuple(s for s in self.sentences if self.types[s.clause] not in left_out)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every list outside headings, problem chapters and the covering letter."""
        kept = self.told(ClauseType.PROBLEMS, ClauseType.NOTICE)
        return tuple(site for s in kept if not s.heading for site in find_sites(s))

    def sites_in(self, sentence: Sentence) -> tuple[Site, ...]:
        return self._by_sentence.get(id(sentence), ())

    @cached_property
    def _by_sentence(self) -> dict[int, tuple[Site, ...]]:
        found: dict[int, tuple[Site, ...]] = {}
        for site in self.sites:
            found[id(site.sentence)] = (*found.get(id(site.sentence), ()), site)
        return found


def read(plan: Plan) -> Reading:
    """All sentences of the plan."""
    frame = plan_frame(plan)
    found = tuple(s for clause in plan.clauses for s in frame.sentences[clause.path])
    return Reading(plan, found, frame.types, places_of(plan))
