"""The files of a generation from the kept work of its plans, plan by plan: memory holds one plan and the indexes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from index.layout import FILE as LAYOUT
from index.layout import Layout, merge_layouts
from index.lexical import FOLDER as LEXICAL
from index.lexical import LexicalIndex, WordCounts
from index.qa.backends import GRAPH
from index.qa.work import KeptWork
from index.qa.workspace import NAMES, PASSAGES
from index.store import FILE as VECTORS
from index.store import write_vectors
from kg.known import FILE as ENTITIES
from kg.known import known_of

CLAUSES = "clauses.jsonl"
Step = Callable[[int], None]
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Parts(Generic[Part]):
    """One part of the work on every plan, read from disk anew each time it is gone through."""

    work: Sequence[KeptWork]
    name: str
    read: Callable[[bytes], Part]

    def __iter__(self) -> Iterator[Part]:
        return (self.read(w.part(self.name)) for w in self.work)


def graph_head(work: Sequence[KeptWork]) -> bytes:
    """What plans share of the graph, and the prefixes: the beginning of its TriG."""
    from kg.merge import Totals, dataset_head

    return dataset_head((w.part("common"), Totals(**w.summary["totals"])) for w in work)


def assemble(target: Path, work: Sequence[KeptWork], head: bytes, step: Step) -> dict[str, Any]:
    """Write all files, plans in order of id; return what the manifest says of them.

    `head` begins the graph (see `graph_head`); `step` hears the number of plans whose files are written.
    """
    _write_graph(target / GRAPH, work, head)
    (target / ENTITIES).write_bytes(known_of((w.id, w.part("common")) for w in work).to_bytes())
    (target / "plans").mkdir()
    with (target / CLAUSES).open("wb") as clauses, (target / PASSAGES).open("wb") as passages:
        for number, w in enumerate(work, 1):
            (target / "plans" / f"{w.id}.txt").write_bytes(w.part("text"))
            (target / "plans" / f"{w.id}.json").write_bytes(w.part("plan.json"))
            clauses.write(w.part("clauses"))
            passages.write(w.part("passages"))
            step(number)
    counts = _counts(work)
    write_vectors(target / VECTORS, counts["passages"], Parts(work, "vectors", lambda data: np.load(io.BytesIO(data))))
    LexicalIndex.merge(Parts(work, "words", WordCounts.from_bytes)).save(target / LEXICAL)
    (target / LAYOUT).write_bytes(merge_layouts([Layout.from_bytes(w.part("layout")) for w in work]).to_bytes())
    names = sorted({name for w in work for name in w.summary["names"]})
    (target / NAMES).write_text("\n".join(names), encoding="utf-8", newline="\n")
    told = {name: {w.id: w.summary[key] for w in work} for name, key in (("titles", "title"), ("sources", "sha256"))}
    return {"plans": [w.id for w in work], **told, "counts": counts}


def _counts(work: Sequence[KeptWork]) -> Mapping[str, int]:
    total = Counter({"plans": len(work)})
    for w in work:
        total.update(w.summary["counts"])
    return dict(total)


def _write_graph(path: Path, work: Sequence[KeptWork], head: bytes) -> None:
    from kg.merge import in_order

    by_plan = {w.id: w for w in work}
    with path.open("wb") as out:
        out.write(head)
        for plan in in_order(by_plan):
            out.write(by_plan[plan].part("graph"))
