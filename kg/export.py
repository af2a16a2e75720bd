"""The published graph in the formats other tools read, whole or one plan of it; the same graph gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from kg.describe import AGENT
from kg.iri import SHARED_GRAPH, plan_iri
from kg.jsonld import jsonld_of
from kg.merge import dataset_trig
from kg.nquads import Quad, parse, write
from kg.store import quads_of
from kg.trig import in_reading_order, turtle_of

_NO_GRAPH = "<>"
_SHARED = f"<{SHARED_GRAPH}>"


def graph_export(graph: Path, form: str, plan: str = "") -> bytes:
    """The TriG file of a dataset in one of GRAPH_FORMATS, narrowed to a plan when one is named.

    A narrowed dataset holds the plan's own graphs and what they use of the shared one, described by counts of its own.
    Raises GraphError when the file cannot be read, KeyError for an unknown format.
    """
    data = graph.read_bytes()
    if plan:
        data = dataset_trig({plan: quads_about(quads_of(data), plan)})
    return GRAPH_FORMATS[form](data)


def described_as(triples: Iterable[str], form: str) -> bytes:
    """N-Triples lines as turtle, jsonld or ntriples. Raises KeyError for another format."""
    quads = parse("".join(f"{line.removesuffix(' .')} {_NO_GRAPH} .\n" for line in triples).encode())
    return {
        "turtle": lambda: turtle_of(quads),
        "jsonld": lambda: jsonld_of(in_reading_order((s, p, o, "") for s, p, o, _ in quads)),
        "ntriples": lambda: "".join(f"{line}\n" for line in triples).encode(),
    }[form]()


def quads_about(quads: Iterable[Quad], plan: str) -> list[Quad]:
    """Quads of the plan's own graphs, and those of the shared graph that describe what they name, sorted."""
    root = plan_iri(plan)
    own: list[Quad] = []
    shared: dict[str, list[Quad]] = {}
    for quad in quads:
        subject, _, _, graph = quad
        if graph == _SHARED:
            shared.setdefault(subject, []).append(quad)
        elif graph.startswith((f"<{root}>", f"<{root}/")):
            own.append(quad)
    return sorted([*own, *_used(own, shared)])


def _used(quads: Sequence[Quad], shared: Mapping[str, Sequence[Quad]]) -> list[Quad]:
    """Shared quads reachable from these, but for the dataset and its agent, which are described anew."""
    found: dict[str, Sequence[Quad]] = {}
    pending = list(quads)
    while pending:
        subject, _, target, _ = pending.pop()
        for node in (subject, target):
            if node in shared and node not in found and node != AGENT:
                found[node] = shared[node]
                pending += shared[node]
    return [quad for rows in found.values() for quad in rows]


def _ntriples(data: bytes) -> bytes:
    triples = dict.fromkeys(f"{s} {p} {o} .\n" for s, p, o, _ in quads_of(data))
    return "".join(sorted(triples)).encode()


#: format → how it is made from TriG; N-Triples and Turtle merge the graphs
GRAPH_FORMATS: Mapping[str, Callable[[bytes], bytes]] = {
    "trig": lambda data: data,
    "turtle": lambda data: turtle_of(quads_of(data)),
    "ntriples": _ntriples,
    "nquads": lambda data: write(quads_of(data)),
    "jsonld": lambda data: jsonld_of(in_reading_order(quads_of(data))),
}
