"""The closed vocabulary of the graph: our own terms, and the prefixes of the published ontologies it reuses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kg.iri import BASE, ONTOLOGY
from kg.model import EntityType, Predicate

PREFIXES = {
    "z": ONTOLOGY,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sdgo": "http://metadata.un.org/sdg/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

#: prefixes of our own resources, for readable exports
RESOURCES = (
    "plan", "graph", "fact", "evidence", "mention", "measure", "target", "observation", "indicator", "unit", "doubt", "activity",
    *(kind.value for kind in EntityType),
)  # fmt: skip
RESOURCE_PREFIXES = {name: f"{BASE}{name}/" for name in RESOURCES}

#: class of each entity type, and the published class its instances carry as well
ENTITY_CLASSES = {
    EntityType.INDUSTRY: ("z:Industry", "skos:Concept"),
    EntityType.ENTERPRISE: ("z:Enterprise", "org:FormalOrganization"),
    EntityType.INSTITUTION: ("z:Institution", "org:Organization"),
    EntityType.ZONE: ("z:Zone", "schema:Place"),
    EntityType.ZONE_GROUP: ("z:ZoneGroup", "skos:Collection"),
    EntityType.PLATFORM: ("z:Platform", "schema:ResearchOrganization"),
    EntityType.DEPARTMENT: ("z:Department", "org:OrganizationalUnit"),
    EntityType.PROJECT: ("z:Project", "schema:Project"),
    EntityType.DOCUMENT: ("z:PolicyDocument", "eli:LegalResource"),
}

CLASSES = (
    "Plan", "Clause", "Industry", "Enterprise", "Institution", "Zone", "ZoneGroup", "Platform", "Department", "Project",
    "PolicyDocument", "Measure", "Target", "Observation", "Indicator", "Fact", "Evidence", "Mention", "Doubt",
)  # fmt: skip

PROPERTIES = (
    "inPlan", "inClause", "path", "kind", "start", "end", "sha256", "periodStart", "periodEnd",
    "mentions", "hasMeasure", "hasTarget", "hasObservation", "broaderEntity",
    *(predicate.value for predicate in Predicate),
    "factKind", "evidence", "rule", "confidence", "reviewState", "openList",
    "action", "strength", "instrument", "actor", "mentionsIndustry", "coversEnterprise", "coversZone", "coversDepartment", "appliesToAll",
    "indicator", "comparator", "value", "valueMax", "unit", "factor", "normalisedValue", "year", "timeInherited", "targetKind", "period",
    "baseline", "change", "computedFrom", "doubtKind", "doubtText", "doubtFact", "documentKey", "articleKey", "printedAs",
)  # fmt: skip

_OWN = frozenset((*CLASSES, *PROPERTIES))


def expand(curie: str) -> str:
    """The IRI of a curie; our own terms must be declared above, so a slip of the pen is an error at once.

    >>> expand("skos:prefLabel")
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    prefix, name = curie.split(":", 1)
    if prefix == "z" and name not in _OWN:
        raise KeyError(f"词汇表中没有 z:{name}")
    return PREFIXES[prefix] + name


def curie_of(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """The curie of an IRI under the longest of the prefixes; the IRI itself when none fits.

    >>> curie_of("http://www.w3.org/2004/02/skos/core#prefLabel")
    'skos:prefLabel'
    """
    name, address = max(((n, a) for n, a in prefixes.items() if iri.startswith(a)), key=lambda pair: len(pair[1]), default=("", ""))
    return f"{name}:{iri[len(address) :]}" if name else iri


@cache
def term(curie: str) -> str:
    """`<IRI>` of a curie, as N-Quads writes it."""
    return f"<{expand(curie)}>"
