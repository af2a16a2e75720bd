"""Try to break builds and their readers: python -m scripts.faults [--only NAME] [--quick] [--record DIR] [--json]."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from scripts import cli
from scripts.trials.campaign import PARTS, Bench
from scripts.trials.outcome import Outcome
from scripts.trials.record import Recorder


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"只做其中几项：{'、'.join(PARTS)}")] = None,
    quick: Annotated[bool, typer.Option(help="每项只做一小部分")] = False,
    record: cli.Record = None,
    as_json: cli.Json = False,
) -> None:
    """在每个写入步骤断电、断进程、写满磁盘，损坏每个文件，以恶意查询与随机输入攻击；任何一次失败时退出码为 1。"""
    parts = cli.choose_parts(only or (), tuple(PARTS))
    if not sys.platform.startswith("linux"):
        cli.fail("这些试验要用 Linux 的进程与文件接口；请在 Linux 上运行")
    folder = Path(tempfile.mkdtemp(prefix="plan-faults-"))
    try:
        bench, recorder = Bench(folder, _say, quick), Recorder(record)
        failed = sum(_run(part, bench, recorder, as_json) for part in parts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if failed:
        cli.fail(f"有 {failed} 次试验未达到要求", cli.FAILED)


def _run(part: str, bench: Bench, recorder: Recorder, as_json: bool) -> int:
    """Number of failures of one part, whose outcomes are shown as they come."""
    with recorder.part(part, f"python -m scripts.faults --only {part}{' --quick' * bench.quick}") as outcomes:
        for outcome in PARTS[part](bench):
            outcomes.append(outcome)
            cli.echo_json(outcome.as_row()) if as_json else _show(outcome)
    return sum(len(o.failures) for o in outcomes)


def _say(what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{what}")


def _show(outcome: Outcome) -> None:
    sys.stdout.write("\n".join((outcome.as_line(), *(f"  {f}" for f in outcome.failures))) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    cli.run(main)
