"""Time and memory of builds of 1, 10, 100 made plans, and of a question to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from corpus.load import find_sources, load_plan
from index.qa.engine import Engine
from index.qa.workspace import Workspace
from scripts.figures.clock import by_turns, milliseconds, spawn
from scripts.figures.setting import Row, Setting
from scripts.make_corpus import chapters, compose

_SIZES, _FEWER = (1, 10, 100), (1, 2)
_CHARACTERS = 7_000
_QUESTIONS = ("支持企业研发有哪些措施？", "人才引进有什么政策？", "数据安全怎么保障？", "2025年的目标是多少？")


def measure(setting: Setting) -> Sequence[Row]:
    """One build each in a process of its own; plans made of the corpus by seed."""
    return list(_rows(setting, _FEWER if setting.quick else _SIZES))


def _rows(setting: Setting, sizes: Sequence[int]) -> Iterator[Row]:
    pool = chapters(load_plan(source) for source in find_sources(setting.corpus).sources)
    for plans in sizes:
        corpus, build = setting.folder / f"made-{plans}", setting.folder / f"built-{plans}"
        corpus.mkdir()
        for number in range(1, plans + 1):
            text = compose(pool, number, Random(f"1/{number}"), _CHARACTERS)
            (corpus / f"made-{number:05d}.txt").write_text(text, encoding="utf-8", newline="\n")
        spent = spawn(["-m", "scripts.build", "--corpus", str(corpus), "--build", str(build), "--json"], setting.folder)
        workspace = Workspace.open(build)
        engine = Engine(workspace)
        engine.ask(_QUESTIONS[0])
        (asked,) = by_turns(setting.times(5), [lambda engine=engine: [engine.ask(q) for q in _QUESTIONS]])  # type: ignore[misc]
        yield {
            "规划数": plans, "段落数": workspace.generation.manifest["counts"]["passages"], "构建历时 s": round(spent.wall, 1),
            "构建 CPU s": round(spent.cpu, 1), "每部 CPU s": round(spent.cpu / plans, 2), "峰值内存 MB": round(spent.peak),
            "温热提问 ms": milliseconds(asked / len(_QUESTIONS)),
        }  # fmt: skip
