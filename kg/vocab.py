"""The closed vocabulary of the graph: our own terms, and those reused from published ontologies."""

from __future__ import annotations

from kg.iri import BASE, ONTOLOGY

PREFIXES = {
    "z": ONTOLOGY,
    "zp": f"{BASE}plan/",
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
    "dcat": "http://www.w3.org/ns/dcat#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

CLASSES = (
    "Plan", "Clause", "Industry", "Enterprise", "Institution", "Zone", "ZoneGroup", "Platform", "Department", "Project",
    "PolicyDocument", "Measure", "Target", "Observation", "Indicator", "Fact", "Evidence", "Mention", "Doubt",
)  # fmt: skip

PROPERTIES = (
    "path", "label", "kind", "start", "end", "sha256", "periodStart", "periodEnd", "documentNumber",
    "coversIndustry", "mentionsIndustry", "reliesOn", "supports", "leads", "locatedIn", "hostsPlatform", "memberOfZoneGroup", "zoneIndustry",
    "leadDepartment", "supportingDepartment", "responsibleDepartment", "partOf", "refersTo", "cooperatesWith",
    "inClause", "evidence", "rule", "confidence", "reviewState", "openList", "broaderEntity",
    "action", "strength", "instrument", "actor", "coversEnterprise", "coversZone", "coversDepartment", "appliesToAll",
    "indicator", "comparator", "value", "valueMax", "unit", "factor", "year", "yearInherited", "targetKind", "period", "baseline", "alsoStatedIn",
    "doubtKind", "doubtText", "mentionOf",
)  # fmt: skip


def term(curie: str) -> str:
    """`<IRI>` of a curie; our own terms must be declared above.

    >>> term("skos:prefLabel")
    '<http://www.w3.org/2004/02/skos/core#prefLabel>'
    """
    prefix, name = curie.split(":", 1)
    if prefix == "z" and name not in CLASSES and name not in PROPERTIES:
        raise KeyError(f"词汇表中没有 z:{name}")
    return f"<{PREFIXES[prefix]}{name}>"
