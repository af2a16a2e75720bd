"""SPARQL rows as the typed values of kg.model, grouped by subject, in the order of the query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from kg import iri
from kg.model import (
    Comparator,
    Doubt,
    Entity,
    EntityType,
    Evidence,
    Measure,
    Mention,
    Observation,
    Predicate,
    Quantity,
    Relation,
    Review,
    Source,
    Target,
)
from kg.paths import Step
from kg.results import Cell, Profile, Reference, Shared, ZoneProfile
from kg.store import Row
from kg.vocab import expand

ENTITY_TYPES = {
    "Industry": EntityType.INDUSTRY, "Enterprise": EntityType.ENTERPRISE, "Institution": EntityType.INSTITUTION, "Zone": EntityType.ZONE,
    "ZoneGroup": EntityType.ZONE_GROUP, "Platform": EntityType.PLATFORM, "Department": EntityType.DEPARTMENT,
    "Project": EntityType.PROJECT, "PolicyDocument": EntityType.DOCUMENT,
}  # fmt: skip


def evidence(row: Row) -> Evidence:
    return Evidence(*iri.clause_of(row["clause"]), int(row["start"]), int(row["end"]), row["quote"])


def source(row: Row) -> Source:
    return Source(row["rule"], float(row["confidence"]), Review(row["review"]))


def _grouped(rows: Iterable[Row], key: str) -> Iterator[list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    yield from groups.values()


def entities(rows: Iterable[Row]) -> Iterator[Entity]:
    """Entities; one that every plan calls alike has that name, others the shared one."""
    for group in _grouped(rows, "entity"):
        printed, shared = _said(group, "z:printedAs"), next(iter(_said(group, "skos:prefLabel", "zh")), "")
        if not shared:
            continue
        name = printed[0] if len(printed) == 1 else shared
        yield Entity(
            iri.local(group[0]["entity"]), ENTITY_TYPES[group[0]["type"].removeprefix(iri.ONTOLOGY)], name,
            next(iter(_said(group, "skos:prefLabel", "en")), ""),
            tuple(a for a in dict.fromkeys((*_said(group, "skos:altLabel"), shared)) if a != name),
            parent=iri.local(next(iter(_said(group, "z:broaderEntity")), "")), notation=next(iter(_said(group, "skos:notation")), ""),
        )  # fmt: skip


def _said(group: Sequence[Row], curie: str, language: str = "") -> list[str]:
    """Values of a property in the order of the rows, of one language where one is given."""
    said = expand(curie)
    return [row["value"] for row in group if row["said"] == said and (not language or row.get("language") == language)]


def broader(rows: Iterable[Row]) -> Iterator[tuple[str, str, str]]:
    """Id of a plan, ids of an entity and of what the plan puts it below."""
    return ((iri.clause_of(row["plan"])[0], iri.local(row["entity"]), iri.local(row["broader"])) for row in rows)


def covering(rows: Iterable[Row]) -> Iterator[tuple[str, str, str]]:
    """IRIs of clauses, ids of their measures, and what these cover: an id, or `true` for every industry."""
    yield from sorted((row["clause"], iri.local(row["measure"]), iri.local(row["covered"])) for row in rows)


def naming(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Ids of plans and of the entities they print."""
    return ((iri.clause_of(row["plan"])[0], iri.local(row["entity"])) for row in rows)


def stating(rows: Iterable[Row]) -> Iterator[str]:
    """Ids of plans."""
    return (iri.clause_of(row["plan"])[0] for row in rows)


def mentions(rows: Iterable[Row]) -> Iterator[tuple[str, Mention]]:
    """(entity id, mention) pairs in document order."""
    found = [(iri.local(row["entity"]), Mention(evidence(row), row["quote"])) for row in rows]
    yield from sorted(found, key=lambda pair: (pair[1].evidence.plan, pair[1].evidence.start, pair[0]))


def relations(rows: Iterable[Row]) -> Iterator[Relation]:
    yield from sorted(map(relation, rows), key=_in_text)


def relation(row: Row) -> Relation:
    return Relation(
        iri.node_id(row["subject"]), Predicate(row["predicate"].removeprefix(iri.ONTOLOGY)), iri.node_id(row["object"]),
        evidence(row), source(row), row.get("openList") == "true",
    )  # fmt: skip


def _in_text(r: Relation) -> tuple[str, int, str, str, str]:
    return r.evidence.plan, r.evidence.start, r.subject, r.predicate, r.object


def neighbourhood(rows: Iterable[Row]) -> Iterator[Relation]:
    """Relations, each once although both its ends were asked for."""
    yield from sorted(dict.fromkeys(map(relation, rows)), key=_in_text)


def duties(rows: Iterable[Row]) -> Iterator[Relation]:
    return relations(rows)


def documents(rows: Iterable[Row]) -> Iterator[Reference]:
    """One row for each reference, although two plans may carry the key of a document: the first by id holds it."""
    for group in _grouped(rows, "fact"):
        held, part = (iri.clause_of(group[0][name]) if name in group[0] else ("", "") for name in ("held", "part"))
        yield Reference(relation(group[0]), held[0], part[1])


def steps(rows: Iterable[Row]) -> Iterator[Step]:
    """Steps of a path in the order of the text."""
    ordered = sorted(rows, key=lambda r: (iri.clause_of(r["clause"])[0], int(r["start"]), r["fact"]))
    return (Step(r["fact"], iri.node_id(r["node"]), iri.node_id(r["other"])) for r in ordered)


def profile(rows: Iterable[Row]) -> Iterator[tuple[str, str, int]]:
    """Aspect, IRI and count."""
    return ((row["aspect"], row["value"], int(row["count"])) for row in rows)


def profile_of(entity: Entity, found: Sequence[tuple[str, str, int]]) -> Profile:
    """The aspects of one entity put together."""

    def of(aspect: str) -> list[tuple[str, int]]:
        return [(value, count) for name, value, count in found if name == aspect]

    return Profile(
        entity, {iri.clause_of(value)[0]: count for value, count in of("plan")}, tuple(iri.local(value) for value, _ in of("narrower")),
        {value.removeprefix(iri.ONTOLOGY): count for value, count in of("relation")}, sum(count for _, count in of("measure")),
    )  # fmt: skip


def zone_profile(rows: Iterable[Row]) -> Iterator[ZoneProfile]:
    """One profile, its zone left open; ids in the order of the text."""
    found: dict[str, dict[str, None]] = {}
    for row in sorted(rows, key=lambda r: (iri.clause_of(r["clause"])[0], int(r["start"]), r["value"])):
        found.setdefault(row["aspect"], {})[iri.node_id(row["value"])] = None
    yield ZoneProfile("", **{aspect: tuple(values) for aspect, values in found.items()})


def coverage_matrix(rows: Iterable[Row]) -> Iterator[Cell]:
    """Every industry covered by every instrument in use, blanks included, in the order of their names."""
    cells: dict[tuple[str, str], list[str]] = {}
    used: dict[str, None] = {}
    for group in _grouped(rows, "measure"):
        for instrument in _said(group, "z:instrument"):
            used[instrument] = None
            for industry in _said(group, "z:coversIndustry"):
                cells.setdefault((iri.local(industry), instrument), []).append(iri.local(group[0]["measure"]))
    industries = sorted({industry: None for industry, _ in cells}, key=iri.resource_iri)
    return (Cell(i, instrument, tuple(cells.get((i, instrument), ()))) for i in industries for instrument in sorted(used))


def same_entity(rows: Iterable[Row]) -> Iterator[Shared]:
    return (Shared(iri.local(row["entity"]), row["name"], int(row["plans"])) for row in rows)


def baselines(rows: Iterable[Row]) -> Iterator[tuple[str, Observation, Decimal | None]]:
    """Target id, the observation it starts from, the computed change."""
    for group in _grouped(rows, "target"):
        change = Decimal(group[0]["change"]) if "change" in group[0] else None
        yield iri.local(group[0]["target"]), _observation(group), change


def measures(rows: Iterable[Row]) -> Iterator[Measure]:
    yield from sorted((_measure(group) for group in _grouped(rows, "measure")), key=place)


def _measure(group: Sequence[Row]) -> Measure:
    first = group[0]

    def covered(link: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(iri.local(r["covered"]) for r in group if r.get("link") == iri.ONTOLOGY + link))

    return Measure(
        iri.local(first["measure"]), first["action"], evidence(first), source(first), first.get("strength", ""), first["instrument"],
        first.get("actor", ""), covered("coversIndustry"), covered("mentionsIndustry"), covered("coversEnterprise"),
        covered("coversZone"), covered("coversDepartment"), first.get("appliesToAll") == "true",
    )  # fmt: skip


def observations(rows: Iterable[Row]) -> Iterator[Observation]:
    yield from sorted((_observation(group) for group in _grouped(rows, "observation")), key=place)


def _observation(group: Sequence[Row]) -> Observation:
    row, told = group[0], _told(group)
    return Observation(
        iri.local(row["observation"]), row["indicator"], Quantity(Decimal(told["value"]), told.get("unit", ""), Decimal(told["factor"])),
        evidence(row), source(row), int(told["year"]) if "year" in told else None, told.get("period", ""), Comparator(told["comparator"]),
        told.get("timeInherited") == "true", tuple(iri.local(part) for part in _said(group, "z:computedFrom")),
    )  # fmt: skip


def _told(group: Sequence[Row]) -> dict[str, str]:
    """What rows say of one thing, by the local name of the property."""
    return {row["said"].removeprefix(iri.ONTOLOGY): row["value"] for row in group}


def targets(rows: Iterable[Row]) -> Iterator[Target]:
    yield from sorted((_target(group) for group in _grouped(rows, "target")), key=place)


def _target(group: Sequence[Row]) -> Target:
    """One target of several statements: the first of its home clause is its evidence, the others stand in `also`."""
    places = sorted((rows[0] for rows in _grouped(group, "fact")), key=lambda r: (int(r["start"]), r["fact"]))
    row = next((r for r in places if r["clause"] == r["home"]), places[0])
    told = _told([r for r in group if r["fact"] == row["fact"]])
    return Target(
        iri.local(row["target"]), row["indicator"], Comparator(told["comparator"]), evidence(row), source(row),
        Decimal(told["value"]) if "value" in told else None, Decimal(told["valueMax"]) if "valueMax" in told else None,
        told.get("unit", ""), Decimal(told.get("factor", 1)), int(told["year"]) if "year" in told else None,
        told.get("timeInherited") == "true", told.get("targetKind", ""), told.get("period", ""),
        iri.local(told["baseline"]) if "baseline" in told else "", tuple(evidence(r) for r in places if r is not row),
    )  # fmt: skip


def doubts(rows: Iterable[Row]) -> Iterator[Doubt]:
    for row in rows:
        sure = float(row["confidence"]) if "confidence" in row else None
        where = evidence(row) if "clause" in row else None
        yield Doubt(row["kind"], row["text"], where, row.get("fact", ""), row.get("rule", ""), sure)


def place(fact: Measure | Observation | Target) -> tuple[str, int, str]:
    """A key that puts facts in document order."""
    return fact.evidence.plan, fact.evidence.start, fact.id
