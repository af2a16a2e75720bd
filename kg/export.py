"""The published graph in the formats other tools read, whole or one plan of it; the same graph gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from kg.describe import AGENT
from kg.iri import SHARED_GRAPH, plan_iri
from kg.jsonld import jsonld_of
from kg.merge import dataset_trig
from kg.nquads import split
from kg.store import nquads_of
from kg.trig import reading_order, turtle_of

_NO_GRAPH = "<>"
_SHARED = f"<{SHARED_GRAPH}>"


def graph_export(graph: Path, form: str, plan: str = "") -> bytes:
    """The TriG file of a dataset in one of GRAPH_FORMATS, narrowed to a plan when one is named.

    A narrowed dataset holds the plan's own graphs and what they use of the shared one, described by counts of its own.
    Raises GraphError when the file cannot be read, KeyError for an unknown format.
    """
    data = graph.read_bytes()
    if plan:
        data = dataset_trig({plan: "".join(f"{line}\n" for line in plan_lines(nquads_of(data), plan)).encode()})
    return GRAPH_FORMATS[form](data)


def described_as(triples: Iterable[str], form: str) -> bytes:
    """N-Triples lines as turtle, jsonld or ntriples. Raises KeyError for another format."""
    quads = [f"{line.removesuffix(' .')} {_NO_GRAPH} ." for line in triples]
    return {
        "turtle": lambda: turtle_of(quads),
        "jsonld": lambda: jsonld_of(sorted(((*split(q)[:3], "") for q in quads), key=reading_order)),
        "ntriples": lambda: "".join(f"{line}\n" for line in triples).encode(),
    }[form]()


def plan_lines(lines: Iterable[str], plan: str) -> list[str]:
    """Lines of the plan's own graphs, and those of the shared graph that describe what they name, sorted."""
    root = plan_iri(plan)
    own: list[str] = []
    shared: dict[str, list[str]] = {}
    for line in lines:
        subject, _, _, graph = split(line)
        if graph == _SHARED:
            shared.setdefault(subject, []).append(line)
        elif graph.startswith((f"<{root}>", f"<{root}/")):
            own.append(line)
    return sorted([*own, *_used(own, shared)])


def _used(lines: Sequence[str], shared: Mapping[str, Sequence[str]]) -> list[str]:
    """Shared lines reachable from these lines, but for the dataset and its agent, which are described anew."""
    found: dict[str, Sequence[str]] = {}
    pending = list(lines)
    while pending:
        subject, _, target, _ = split(pending.pop())
        for node in (subject, target):
            if node in shared and node not in found and node != AGENT:
                found[node] = shared[node]
                pending += shared[node]
    return [line for rows in found.values() for line in rows]


def _ntriples(data: bytes) -> bytes:
    triples = dict.fromkeys(f"{s} {p} {o} .\n" for s, p, o, _ in map(split, nquads_of(data)))
    return "".join(sorted(triples)).encode()


#: format → how it is made from TriG; N-Triples and Turtle merge the graphs
GRAPH_FORMATS: Mapping[str, Callable[[bytes], bytes]] = {
    "trig": lambda data: data,
    "turtle": lambda data: turtle_of(nquads_of(data)),
    "ntriples": _ntriples,
    "nquads": lambda data: "".join(f"{line}\n" for line in nquads_of(data)).encode(),
    "jsonld": lambda data: jsonld_of(sorted(map(split, nquads_of(data)), key=reading_order)),
}
