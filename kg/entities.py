"""Entities and relations of one plan: names are detected, their places linked, relations stated between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Plan
from kg.clausetypes import ClauseType
from kg.detect import Names, detect_names
from kg.fields import stated_relations
from kg.found import Found
from kg.gazetteer import Gazetteer, load_gazetteer
from kg.mentions import Place, Places, find_places, with_mentions
from kg.model import Doubt, Entity, EntityType, Relation
from kg.platforms import host_relations, undertaken
from kg.reading import Reading, read
from kg.references import clause_relations, document_relations
from kg.roles import as_relations, cooperation, firm_relations
from kg.sentences import Sentence
from kg.topics import Topics, heading_relations, within_relations
from kg.zones import membership

_ACTORS = ("enterprise/", "institution/", "zone/", "platform/")


@dataclass(frozen=True)
class EntityFacts:
    """Entities, relations and doubts of one plan, in document order."""

    plan: str
    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    doubts: tuple[Doubt, ...]
    topics: Topics
    places: Places

    def industries_of(self, clause_path: str) -> tuple[str, ...]:
        """Ids of the industries a clause is about by its own heading or the nearest one above it."""
        return self.topics.industries(clause_path)

    def zone_of(self, clause_path: str) -> str:
        """Id of the zone a clause describes, empty when none."""
        return self.topics.zones.get(clause_path, "")

    def mentions_in(self, start: int, end: int) -> tuple[str, ...]:
        """Ids of the entities printed inside these stored offsets, in order, each once."""
        return tuple(dict.fromkeys(p.entity for p in self.places.within(start, end)))


def extract_entities(plan: Plan, gazetteer: Gazetteer | None = None) -> EntityFacts:
    """Entities and relations that the rules find in a plan; a pure function of the plan and the gazetteer."""
    reading = read(plan)
    names = detect_names(reading, load_gazetteer() if gazetteer is None else gazetteer)
    seen = (Place(f.evidence.start, f.evidence.end, names.id_of(f)) for f in names.finds)
    places, doubts = find_places(plan, names.entities, (p for p in seen if p.entity))
    relations, kinds = _relate(reading, names, places)
    more = tuple(Place(f.evidence.start, f.evidence.end, f"platform/{f.name}") for f in kinds)
    entities = with_mentions(plan, (*names.entities, *_kinds(kinds)), places.adding(more))
    return EntityFacts(plan.id, entities, relations, (*names.doubts, *doubts), names.topics, places.adding(more))


def _relate(reading: Reading, names: Names, places: Places) -> tuple[tuple[Relation, ...], tuple[Found, ...]]:
    def actor(sentence: Sentence, start: int, end: int) -> str:
        entity = places.at(sentence, start, end)
        return entity if entity.startswith(_ACTORS) else ""

    def platform(sentence: Sentence, start: int, end: int) -> str:
        entity = places.at(sentence, start, end)
        return entity if entity.startswith("platform/") else ""

    topics, told = (
        names.topics,
        reading.told(ClauseType.NOTICE, ClauseType.PROBLEMS, ClauseType.REVIEW, ClauseType.SITUATION),
    )
    kept = {id(sentence) for sentence in told}
    forward = tuple(site for site in reading.sites if id(site.sentence) in kept)
    hosted = host_relations(reading.sites, actor, platform)
    ids = {f.name: names.id_of(f) for f in names.finds if f.type in (EntityType.ZONE, EntityType.PLATFORM)}
    zones = [(p.entity, p.start, p.end) for p in places.items if p.entity.startswith("zone/")]
    relations = (
        *heading_relations(names.headings, topics),
        *(relation for relation, _ in stated_relations(reading, topics, names.book)),
        *firm_relations(forward, actor, topics.subject),
        *as_relations(told, actor, topics.subject),
        *cooperation(told, actor, topics.subject),
        *(relation for relation, _ in hosted),
        *undertaken(reading.told(ClauseType.NOTICE, ClauseType.PROBLEMS), places, names.platforms, ids),
        *membership(names.groups, ids),
        *within_relations(told, topics, zones),
        *(duty.relation(names.id_of(duty.find)) for duty in names.duties),
        *document_relations(names.documents, names.id_of, reading.plan),
        *clause_relations(reading.plan),
    )
    return _ordered(relations), tuple(f for r, f in hosted if r.object == f"platform/{f.name}")


def _kinds(finds: Sequence[Found]) -> tuple[Entity, ...]:
    """Kinds of platform (国家级博士后工作站) that named hosts have."""
    made = {f.name: Entity(f"platform/{f.name}", EntityType.PLATFORM, f.name, source=f.source) for f in finds}
    return tuple(made.values())


def _ordered(relations: Sequence[Relation]) -> tuple[Relation, ...]:
    """In document order, each statement once for a clause."""
    made: dict[tuple[str, str, str, str], Relation] = {}
    for r in sorted(relations, key=lambda r: r.evidence.start):
        made.setdefault((r.subject, r.predicate.value, r.object, r.evidence.clause), r)
    return tuple(made.values())
