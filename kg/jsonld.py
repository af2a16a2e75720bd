"""JSON-LD of canonical N-Quads lines: compact names, one object per graph in reading order, no blank nodes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

from kg.nquads import Quad, unquoted
from kg.vocab import PREFIXES, RESOURCE_PREFIXES, curie_of, term

CONTEXT = dict(sorted({**PREFIXES, **RESOURCE_PREFIXES}.items()))
_TYPE = term("rdf:type")
_NATIVE: Mapping[str, Callable[[str], int]] = {term("xsd:integer"): int, term("xsd:boolean"): lambda text: text == "true"}


def jsonld_of(quads: Iterable[Quad]) -> bytes:
    """A document of named graphs, from quads in the order in which they are to stand; no graph is written for an empty name."""
    graphs: list[dict[str, Any]] = []
    for name, rows in groupby(quads, key=lambda quad: quad[3]):
        nodes = _nodes(rows)
        graphs += [{"@id": _name(name), "@graph": nodes}] if name else nodes
    return (json.dumps({"@context": CONTEXT, "@graph": graphs}, ensure_ascii=False, indent=1) + "\n").encode()


def _nodes(rows: Iterable[Quad]) -> list[dict[str, Any]]:
    nodes = []
    for subject, own in groupby(rows, key=lambda quad: quad[0]):
        node: dict[str, Any] = {"@id": _name(subject)}
        for predicate, same in groupby(own, key=lambda quad: quad[1]):
            values = [_name(q[2]) if predicate == _TYPE else _value(q[2]) for q in same]
            node["@type" if predicate == _TYPE else _name(predicate)] = values[0] if len(values) == 1 else values
        nodes.append(node)
    return nodes


def _value(target: str) -> Any:
    if target.startswith("<"):
        return {"@id": _name(target)}
    text, rest = unquoted(target), target.rpartition('"')[2]
    if rest.startswith("@"):
        return {"@value": text, "@language": rest[1:]}
    datatype = rest.removeprefix("^^")
    if datatype in _NATIVE:
        return _NATIVE[datatype](text)
    return {"@value": text, "@type": _name(datatype)} if datatype else text


@lru_cache(1 << 16)
def _name(iri: str) -> str:
    return curie_of(iri[1:-1], CONTEXT)
