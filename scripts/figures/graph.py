"""Named queries through the typed rows of the graph, beside the bare store running the same SPARQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph

from index.qa.backends import GRAPH
from index.qa.workspace import Workspace
from kg.query import Graph
from kg.store import LocalStore
from scripts.figures.clock import by_turns, milliseconds, ratio
from scripts.figures.setting import Row, Setting

_QUERIES: dict[str, Callable[[Graph], object]] = {
    "entities": lambda graph: graph.entities(),
    "relations": lambda graph: graph.relations(),
    "measures": lambda graph: graph.measures(),
    "targets": lambda graph: graph.targets(),
    "observations": lambda graph: graph.observations(),
    "doubts": lambda graph: graph.doubts(),
}


def measure(setting: Setting) -> Sequence[Row]:
    """Medians by turns; the graph's memory of earlier answers is new for every turn."""
    path = Workspace.open(setting.build).generation.folder / GRAPH
    store, bare = LocalStore.of_file(path), _bare_store(path)
    return [_row(name, ask, store, bare, setting.times(15)) for name, ask in _QUERIES.items()]


def _bare_store(trig: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=str(trig), format=pyoxigraph.RdfFormat.TRIG)
    return store


def _row(name: str, ask: Callable[[Graph], object], store: LocalStore, raw: pyoxigraph.Store, times: int) -> Row:
    result = ask(Graph(store))
    sparql, rows = str(getattr(result, "sparql", "")), len(getattr(result, "rows", ()))

    def solutions() -> int:
        found = raw.query(sparql, use_default_graph_as_union=True)
        return len(list(found)) if isinstance(found, pyoxigraph.QuerySolutions) else 0

    typed, bare = by_turns(times, [lambda: ask(Graph(store)), solutions])
    return {
        "查询": name, "行数": rows, "带类型的行 ms": milliseconds(typed), "pyoxigraph 裸查询 ms": milliseconds(bare),
        "比值": ratio(typed, bare),
    }  # fmt: skip
