"""TriG that a person can read and a diff can follow: prefixes, one block per clause in plan order, no blank nodes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
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
_TYPE = term("rdf:type")
_DIGITS = re.compile(r"([0-9]+)")
_SHARED = f"<{SHARED_GRAPH}>"
_SHORT = {term("xsd:integer"), term("xsd:boolean")}


def trig_blocks(quads: Iterable[Quad]) -> str:
    """Deterministic TriG of quads, one block per graph, without the prefixes it uses."""
    spelled = _Spelled()
    return "".join(_block(graph, nodes, spelled) for graph, nodes in _arranged(quads))


def turtle_of(quads: Iterable[Quad]) -> bytes:
    """Deterministic Turtle of the same quads with the graphs merged."""
    triples = {(s, p, o, "") for s, p, o, _ in quads}
    spelled = _Spelled()
    return f"{header()}{''.join(_node(rows, '', spelled) for _, nodes in _arranged(triples) for rows in nodes)}".encode()


def header() -> str:
    """The prefixes that blocks are written with."""
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(_NAMES.items())) + "\n"


def in_reading_order(quads: Iterable[Quad]) -> list[Quad]:
    """Shared graph, then clauses as a reader counts (4/2 before 4/10); the clause before its facts; types first; else sorted."""
    nodes = (rows for _, nodes in _arranged(quads) for rows in nodes)
    return [row for rows in nodes for row in sorted(rows, key=lambda row: row[1] != _TYPE)]


def _arranged(quads: Iterable[Quad]) -> Iterator[tuple[str, list[list[Quad]]]]:
    """Graphs in reading order, each with its nodes: the sorted quads of one subject, those of the clause itself first.

    Where the graphs are merged there are clauses among the nodes, so that these stand in reading order too.
    """
    graphs: dict[str, list[list[Quad]]] = defaultdict(list)
    for _, same in groupby(sorted(quads), key=itemgetter(0)):
        rows = list(same)
        for graph in dict.fromkeys(map(itemgetter(3), rows)):
            graphs[graph].append([row for row in rows if row[3] == graph])
    for graph in sorted(graphs, key=lambda graph: (graph != _SHARED, natural(graph))):
        nodes = graphs[graph] if graph else sorted(graphs[graph], key=lambda rows: natural(rows[0][0]))
        yield graph, sorted(nodes, key=lambda rows: rows[0][0] != graph)


def natural(iri: str) -> tuple[list[Any], str]:
    """A sort key under which numbers inside an IRI count as numbers: text and numbers by turns, then the IRI itself."""
    parts: list[Any] = _DIGITS.split(iri)
    parts[1::2] = map(int, parts[1::2])
    return parts, iri


def _block(graph: str, nodes: Iterable[Sequence[Quad]], spelled: Mapping[str, str]) -> str:
    return f"# {unquote(graph[1:-1])}\n{_name(graph)} {{\n{''.join([_node(rows, '  ', spelled) for rows in nodes])}}}\n\n"


def _node(rows: Sequence[Quad], indent: str, spelled: Mapping[str, str]) -> str:
    """The sorted quads of one subject as one statement, its types first."""
    lines: dict[str, str] = {}
    for _, predicate, target, _ in rows:
        before = f"{lines[predicate]}," if predicate in lines else _verb(predicate)
        lines[predicate] = f"{before} {spelled[target]}"
    types = [lines.pop(_TYPE)] if _TYPE in lines else []
    return f"{indent}{spelled[rows[0][0]]} " + f" ;\n{indent}  ".join([*types, *lines.values()]) + " .\n"


class _Spelled(dict[str, str]):
    """How TriG writes each term, found when it first comes up."""

    def __missing__(self, term: str) -> str:
        written = self[term] = _name(term) if term.startswith("<") else _literal(term)
        return written


@cache
def _verb(predicate: str) -> str:
    return "a" if predicate == _TYPE else _name(predicate)


def _literal(literal: str) -> str:
    quoted, mark, datatype = literal.rpartition('"^^')
    if not mark:
        return literal
    return quoted[1:] if datatype in _SHORT else f'{quoted}"^^{_name(datatype)}'


def _name(iri: str) -> str:
    at = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _BY_IRI.get(iri[1:at])
    return f"{prefix}:{iri[at:-1]}" if prefix and _LOCAL.fullmatch(iri, at, len(iri) - 1) else iri
