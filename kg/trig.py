"""TriG that a person can read and a diff can follow: prefixes, one block per clause in plan order, no blank nodes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import unquote

from kg.iri import SHARED_GRAPH
from kg.nquads import Quad
from kg.vocab import PREFIXES, RESOURCE_PREFIXES, term

_NAMES: Mapping[str, str] = {**PREFIXES, **RESOURCE_PREFIXES}
_BY_IRI = {iri: name for name, iri in _NAMES.items()}
#: local names every parser accepts without escapes
_LOCAL = re.compile(r"(?:[A-Za-z0-9_\u4e00-\u9fff](?:[A-Za-z0-9_\u4e00-\u9fff.-]*[A-Za-z0-9_\u4e00-\u9fff-])?)?")
_SPLIT = re.compile(r"(.*[#/])(.*)", re.S)
_TYPE = term("rdf:type")
#: IRIs whose spelling is kept: those of a plan or two, not of the whole corpus
_REMEMBERED = 1 << 16
_DIGITS = re.compile(r"([0-9]+)")
_SHARED = f"<{SHARED_GRAPH}>"
_SHORT = {term("xsd:integer"), term("xsd:boolean")}


def trig_blocks(quads: Iterable[Quad]) -> str:
    """Deterministic TriG of quads, one block per graph, without the prefixes it uses."""
    return "".join(_block(graph, rows) for graph, rows in groupby(in_reading_order(quads), key=itemgetter(3)))


def turtle_of(quads: Iterable[Quad]) -> bytes:
    """Deterministic Turtle of the same quads with the graphs merged."""
    triples = {(s, p, o, "") for s, p, o, _ in quads}
    return f"{header()}{''.join(_subjects(in_reading_order(triples), ''))}".encode()


def header() -> str:
    """The prefixes that blocks are written with."""
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(_NAMES.items())) + "\n"


def in_reading_order(quads: Iterable[Quad]) -> list[Quad]:
    """Sorted: shared graph, then clauses as a reader counts (4/2 before 4/10); the clause before its facts; types first."""
    rows = sorted(quads)
    nodes = sorted({*map(itemgetter(0), rows), *map(itemgetter(3), rows)} - {_SHARED}, key=natural)
    place = {iri: number for number, iri in enumerate((_SHARED, *nodes), 1)}
    width = len(place) + 1

    def key(row: Quad) -> int:
        """Place of the graph, then of the subject in it, then types; the sort being stable, the rest is in order already."""
        subject, predicate, _, graph = row
        return 2 * (place[graph] * width + (0 if subject == graph else place[subject])) + (predicate != _TYPE)

    rows.sort(key=key)
    return rows


def natural(iri: str) -> tuple[list[Any], str]:
    """A sort key under which numbers inside an IRI count as numbers: text and numbers by turns, then the IRI itself."""
    parts: list[Any] = _DIGITS.split(iri)
    parts[1::2] = map(int, parts[1::2])
    return parts, iri


def _block(graph: str, quads: Iterable[Quad]) -> str:
    return f"# {unquote(graph[1:-1])}\n{_name(graph)} {{\n{''.join(_subjects(quads, '  '))}}}\n\n"


def _subjects(quads: Iterable[Quad], indent: str) -> Iterator[str]:
    for subject, rows in groupby(quads, key=itemgetter(0)):
        predicates: dict[str, list[str]] = {}
        for _, predicate, target, _ in rows:
            predicates.setdefault(predicate, []).append(_object(target))
        lines = (f"{'a' if p == _TYPE else _name(p)} {', '.join(targets)}" for p, targets in predicates.items())
        yield f"{indent}{_name(subject)} " + f" ;\n{indent}  ".join(lines) + " .\n"


@lru_cache(_REMEMBERED)
def _object(target: str) -> str:
    if target.startswith("<"):
        return _name(target)
    literal, mark, datatype = target.rpartition('"^^')
    if not mark:
        return target
    return literal[1:] if datatype in _SHORT else f'{literal}"^^{_name(datatype)}'


@lru_cache(_REMEMBERED)
def _name(iri: str) -> str:
    match = _SPLIT.fullmatch(iri[1:-1])
    if match and match[1] in _BY_IRI and _LOCAL.fullmatch(match[2]):
        return f"{_BY_IRI[match[1]]}:{match[2]}"
    return iri
