"""Build the index of a corpus: python -m scripts.build [--corpus DIR] [--build DIR] [--jobs N] [--ray auto|ADDRESS] [--force] [--json]."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from index.qa.build import EXTRACTION, BuildReport, Progress, build
from scripts import cli

_SHOWN = 5
"""plans that a line names"""
_NAMES = {
    "plans": "规划", "clauses": "条款", "entities": "实体", "relations": "关系", "measures": "措施", "targets": "目标",
    "observations": "现状数据", "doubts": "待核对", "passages": "段落",
}  # fmt: skip


def main(
    corpus: cli.Corpus = cli.CORPUS,
    build_dir: cli.Build = cli.BUILD,
    jobs: Annotated[int, typer.Option(min=1, help="并行进程数")] = 1,
    ray: Annotated[str, typer.Option(help="在 Ray 集群上构建:auto 或集群地址")] = "",
    force: Annotated[bool, typer.Option(help="全部重做，不复用")] = False,
    as_json: cli.Json = False,
) -> None:
    """从语料生成条款树、知识图谱与索引。"""
    stages = Stages(_bar() if sys.stderr.isatty() else lines(), time.process_time)
    report = build(corpus, build_dir, jobs=jobs, ray=ray, force=force, progress=stages)
    if as_json:
        cli.echo_json({**_row(report), "own_cpu_seconds": round(stages.seconds(EXTRACTION), 2)})
    else:
        _table(report)
    left_out = (*report.errors, *report.refused)
    for line in left_out[:-1]:
        cli.warn(line)
    if left_out:
        cli.fail(left_out[-1], cli.MISUSED if report.errors else cli.FAILED)


class Stages:
    """A progress that remembers by a clock how long each stage took, from its first step to its last."""

    def __init__(self, show: Progress, clock: Callable[[], float]) -> None:
        self._show, self._clock = show, clock
        self._spans: dict[str, tuple[float, float]] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = self._clock()
        self._spans[stage] = (self._spans.get(stage, (now, now))[0], now)
        self._show(stage, done, total)

    def seconds(self, stage: str) -> float:
        """How long a stage took; 0 when there was none."""
        first, last = self._spans.get(stage, (0.0, 0.0))
        return last - first


def _bar() -> Progress:
    """A bar per stage with its rate and the time that remains."""
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    texts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    bar = Bar(*texts, TimeElapsedColumn(), TimeRemainingColumn(), transient=True)
    tasks: dict[str, TaskID] = {}

    def show(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            bar.start()
            tasks[stage] = bar.add_task(stage, total=total, rate="")
        seconds = bar.tasks[tasks[stage]].elapsed or 0.0
        bar.update(tasks[stage], completed=done, rate=f"{done / seconds:.1f} 份/秒" if done and seconds else "")
        if done >= total:
            bar.stop()

    return show


def lines(every: float = 30.0) -> Progress:
    """Where there is no terminal: at most a line in so many seconds, with the rate and the time that remains."""
    began: dict[str, float] = {}
    told = time.monotonic()

    def show(stage: str, done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if began.setdefault(stage, now) < now and now - told >= every and done < total:
            told, rate = now, done / (now - began[stage])
            left = f"，还需约 {(total - done) / rate / 60:.1f} 分钟" if rate else ""
            cli.warn(f"{stage} {done}/{total},每秒 {rate:.2f} 份{left}")

    return show


def _row(report: BuildReport) -> dict[str, object]:
    return {
        "generation": report.generation.id, "plans": list(report.plans), "built": list(report.built), "reused": list(report.reused),
        "counts": dict(report.counts), "seconds": round(report.seconds, 2), "errors": list(report.errors),
        "refused": list(report.refused), "notice": report.notice,
    }  # fmt: skip


def _named(plans: Sequence[str]) -> str:
    """How many plans, and which as far as a line holds them."""
    shown = "、".join(plans[:_SHOWN]) + (" 等" if len(plans) > _SHOWN else "")
    return f"{len(plans)} 部（{shown}）" if plans else "0 部"


def _table(report: BuildReport) -> None:
    from rich.console import Console
    from rich.table import Table

    kept = _named(report.reused)
    done = f"新建 {_named(report.built)}，复用 {kept}" if report.fresh else f"内容未变，{kept}规划全部沿用"
    table = Table()
    table.add_column("内容")
    table.add_column("数量", justify="right")
    for kind, name in _NAMES.items():
        table.add_row(name, str(report.counts.get(kind, 0)))
    table.add_row("秒", f"{report.seconds:.1f}")
    sys.stdout.write(f"{report.generation.id}:{done}\n")
    sys.stdout.flush()
    Console().print(table)
    if report.notice:
        sys.stdout.write(report.notice + "\n")


if __name__ == "__main__":
    cli.run(main)
