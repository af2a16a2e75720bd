"""Where entities are printed: the places rules found, completed by every other occurrence of the same names.

One stretch of text names one entity; the longest name wins, and what a rule saw goes before a mere match.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter

from corpus.model import Plan
from corpus.normal import fold_text
from kg.linker import Linker
from kg.model import Doubt, Entity, EntityType, Evidence, Mention
from kg.sentences import Sentence

#: when two types share a printed name the earlier one has it
PRIORITY = (
    EntityType.DEPARTMENT, EntityType.ZONE_GROUP, EntityType.PLATFORM, EntityType.ZONE, EntityType.INSTITUTION,
    EntityType.ENTERPRISE, EntityType.DOCUMENT, EntityType.INDUSTRY, EntityType.PROJECT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One printed occurrence: stored offsets and the entity."""

    start: int
    end: int
    entity: str


_start = attrgetter("start")


@dataclass(frozen=True)
class Places:
    """Occurrences in text order, never overlapping."""

    items: tuple[Place, ...]

    def within(self, start: int, end: int) -> tuple[Place, ...]:
        """Occurrences that lie inside these stored offsets."""
        starts = self._starts
        inside = self.items[bisect_left(starts, start) : bisect_left(starts, end)]
        return tuple(place for place in inside if place.end <= end)

    @cached_property
    def _starts(self) -> list[int]:
        return [place.start for place in self.items]

    def at(self, sentence: Sentence, start: int, end: int) -> str:
        """The entity whose name begins a stretch of a sentence (folded offsets), empty when none does."""
        a, b = sentence.span(start, end)
        found = self.within(a, b)
        return found[0].entity if found and found[0].start == a else ""

    def adding(self, more: Iterable[Place]) -> Places:
        """These occurrences and further ones where the text is still free."""
        kept = sorted(self.items, key=_start)
        for place in more:
            at = bisect_left(kept, place.start, key=_start)
            if (not at or kept[at - 1].end <= place.start) and (at == len(kept) or place.end <= kept[at].start):
                kept.insert(at, place)
        return Places(tuple(kept))

    def before(self, sentence: Sentence, end: int) -> Place | None:
        """The occurrence that ends right before a folded offset."""
        if not end:
            return None
        stop = sentence.offsets[end - 1] + 1
        return next((p for p in self.within(sentence.offsets[0], stop) if p.end == stop), None)


def linker_of(entities: Iterable[Entity]) -> Linker:
    """A linker over all names and aliases; a name two types share belongs to the earlier of PRIORITY."""
    ordered = sorted(entities, key=lambda e: PRIORITY.index(e.type))
    owner: dict[str, EntityType] = {}
    names = []
    for entity in ordered:
        for form in (entity.name, *entity.aliases, *((entity.name_en,) if entity.name_en else ())):
            if owner.setdefault(fold_text(form), entity.type) is entity.type:
                names.append((form, entity.id))
    return Linker(names)


def find_places(plan: Plan, entities: Sequence[Entity], seen: Iterable[Place]) -> tuple[Places, tuple[Doubt, ...]]:
    """All occurrences in the plan: those rules saw and those the linker finds outside furniture."""
    linker = linker_of(entities)
    hits = [Place(a, b, e) for a, b, e in linker.link(plan.text) if _one_clause(plan, a, b)]
    longest_first = sorted(seen, key=lambda p: (p.start - p.end, p.start))
    shared: dict[str, Doubt] = {}
    for start, end, ids in linker.unlinked(plan.text):
        if _one_clause(plan, start, end):
            where = _mention(plan, Place(start, end, "")).evidence
            names = "、".join(i.partition("/")[2] for i in ids)
            shared.setdefault(where.quote, Doubt("ambiguous-alias", f"“{where.quote}”可指{names}，未连接", where))
    return Places(()).adding([*longest_first, *hits]), tuple(shared.values())


def with_mentions(plan: Plan, entities: Sequence[Entity], places: Places) -> tuple[Entity, ...]:
    """The entities with their mentions, in order of first mention; those never printed are left out."""
    found: dict[str, list[Mention]] = {}
    for place in places.items:
        found.setdefault(place.entity, []).append(_mention(plan, place))
    known = {e.id: e for e in entities}
    return tuple(replace(known[id], mentions=tuple(mentions)) for id, mentions in found.items())


def _mention(plan: Plan, place: Place) -> Mention:
    clause = plan.clause_at(place.start)
    quote = plan.text[place.start : place.end]
    return Mention(Evidence(plan.id, clause.path if clause else "", place.start, place.end, quote), quote)


def _one_clause(plan: Plan, start: int, end: int) -> bool:
    clause = plan.clause_at(start)
    return clause is not None and end <= clause.end
