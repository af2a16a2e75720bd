"""Questions to an engine that is open, beside the bare scoring that any hybrid search must do."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from index.qa.engine import Engine
from index.qa.evaluate import Case, read_cases
from index.qa.workspace import Workspace
from scripts.figures.clock import milliseconds, ratio
from scripts.figures.peers import Collection, bare_scoring
from scripts.figures.setting import Row, Setting


def measure(setting: Setting) -> Sequence[Row]:
    """p50 and p95 over the questions, each work in turn for every question."""
    workspace = Workspace.open(setting.build)
    cases = read_cases(setting.cases)[: 8 if setting.quick else None]
    tokenised, prepared = bare_scoring(Collection.of(workspace))
    engine = Engine(workspace)
    works: dict[str, Callable[[Case], object]] = {
        "ask(含答案、引文核对)": lambda case: engine.ask(case.q),
        "search(只排序)": lambda case: workspace.search.search(case.q),
        "BM25 + FAISS，含分词与编码": lambda case: tokenised(case.q),
        "BM25 + FAISS，只打分": lambda case: prepared(case.q),
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    for counted in (False, True):
        for case in cases:
            for name, work in works.items():
                began = time.perf_counter()
                work(case)
                taken[name] += [time.perf_counter() - began] if counted else []
    whole, bare = (float(np.median(taken[name])) for name in list(works)[2:])
    return [
        {
            "工作": name, "题数": len(seconds), "p50 ms": milliseconds(float(np.median(seconds))),
            "p95 ms": milliseconds(float(np.percentile(seconds, 95))), "p50 ÷ 含分词": ratio(float(np.median(seconds)), whole),
            "p50 ÷ 只打分": ratio(float(np.median(seconds)), bare), "要求": "≤ 3" if name.startswith("ask") else "",
        }
        for name, seconds in taken.items()
    ]  # fmt: skip
