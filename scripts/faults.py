"""Try to break builds and their readers: python -m scripts.faults [--only NAME] [--quick] [--json]."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from scripts import cli
from scripts.trials import crash, damage, order, probe
from scripts.trials.outcome import Outcome, Say

PARTS = ("steps", "kills", "files", "work", "order")


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"只做其中几项:{'、'.join(PARTS)}")] = None,
    quick: Annotated[bool, typer.Option(help="每项只做一小部分")] = False,
    as_json: cli.Json = False,
) -> None:
    """在每个写入步骤断电、断进程、写满磁盘,并损坏每个文件;任何一次失败时退出码为 1。"""
    parts = cli.choose_parts(only or (), PARTS)
    if not sys.platform.startswith("linux"):
        cli.fail("这些试验要用 Linux 的进程与文件接口;请在 Linux 上运行")
    folder = Path(tempfile.mkdtemp(prefix="plan-faults-"))
    try:
        failed = 0
        for outcome in run(folder, parts, quick, _say):
            failed += len(outcome.failures)
            cli.echo_json(outcome.as_row()) if as_json else _show(outcome)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if failed:
        cli.fail(f"有 {failed} 次试验未达到要求", cli.FAILED)


def run(folder: Path, parts: tuple[str, ...], quick: bool, say: Say) -> Iterator[Outcome]:
    """The outcomes of the chosen parts, one after the other."""
    corpora = probe.make_corpora(folder / "corpora")
    expected = probe.expect(corpora, folder)
    number, probed = (20, 1) if quick else (500, 10)
    if "steps" in parts:
        yield from crash.at_every_step(corpora, expected, folder, say, every=12 if quick else 1)
    if "kills" in parts:
        yield crash.at_random(corpora, expected, folder, say, 4 if quick else 100)
    if "files" in parts:
        yield from damage.damaged_files(corpora, expected, folder, say, number, probed)
    if "work" in parts:
        yield from damage.damaged_work(corpora, expected, folder, say, number, probed)
    if "order" in parts:
        yield order.same_bytes(corpora, folder, say, *((("0", "1"), ("reversed",)) if quick else ()))


def _say(what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{what}")


def _show(outcome: Outcome) -> None:
    sys.stdout.write("\n".join((outcome.as_line(), *(f"  {f}" for f in outcome.failures))) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    cli.run(main)
