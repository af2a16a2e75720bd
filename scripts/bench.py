"""Measure speed, memory and quality as ratios: python -m scripts.bench [--part NAME]… [--quick] [--results DIR] [--page FILE] [--json].

Needs `pip install -e ".[bench]"`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from scripts import cli

_CASES = Path("tests/relevance/changji.jsonl")
_DEV = Path(os.environ.get("PLANS_DEV", "../shared/plans-dev"))
_NEEDED = ("matplotlib", "rank_bm25")
_LIBRARIES = ("jieba", "bm25s", "faiss-cpu", "pyoxigraph", "numpy")


def main(
    part: Annotated[list[str] | None, typer.Option(help="只测其中几部分，可多次给出")] = None,
    quick: Annotated[bool, typer.Option(help="每部分只做最少")] = False,
    corpus: cli.Corpus = cli.CORPUS,
    cases: Annotated[Path, typer.Option(help="检索评测题")] = _CASES,
    dev: Annotated[Path, typer.Option(help="另一语料，有则一并测量")] = _DEV,
    results: Annotated[Path, typer.Option(help="存放结果的目录，每部分一个 JSON")] = Path("docs/benchmarks"),
    page: Annotated[Path, typer.Option(help="由结果生成的页面")] = Path("docs/benchmarks.md"),
    as_json: cli.Json = False,
) -> None:
    """测量冷热提问、构建、查询、检索、内存与增长，并与其他做法比较；结果写成 JSON，再由它生成页面。"""
    absent = [name for name in _NEEDED if not find_spec(name)]
    if absent:
        cli.fail(f'缺少软件包 {"、".join(absent)}；请先运行 pip install -e ".[bench]"')
    from scripts.figures import page as pages
    from scripts.figures.parts import PARTS
    from scripts.figures.setting import Setting

    for name in cli.choose_parts(part or (), tuple(PARTS)):
        with tempfile.TemporaryDirectory(prefix="plan-bench-") as folder:
            record = _measured(name, Setting(corpus, Path(folder), cases, dev, quick))
        pages.save(results, name, record)
        if as_json:
            cli.echo_json(record)
        else:
            sys.stdout.write(f"{PARTS[name].title}\n\n{pages.table(record['rows'])}\n")
            sys.stdout.flush()
    pages.write(page, results, PARTS)


def _measured(name: str, setting: Any) -> dict[str, Any]:
    from scripts.figures.parts import PARTS
    from scripts.trials.record import commit_here, machine

    began = time.monotonic()
    rows = [dict(row) for row in PARTS[name].measure(setting)]
    return {
        "part": name, "day": datetime.now().astimezone().date().isoformat(), "commit": commit_here(), "machine": machine(),
        "versions": "、".join(f"{library} {version(library)}" for library in _LIBRARIES), "quick": setting.quick,
        "seconds": round(time.monotonic() - began), "rows": rows,
    }  # fmt: skip


if __name__ == "__main__":
    cli.run(main)
