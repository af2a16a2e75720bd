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
_SUBJECT, _GRAPH = itemgetter(0), itemgetter(3)
#: the sorted quads of one subject, and such nodes by graph
Node = Sequence[Quad]
Graphs = dict[str, list[Node]]
_SHORT = {term("xsd:integer"), term("xsd:boolean")}


def trig_blocks(quads: Iterable[Quad]) -> str:
    """Deterministic TriG of quads, one block per graph, without the prefixes it uses."""
    return trig_of(_graphs(quads))


def trig_of(graphs: Graphs) -> str:
    """The same of quads that are gathered by graph and node."""
    spelled = _Spelled()
    return "".join(_block(graph, nodes, spelled) for graph, nodes in _arranged(graphs))


def nodes_of(quads: Iterable[Quad]) -> Iterator[Node]:
    """The sorted quads of each subject."""
    return (list(same) for _, same in groupby(sorted(quads), key=_SUBJECT))


def by_graph(node: Node) -> dict[str, Node]:
    """The quads of one subject by graph; nearly all are in one."""
    graphs = dict.fromkeys(map(_GRAPH, node))
    if len(graphs) == 1:
        return {node[0][3]: node}
    return {graph: [row for row in node if row[3] == graph] for graph in graphs}


def turtle_of(quads: Iterable[Quad]) -> bytes:
    """Deterministic Turtle of the same quads with the graphs merged."""
    triples = {(s, p, o, "") for s, p, o, _ in quads}
    spelled = _Spelled()
    return f"{header()}{''.join(_node(rows, '', spelled) for _, nodes in _arranged(_graphs(triples)) for rows in nodes)}".encode()


def header() -> str:
    """The prefixes that blocks are written with."""
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(_NAMES.items())) + "\n"


def in_reading_order(quads: Iterable[Quad]) -> list[Quad]:
    """Shared graph, then clauses as a reader counts (4/2 before 4/10); the clause before its facts; types first; else sorted."""
    nodes = (rows for _, nodes in _arranged(_graphs(quads)) for rows in nodes)
    return [row for rows in nodes for row in sorted(rows, key=lambda row: row[1] != _TYPE)]


def _graphs(quads: Iterable[Quad]) -> Graphs:
    graphs: Graphs = defaultdict(list)
    for node in nodes_of(quads):
        for graph, rows in by_graph(node).items():
            graphs[graph].append(rows)
    return graphs


def _arranged(graphs: Graphs) -> Iterator[tuple[str, list[Node]]]:
    """Graphs in reading order, each with its nodes: those of the clause itself first.

    Where the graphs are merged there are clauses among the nodes, so that these stand in reading order too.
    """
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


def _node(rows: Node, indent: str, spelled: Mapping[str, str]) -> str:
    """The sorted quads of one subject as one statement, its types first."""
    types: list[str] = []
    others: list[str] = []
    last = ""
    for _, predicate, target, _ in rows:
        lines = types if predicate == _TYPE else others
        if predicate == last:
            lines[-1] += f", {spelled[target]}"
        else:
            lines.append(f"{_verb(predicate)} {spelled[target]}")
            last = predicate
    return f"{indent}{spelled[rows[0][0]]} " + f" ;\n{indent}  ".join(types + others) + " .\n"


class _Spelled(dict[str, str]):
    """How TriG writes each term, found when it first comes up."""

    def __missing__(self, term: str) -> str:
        written = self[term] = _name(term) if term.startswith("<") else _literal(term)
        return written


@cache
def _verb(predicate: str) -> str:
    return "a" if predicate == _TYPE else _name(predicate)


def _literal(literal: str) -> str:
    if literal[-1] != ">":
        return literal
    quoted, _, datatype = literal.rpartition('"^^')
    return quoted[1:] if datatype in _SHORT else f'{quoted}"^^{_name(datatype)}'


def _name(iri: str) -> str:
    at = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _BY_IRI.get(iri[1:at])
    return f"{prefix}:{iri[at:-1]}" if prefix and _LOCAL.fullmatch(iri, at, len(iri) - 1) else iri
