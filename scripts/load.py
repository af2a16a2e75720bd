"""Put the real app under load: python -m scripts.load [--only NAME] [--quick] [--record DIR] [--json]."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import typer

from scripts import cli
from scripts.trials import crowd, probe, walk
from scripts.trials.outcome import Outcome, Say
from scripts.trials.record import Recorder
from scripts.trials.server import running

PARTS = ("first", "clicks", "browser", "visitors", "crowd", "crosstalk", "cycles", "rebuild")
#: seconds within which 95 of 100 pages are to be whole, with 25 visitors
LIMIT = 2.0


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"只做其中几项：{'、'.join(PARTS)}")] = None,
    quick: Annotated[bool, typer.Option(help="每项只做一小部分")] = False,
    record: cli.Record = None,
    as_json: cli.Json = False,
) -> None:
    """启动应用，量首页与点击的快慢；许多会话同时提问、来去、交错操作，并在提问期间重建；有一次失败时退出码为 1。"""
    parts = cli.choose_parts(only or (), PARTS)
    if not sys.platform.startswith("linux"):
        cli.fail("这些试验要读 Linux 的进程信息；请在 Linux 上运行")
    folder = Path(tempfile.mkdtemp(prefix="plan-load-"))
    try:
        name = "-".join(("load", *(only or ())))
        command = " ".join(("python -m scripts.load", *(f"--only {part}" for part in only or ()), *(["--quick"] if quick else [])))
        with Recorder(record).part(name, command) as outcomes:
            outcomes += asyncio.run(_gather(folder, parts, quick, as_json))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    failed = sum(len(o.failures) for o in outcomes)
    if failed:
        cli.fail(f"有 {failed} 处未达到要求", cli.FAILED)


async def _gather(folder: Path, parts: tuple[str, ...], quick: bool, as_json: bool) -> list[Outcome]:
    outcomes = []
    async for outcome in run(folder, parts, quick, _say):
        outcomes.append(outcome)
        cli.echo_json(outcome.as_row()) if as_json else _show(outcome)
    return outcomes


async def run(folder: Path, parts: tuple[str, ...], quick: bool, say: Say) -> AsyncIterator[Outcome]:
    """The outcomes of the chosen parts, over one running app."""
    corpora = probe.make_corpora(folder / "corpora")
    expected = probe.expect(corpora, folder)
    if "first" in parts:
        yield await walk.first_page(expected.directory, corpora.first, 1 if quick else 5)
    with running(expected.directory, corpora.first) as server:
        if "clicks" in parts:
            yield await walk.clicks(server, 1 if quick else 10)
        if "browser" in parts:
            yield await walk.browser_clicks(server, 1 if quick else 5)
        if not set(parts) - {"first", "clicks", "browser"}:
            return
        known = await crowd.references(server)
        if "visitors" in parts:
            yield await crowd.visitors(server, known, 5 if quick else 25, 2 if quick else 8, LIMIT)
        if "crowd" in parts:
            yield await crowd.visitors(server, known, 10 if quick else 100, 1 if quick else 3, None)
        if "crosstalk" in parts:
            yield await crowd.crosstalk(server, known, 200 if quick else 1000)
        if "cycles" in parts:
            yield await crowd.come_and_go(server, say, *((10, 5) if quick else (500, 150)))
        if "rebuild" in parts:
            states = (corpora.second, corpora.first) * (1 if quick else 3)
            yield await crowd.rebuilding(server, expected.directory, states)


def _say(what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{what}")


def _show(outcome: Outcome) -> None:
    sys.stdout.write("\n".join((outcome.as_line(), *(f"  {f}" for f in outcome.failures[:20]))) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    cli.run(main)
