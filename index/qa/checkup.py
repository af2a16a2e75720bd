"""Is a published generation sound? Its graph by shapes and invariants; and, thoroughly, that all its files tell the same story."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from corpus.model import CorpusError, Plan
from corpus.records import clause_row
from index.layout import FILE as LAYOUT
from index.layout import Layout
from index.lexical import FOLDER as LEXICAL
from index.lexical import LexicalIndex
from index.passages import Passage
from index.publish import BuildError
from index.qa.backends import GRAPH
from index.qa.executors import in_turn
from index.qa.workspace import PASSAGES, Workspace
from index.store import FILE as VECTORS
from index.store import VectorStore
from kg.check import Labels, check_plan
from kg.export import each_plan
from kg.iri import clause_iri
from kg.nquads import Quad
from kg.store import GraphError

_REBUILD = "请运行 python -m scripts.build --force 重建"
_Check = Callable[[Workspace], Iterator[str]]
_UNREADABLE = (BuildError, GraphError, CorpusError, OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class _Case:
    """A plan to be checked by its quads (None: nothing more to check), and what is known to be wrong already."""

    known: tuple[str, ...]
    quads: Sequence[Quad] = ()
    plan: Plan | None = None


def check_graph(workspace: Workspace, jobs: int = 1) -> Iterator[str]:
    """A sentence for everything that is wrong with the graph: shapes, spans, dangling links, names. The same with any `jobs`."""
    yield from chain.from_iterable(in_turn(_judged, _cases(workspace), jobs))


def _cases(workspace: Workspace) -> Iterator[_Case]:
    """The plans in the order of the file, then those that are not in it."""
    labels, waiting = Labels(), dict.fromkeys(workspace.plans)
    for plan, quads in each_plan(workspace.generation.folder / GRAPH):
        conflicts = labels.conflicts(quads)
        if plan not in waiting:
            yield _Case((*conflicts, f"图谱中有清单没有的规划 {plan}；{_REBUILD}"))
            continue
        del waiting[plan]
        yield _Case(conflicts, quads, workspace.plans[plan])
    for plan in waiting:
        yield _Case((), (), workspace.plans[plan])


def _judged(case: _Case) -> list[str]:
    return [*case.known, *map(str, check_plan(case.quads, case.plan) if case.plan else ())]


def check_deep(build: Path, jobs: int = 1) -> Iterator[str]:
    """A sentence for everything in a build directory that is damaged or disagrees, each with what to do about it.

    Files against the manifest first, then plans, clauses, passages, vectors, words and graph against each other.
    """
    try:
        workspace = Workspace.open(build)
    except BuildError as error:
        yield str(error)
        return
    if workspace.generation.damage:
        yield f"当前索引有损坏，正由 {workspace.generation.id} 代替：{workspace.generation.damage}"
    checks: Sequence[_Check] = (*_DEEP, partial(check_graph, jobs=jobs))
    for check in checks:
        try:
            yield from check(workspace)
        except _UNREADABLE as error:
            yield f"{workspace.generation.folder} 的内容无法核对（{' '.join(str(error).split())[:200]}）;{_REBUILD}"


def _plans(workspace: Workspace) -> Iterator[str]:
    sources = workspace.generation.manifest["sources"]
    for plan in workspace.plans.values():
        if sources.get(plan.id) != plan.sha256:
            yield f"{plan.title}：正文摘要与清单不符；{_REBUILD}"


def _clauses(workspace: Workspace) -> Iterator[str]:
    rows = _rows(workspace, "clauses.jsonl")
    expected = [clause_row(plan, clause) for plan in workspace.plans.values() for clause in plan.clauses]
    if rows != expected:
        yield f"clauses.jsonl 有 {len(rows)} 行，与各规划的 {len(expected)} 个条款不一致；{_REBUILD}"


def _passages(workspace: Workspace) -> Iterator[str]:
    passages = [Passage.from_row(row) for row in _rows(workspace, PASSAGES)]
    for passage in passages:
        if not _stands(passage, workspace.plans[passage.plan]):
            yield f"段落 {passage.id} 与原文第 {passage.start}–{passage.end} 字或所注条款不符；{_REBUILD}"
    folder = workspace.generation.folder
    counts = {
        "清单": workspace.generation.manifest["counts"]["passages"], "passages.jsonl": len(passages),
        "向量": VectorStore.load(folder / VECTORS).size, "词索引": LexicalIndex.load(folder / LEXICAL).documents,
        "排布": Layout.from_bytes(workspace.generation.read(LAYOUT)).passages,
    }  # fmt: skip
    if len(set(counts.values())) > 1:
        yield f"段落数不一致：{'、'.join(f'{name} {number}' for name, number in counts.items())}；{_REBUILD}"


def _stands(passage: Passage, plan: Plan) -> bool:
    clause = plan.get(passage.clause)
    inside = clause is not None and clause.start <= passage.start <= passage.end <= clause.end
    return inside and plan.text[passage.start : passage.end] == passage.text


def _agreement(workspace: Workspace) -> Iterator[str]:
    """The graph knows the clauses of the plans and the facts of the manifest, no more and no fewer."""
    graph, counts = workspace.graph, workspace.generation.manifest["counts"]
    known = frozenset(graph.clauses())
    expected = frozenset(clause_iri(p.id, c.path) for p in workspace.plans.values() for c in p.clauses if c.path)
    if known != expected:
        yield f"图谱中有 {len(known)} 个条款，各规划共有 {len(expected)} 个；{_REBUILD}"
    found = {
        "relations": len(graph.relations().rows), "measures": len(graph.measures().rows), "targets": len(graph.targets().rows),
        "observations": len(graph.observations().rows), "doubts": len(graph.doubts().rows),
    }  # fmt: skip
    for kind, number in found.items():
        if counts[kind] != number:
            yield f"图谱中的 {kind} 有 {number} 条，清单记 {counts[kind]} 条；{_REBUILD}"


def _rows(workspace: Workspace, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in workspace.generation.read(name).split(b"\n") if line]


_DEEP: Sequence[_Check] = (_plans, _clauses, _passages, _agreement)
