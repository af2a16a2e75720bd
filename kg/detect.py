"""All names of one plan, detected rule by rule and joined into entities; places and relations come later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.normal import fold_text
from kg.aliases import join_names
from kg.clausetypes import ClauseType
from kg.departments import Duty, detect_duties
from kg.enterprises import detect_organisations
from kg.fields import collect_fields
from kg.found import Found
from kg.gazetteer import Gazetteer, Row
from kg.industries import Named, heading_industries, title_industry
from kg.industry_graph import IndustryBook
from kg.model import Doubt, Entity, EntityType, Source
from kg.platforms import detect_platforms, join_platforms
from kg.reading import Reading
from kg.references import detect_documents, join_documents
from kg.sentences import Sentence
from kg.short_forms import short_forms
from kg.topics import Topics, zone_topics
from kg.zones import Group, detect_zones, join_zones

_CURATED = (
    EntityType.ENTERPRISE,
    EntityType.INSTITUTION,
    EntityType.ZONE,
    EntityType.PLATFORM,
    EntityType.DEPARTMENT,
)


@dataclass(frozen=True)
class Names:
    """Finds in the order of the rules, the entities they make, and what the relation rules need to know."""

    finds: tuple[Found, ...]
    entities: tuple[Entity, ...]
    doubts: tuple[Doubt, ...]
    groups: tuple[Group, ...]
    duties: tuple[Duty, ...]
    documents: tuple[Found, ...]
    platforms: tuple[Found, ...]
    headings: dict[str, Named]
    book: IndustryBook
    topics: Topics

    def id_of(self, find: Found) -> str:
        """The entity a find belongs to, empty when a veto dropped it."""
        return self._ids.get((find.type, fold_text(find.name)), "")

    @cached_property
    def _ids(self) -> dict[tuple[EntityType, str], str]:
        return {(e.type, fold_text(f)): e.id for e in self.entities for f in (e.name, *e.aliases)}


def detect_names(reading: Reading, gazetteer: Gazetteer) -> Names:
    """Runs every detector over the plan."""
    told = reading.told(ClauseType.NOTICE)
    duties = detect_duties(reading.plan, told)
    bodies = {d.find.name for d in duties}
    firms = tuple(f for f in _organisations(reading, told, gazetteer) if f.name not in bodies)
    shorter, stated = short_forms(reading.plan, firms)
    firms = (*firms, *shorter)
    joined = join_names(firms, reading.places, gazetteer, stated)
    owners = tuple(dict.fromkeys(f.name for f in firms if f.type is EntityType.ENTERPRISE))
    zones, groups = detect_zones(told, reading.sites, reading.places, owners)
    zone_entities, zone_doubts = join_zones(zones, told, reading.places, gazetteer)
    platforms = detect_platforms(told, reading.places)
    documents = detect_documents(told, reading.plan)
    named = _named((*(g.name for g in groups), *(d.find for d in duties)), gazetteer)
    others = (*joined.entities, *zone_entities, *join_platforms(platforms, gazetteer), *named)
    headings, title = _headings(reading, others), _title(reading, gazetteer)
    book = IndustryBook(gazetteer)
    heading_ids = {path: book.add(named) for path, named in headings.items()}
    title_id = book.add(Named(title)) if title else ""
    about = zone_topics(told, zone_entities)
    fields = collect_fields(reading, headings, about, book)
    industries = [n.find for n in (*headings.values(), *fields)] + ([title] if title else [])
    entities = (*others, *join_documents(documents, reading.plan), *book.entities())
    return Names(
        (*firms, *zones, *platforms, *(d.find for d in duties), *documents, *industries),
        (*entities, *_curated(entities, gazetteer.printed_in(reading.plan.text, _CURATED))),
        (*joined.doubts, *zone_doubts), groups, duties, documents, platforms, headings, book,
        Topics(reading.plan, heading_ids, about, title_id),
    )  # fmt: skip


def _organisations(reading: Reading, told: Sequence[Sentence], gazetteer: Gazetteer) -> tuple[Found, ...]:
    def curated(name: str) -> bool:
        return gazetteer.find(EntityType.ENTERPRISE, name) is not None

    return detect_organisations(told, reading.sites, reading.places, curated)


def _headings(reading: Reading, others: Sequence[Entity]) -> dict[str, Named]:
    """Industries by heading; a heading under 第二产业 can also be the name of a zone (新疆信息产业园), which then has it."""
    taken = {fold_text(form) for e in others for form in (e.name, *e.aliases)}
    return {path: n for path, n in heading_industries(reading).items() if fold_text(n.find.name) not in taken}


def _title(reading: Reading, gazetteer: Gazetteer) -> Found | None:
    heads = [s for s in reading.sentences if s.clause == ""]
    return next((t for s in heads if (t := title_industry(s, gazetteer, reading.places))), None)


def _named(finds: Sequence[Found], gazetteer: Gazetteer) -> tuple[Entity, ...]:
    """Entities that go by their printed name: groups of zones, departments."""
    made: dict[str, Entity] = {}
    for f in finds:
        row = gazetteer.find(f.type, f.name)
        entity = _of_row(row, f.source) if row else Entity(f"{f.type.value}/{f.name}", f.type, f.name, source=f.source)
        made.setdefault(entity.id, entity)
    return tuple(made.values())


def _curated(entities: Sequence[Entity], rows: Sequence[Row]) -> tuple[Entity, ...]:
    """Entities of the gazetteer that no rule found; only those a text prints are kept later."""
    known = {e.id for e in entities}
    return tuple(_of_row(r, Source("gazetteer", 0.9)) for r in rows if f"{r.type.value}/{r.name}" not in known)


def _of_row(row: Row, source: Source) -> Entity:
    return Entity(
        f"{row.type.value}/{row.name}",
        row.type,
        row.name,
        row.name_en,
        row.aliases,
        notation=row.notation,
        source=source,
    )
