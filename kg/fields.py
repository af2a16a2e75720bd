"""Fields that sentences name: filed under the industry of their clause, or stated of a zone or of a whole clause."""

from __future__ import annotations

from collections.abc import Iterator

from kg.clausetypes import ClauseType
from kg.field_rules import field_industries, subject_industries
from kg.found import Found
from kg.industries import Named
from kg.industry_graph import IndustryBook
from kg.model import Predicate, Relation, Source
from kg.reading import Reading
from kg.sentences import Sentence
from kg.topics import Topics

_SPEAKS = (ClauseType.TASKS, ClauseType.GOALS, ClauseType.SAFEGUARDS)


def collect_fields(reading: Reading, headings: dict[str, Named], zones: dict[str, str], book: IndustryBook) -> tuple[Named, ...]:
    """Files every field of the industry chapters, then those of the zones; returns the finds in that order."""
    spoken = [s for s in reading.sentences if not s.heading and reading.types[s.clause] in _SPEAKS]
    finds: list[Named] = []
    for s in spoken:
        if parent := _heading_above(reading, headings, s.clause):
            finds += field_industries(s, reading.sites_in(s), parent, reading.places)
    for s in spoken:
        if s.clause in zones:
            named = field_industries(s, reading.sites_in(s), "", reading.places)
            finds += (n for n in named if n.find.source.rule != "industry.class")
    for field in finds:
        book.add(field)
    return tuple(finds)


def _heading_above(reading: Reading, headings: dict[str, Named], path: str) -> str:
    above = (path, *(c.path for c in reversed(reading.plan.ancestors(path))))
    return next((headings[p].find.name for p in above if p in headings), "")


def stated_relations(reading: Reading, topics: Topics, book: IndustryBook) -> tuple[tuple[Relation, Found], ...]:
    """zone zoneIndustry field, and clause coversIndustry for known industries a clause of no industry speaks for."""
    made: dict[tuple[str, str], tuple[Relation, Found]] = {}
    for s in reading.sentences:
        if not s.heading and reading.types[s.clause] in _SPEAKS and not topics.by_heading(s.clause):
            for relation, find in _stated(reading, s, topics, book):
                made.setdefault((relation.subject, relation.object), (relation, find))
    return tuple(made.values())


def _stated(reading: Reading, sentence: Sentence, topics: Topics, book: IndustryBook) -> Iterator[tuple[Relation, Found]]:
    zone = topics.zones.get(sentence.clause, "")
    subject = zone or f"clause:{sentence.plan.id}/{sentence.clause}"
    predicate = Predicate.ZONE_INDUSTRY if zone else Predicate.COVERS_INDUSTRY
    rule = "zone.industry" if zone else "industry.focus"
    finds = [n.find for n in field_industries(sentence, reading.sites_in(sentence), "", reading.places)]
    finds += subject_industries(sentence) if not zone else ()
    for find in finds:
        target = book.known(find.name)
        classed = zone and find.source.rule == "industry.class" and target not in topics.headings.values()
        if target and not classed and target != topics.title:
            yield Relation(subject, predicate, target, find.evidence, Source(rule, 0.85)), find
