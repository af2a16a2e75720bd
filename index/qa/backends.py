"""Which engines hold a generation's graph and indexes, by settings: the files of the generation unless an address is set.

PLAN_GRAPH: query address of a SPARQL 1.1 server. What is there must be what the generation holds; a build brings it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from index.publish import Generation
from index.qa.work import KeptWork
from kg.disk import FOLDER as STORES
from kg.disk import find_store, retire_stores, write_store
from kg.query import Graph
from kg.server import SparqlServer
from kg.store import GraphError
from kg.sync import Contents, bring

Step = Callable[[int], None]
GRAPH = "graph.trig"
GRAPH_SETTING = "PLAN_GRAPH"
#: bytes of TriG from which loading it for every command takes longer than opening a store
STORE_FROM = 32_000_000


def graph_files(generation: Generation) -> Path:
    """The graph on this machine: the generation's store on disk when it has one, else its TriG."""
    return find_store(generation.folder.parent / STORES, generation.id) or generation.folder / GRAPH


def open_graph(generation: Generation) -> Graph:
    """The graph on the server that is set, else on this machine.

    Raises GraphError in one line when the server does not answer or holds something else.
    """
    url = os.environ.get(GRAPH_SETTING, "")
    if not url:
        return Graph.open(graph_files(generation))
    if not in_step(generation):
        raise GraphError(f"SPARQL 服务 {url} 中的图谱与本地索引不是同一版本;请保留 {GRAPH_SETTING} 设置并运行 python -m scripts.build")
    return Graph(SparqlServer(url))


def in_step(generation: Generation) -> bool:
    """Whether the server that is set, if any, holds what the generation holds."""
    url = os.environ.get(GRAPH_SETTING, "")
    return not url or SparqlServer(url).plans() == generation.manifest["inputs"]


def keep_graph(folder: Path, generation: Generation, work: Sequence[KeptWork], step: Step, smallest: int = STORE_FROM) -> None:
    """Give a large graph its store on disk, let go of the stores of generations that are gone, bring the server up to date.

    Raises GraphError when a store cannot be written or the server refuses; the generation is published all the same.
    """
    contents = _contents(generation, work)
    trig, stores = generation.folder / GRAPH, folder / STORES
    if trig.stat().st_size >= smallest:
        write_store(stores, generation.id, trig, contents, step)
    retire_stores(stores, {path.name for path in folder.glob("gen-*")})
    if url := os.environ.get(GRAPH_SETTING, ""):
        server = SparqlServer(url)
        for number, _ in enumerate(bring(server, server.plans(), contents), 1):
            step(number)


def _contents(generation: Generation, work: Sequence[KeptWork]) -> Contents:
    from kg.merge import Totals, dataset_head
    from kg.trig import header

    by_plan = {w.id: w for w in work}
    return Contents(
        generation.manifest["inputs"],
        lambda: dataset_head((w.part("common"), Totals(**w.summary["totals"])) for w in work),
        lambda plan: header().encode() + by_plan[plan].part("graph"),
    )
