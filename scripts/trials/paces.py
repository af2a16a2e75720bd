"""How an opened build answers, in a process of its own: python -m scripts.trials.paces BUILD → one line of JSON, and on
stderr the same as rows of a Markdown table.

Times are of the processor (this process, all threads) and of the clock; on a machine that others use, only the first
tell something about the product.
"""

from __future__ import annotations

import resource
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index import store
from index.qa.engine import Engine
from index.qa.workspace import Workspace
from index.store import VectorStore
from kg.query import Graph
from scripts import cli

_QUESTIONS = Path(__file__).with_name("paces.toml")
_SAMPLE = 40
_NEAR = 10
_ASKED = {
    "首次提问": "ask", "再问一遍": "ask_again", "只问一部，首次": "ask_one_plan", "只问一部，再问": "ask_one_plan_again",
    "只检索": "search",
}  # fmt: skip
#: vectors from which an approximate index is worth comparing
_RECALL_FROM = 50_000


def main(build: Path) -> None:
    """One line of JSON about the current generation, and its rows for the documentation."""
    began, clock = time.process_time(), time.perf_counter()
    workspace = Workspace.open(build)
    engine = Engine(workspace)
    ready = time.perf_counter() - clock
    questions = tomllib.loads(_QUESTIONS.read_text(encoding="utf-8"))
    for question in questions["first"]:
        engine.ask(question)
    opened = time.process_time() - began
    in_one = partial(engine.ask, plans=(next(iter(workspace.plans)),))
    row = {
        "plans": len(workspace.plans), "passages": workspace.search.lexical.documents, "opened_s": round(opened, 2),
        "open_wall_s": round(ready, 2),
        "ask": _paces(engine.ask, questions["asked"]), "ask_again": _paces(engine.ask, questions["asked"]),
        "ask_one_plan": _paces(in_one, questions["asked"]), "ask_one_plan_again": _paces(in_one, questions["asked"]),
        "search": _paces(workspace.search.search, questions["asked"]),
        "graph": {name: _paces(ask, of) for name, (ask, of) in _named(workspace.graph, tuple(workspace.plans)).items()},
        "recall": _recall(workspace, questions["asked"]), "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip
    cli.echo_json(row)
    sys.stderr.write(_rows(row))


def _rows(row: Mapping[str, Any]) -> str:
    """What was measured as rows of a Markdown table; milliseconds of the clock."""
    asked = {name: row[key] for name, key in _ASKED.items()} | {f"命名查询 {name}": paces for name, paces in row["graph"].items()}
    lines = [("项目", f"{row['plans']:,} 部，{row['passages']:,} 段"), ("---", "--:"), ("打开", f"{row['open_wall_s']} 秒")]
    lines += [(f"{name} p50 / p95", f"{paces['wall_p50']} / {paces['wall_p95']} 毫秒") for name, paces in asked.items()]
    found = row["recall"]
    lines.append(("近似索引 recall@10", f"{found['recall_at_10']}" if found else "段落少，不用近似索引"))
    lines.append(("内存", f"{row['memory_mb']:,} MB"))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _named(graph: Graph, plans: Sequence[str]) -> dict[str, tuple[Callable[[str], object], Sequence[str]]]:
    """Named queries with what they are asked about, spread over the whole."""
    entities = [e.id for e in graph.entities().rows]
    some, where = _spread(entities), _spread(plans)
    return {
        "plans naming": (graph.plans_naming, some), "profile": (graph.profile, some), "mentions": (graph.mentions, some),
        "neighbourhood": (graph.neighbourhood, some),
        "relations": (lambda e: graph.relations(object=e), some),
        "measures of a plan": (lambda p: graph.measures(plan=p), where), "targets of a plan": (lambda p: graph.targets(plan=p), where),
        "entities of a plan": (lambda p: graph.entities(plan=p), where),
        "measures of an industry": (lambda e: graph.measures(industry=e), _spread([e for e in entities if e.startswith("industry/")])),
    }  # fmt: skip


def _spread(names: Sequence[str]) -> Sequence[str]:
    return names[:: max(1, len(names) // _SAMPLE)][:_SAMPLE]


def _paces(call: Callable[[str], object], inputs: Iterable[str]) -> dict[str, float]:
    """Milliseconds at the median and at the 95th percentile, of the processor and of the clock."""
    cpu, wall = [], []
    for given in inputs:
        began = time.process_time(), time.perf_counter()
        call(given)
        cpu.append(time.process_time() - began[0])
        wall.append(time.perf_counter() - began[1])
    return {
        f"{kind}_p{share}": round(float(np.percentile(values, share)) * 1000, 1)
        for kind, values in (("cpu", cpu), ("wall", wall)) for share in (50, 95) if values
    }  # fmt: skip


def _recall(workspace: Workspace, questions: Sequence[str]) -> dict[str, Any] | None:
    """Share of the exact ten nearest that the approximate index finds; None for few vectors."""
    folder = workspace.generation.folder
    exact = VectorStore.load(folder / store.FILE)
    if exact.size < _RECALL_FROM:
        return None
    vectors, before = exact.vectors(), store.EXACT_UP_TO
    store.EXACT_UP_TO = 0
    try:
        approximate, lists = VectorStore.build(vectors), store.ivf_lists(exact.size)
    finally:
        store.EXACT_UP_TO = before
    asked = [workspace.search.encoder.encode([q], kind="query")[0] for q in questions]
    found = [(exact.search(v, _NEAR), approximate.search(v, _NEAR)) for v in asked]
    hits = [float(np.mean(near[0] >= truth[0][-1] - 1e-6)) if len(near[0]) == len(truth[0]) else 0.0 for truth, near in found]
    return {
        "lists": lists, "recall_at_10": round(float(np.mean(hits)), 4),
        "flat": _paces(lambda i: exact.search(asked[int(i)], _NEAR), map(str, range(len(asked)))),
        "ivf": _paces(lambda i: approximate.search(asked[int(i)], _NEAR), map(str, range(len(asked)))),
    }  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
