"""The work on a plan stage by stage, beside jieba cutting the same text once."""

from __future__ import annotations

import functools
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from inspect import isgeneratorfunction
from typing import Any
from unittest import mock

import numpy as np

from corpus.load import Source, find_sources, load_plan
from index.encoder import embedded_encoder
from index.qa.compute import work_on
from scripts.figures.clock import milliseconds, ratio
from scripts.figures.setting import Row, Setting

#: stage → where the build calls it; what a stage calls of another one counts for the other
_STAGES = {
    "读入与分条": "index.qa.compute.load_plan",
    "抽取事实": "kg.extract.extract",
    "写成四元组": "kg.build.plan_quads",
    "写成 TriG": "kg.merge.share_of",
    "切段": "index.qa.compute.passages_of",
    "版面与词号": "index.qa.compute.layout_of",
    "切词与计词": "index.qa.compute.count_texts",
    "编码": "index.qa.compute.passage_vectors",
    "核对(SHACL 除外)": "kg.check.check_plan",
    "SHACL": "kg.check._shape_violations",
}
_SHACL, _REST = "SHACL", "其余"


def measure(setting: Setting) -> Sequence[Row]:
    """CPU time per stage, medians over turns of building and cutting."""
    corpora = {"内置规划": setting.corpus} | ({"开发规划": setting.dev} if setting.dev.is_dir() else {})
    return [row for name, folder in corpora.items() for row in _rows(name, find_sources(folder).sources, setting.times(5))]


def _rows(corpus: str, sources: Sequence[Source], times: int) -> Iterator[Row]:
    cut = _stock_jieba()
    plans = [plan for source in sources if not isinstance(work_on(source), str) for plan in [load_plan(source)]]
    built, alone = [], []
    for _ in range(times):
        _forget()
        built.append(_stages(sources))
        began = time.process_time()
        for plan in plans:
            cut(plan.text)
        alone.append(time.process_time() - began)
    jieba = float(np.median(alone))
    stages = {stage: float(np.median([b[stage] for b in built])) for stage in (*_STAGES, _REST)}
    whole = sum(stages.values())
    sums = {"jieba 切词一遍": jieba, **stages, "合计(SHACL 除外)": whole - stages[_SHACL], "合计": whole}
    for stage, seconds in sums.items():
        asked = "≤ 4" if stage == "合计(SHACL 除外)" else ""
        yield {"语料": corpus, "阶段": stage, "CPU ms": milliseconds(seconds), "÷ jieba": ratio(seconds, jieba), "要求": asked}


def _stock_jieba() -> Callable[[str], list[str]]:
    """jieba as it comes, started."""
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    return lambda text: list(jieba.cut(text))


def _forget() -> None:
    """Empty every cache of a limited size, and the tokenizer's: these remember texts, and no plan of a corpus is built twice."""
    for thing in gc.get_objects():
        if type(thing) is functools._lru_cache_wrapper and thing.cache_parameters()["maxsize"] is not None:
            thing.cache_clear()
    embedded_encoder()._model._clear_cache()


def _stages(sources: Sequence[Source]) -> dict[str, float]:
    """CPU seconds of each stage over all sources."""
    spent: dict[str, float] = dict.fromkeys(_STAGES, 0.0)
    with _watched(spent):
        began = time.process_time()
        for source in sources:
            work_on(source)
        spent[_REST] = time.process_time() - began - sum(spent.values())
    return spent


@contextmanager
def _watched(spent: dict[str, float]) -> Iterator[None]:
    """Let every stage note its own time, without that of stages inside it."""
    inner = [0.0]
    with ExitStack() as stack:
        for stage, address in _STAGES.items():
            module, _, name = address.rpartition(".")
            work = getattr(import_module(module), name)
            stack.enter_context(mock.patch(address, _noting(stage, work, spent, inner)))
        yield


def _noting(stage: str, work: Callable[..., Any], spent: dict[str, float], inner: list[float]) -> Callable[..., Any]:
    def noted(*args: Any, **options: Any) -> Any:
        outside, inner[0] = inner[0], 0.0
        began = time.process_time()
        result = work(*args, **options)
        if isgeneratorfunction(work):
            result = list(result)
        taken = time.process_time() - began
        spent[stage] += taken - inner[0]
        inner[0] = outside + taken
        return result

    return noted
