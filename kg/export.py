"""The published graph in the formats other tools read, whole or one plan of it; the same graph gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from kg.describe import AGENT
from kg.iri import SHARED_GRAPH, clause_of
from kg.jsonld import jsonld_of
from kg.merge import dataset_trig
from kg.nquads import Quad, parse, write
from kg.store import GraphError, quads_of, stream
from kg.trig import in_reading_order, turtle_of

_NO_GRAPH = "<>"
_SHARED = f"<{SHARED_GRAPH}>"


def graph_export(graph: Path, form: str, plan: str = "") -> bytes:
    """The TriG file of a dataset in one of GRAPH_FORMATS, narrowed to a plan when one is named.

    A narrowed dataset holds the plan's own graphs and what they use of the shared one, described by counts of its own.
    Raises GraphError when the file cannot be read, KeyError for an unknown format.
    """
    if plan:
        quads = next((found for name, found in each_plan(graph) if name == plan), [])
        return GRAPH_FORMATS[form](dataset_trig({plan: quads}))
    return GRAPH_FORMATS[form](graph.read_bytes())


def described_as(triples: Iterable[str], form: str) -> bytes:
    """N-Triples lines as turtle, jsonld or ntriples. Raises KeyError for another format."""
    quads = parse("".join(f"{line.removesuffix(' .')} {_NO_GRAPH} .\n" for line in triples).encode())
    return {
        "turtle": lambda: turtle_of(quads),
        "jsonld": lambda: jsonld_of(in_reading_order((s, p, o, "") for s, p, o, _ in quads)),
        "ntriples": lambda: "".join(f"{line}\n" for line in triples).encode(),
    }[form]()


def each_plan(trig: Path) -> Iterator[tuple[str, list[Quad]]]:
    """The plans of a dataset file in its order, each with the quads of its graphs and those of the shared graph that
    describe what they name, sorted; memory holds one plan.

    Raises GraphError when the file cannot be read or the graphs of a plan do not stand together.
    """
    shared: dict[str, list[Quad]] = {}
    seen: set[str] = set()
    for plan, quads in groupby(stream(trig), key=lambda quad: _plan_of(quad[3])):
        if plan in seen:
            raise GraphError(f"图谱文件中 {plan or '公用部分'} 的内容不在一处：{trig}；请运行 python -m scripts.build --force")
        seen.add(plan)
        if plan:
            own = list(dict.fromkeys(quads))
            yield plan, sorted([*own, *_used(own, shared)])
            continue
        for quad in quads:
            shared.setdefault(quad[0], []).append(quad)


@lru_cache(maxsize=1024)  # the quads of a graph stand together
def _plan_of(graph: str) -> str:
    """The plan of a graph's name; empty for the shared graph."""
    return "" if graph == _SHARED else clause_of(graph[1:-1])[0]


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
