"""Many visitors of one app at once: how long they wait, whether anybody is shown another's page, what memory does."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from urllib.parse import quote

from scripts.trials.outcome import Outcome, Say, load, quantiles
from scripts.trials.probe import QUESTIONS
from scripts.trials.server import ROOT, Server
from scripts.trials.session import Page, Session

#: seconds after which a page counts as failed; being slow is measured, not failed
PATIENCE = 300.0
#: seconds a visitor reads before asking again, at random between these
READING = (4.0, 10.0)
ADDRESSES = tuple(f"?view=ask&q={quote(q)}" for q in QUESTIONS)


@dataclass(frozen=True, slots=True)
class Seen:
    """One page that a visitor got, or the error instead of it."""

    address: str
    page: Page | None
    error: str = ""

    @property
    def failed(self) -> bool:
        return self.page is None or self.page.trouble


async def _open(session: Session, address: str) -> Seen:
    try:
        return Seen(address, await session.open(address, PATIENCE))
    except Exception as error:
        return Seen(address, None, f"{type(error).__name__}: {error}")


async def references(server: Server) -> dict[str, str]:
    """Each address opened alone, in a session of its own: what everybody must be shown."""
    known = {}
    for address in ADDRESSES:
        async with Session(server.port) as session:
            known[address] = (await session.open(address)).text
    return known


async def _visitor(server: Server, number: int, questions: int, reading: tuple[float, float]) -> list[Seen]:
    """One visitor who arrives at a random moment, asks, reads, and asks again in the same session."""
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, reading[1]))
    seen = []
    try:
        async with Session(server.port) as session:
            for _ in range(questions):
                seen.append(await _open(session, chance.choice(ADDRESSES)))
                await asyncio.sleep(chance.uniform(*reading))
    except OSError as error:
        seen.append(Seen("connect", None, str(error)))
    return seen


async def visitors(server: Server, known: dict[str, str], count: int, questions: int, limit: float | None) -> Outcome:
    """`count` visitors at once, each asking `questions` times; p95 must stay below `limit` seconds where given."""
    before = server.seconds()
    rows = await asyncio.gather(*(_visitor(server, n, questions, READING) for n in range(count)))
    cost = (server.seconds() - before) / (count * questions)
    seen = [s for row in rows for s in row]
    failures = _wrong(seen, known)
    p50, p95, top = quantiles([s.page.seconds for s in seen if s.page])
    if limit is not None and p95 > limit:
        failures.append(f"p95 {p95:.2f} s > {limit} s")
    facts = {"p50": f"{p50:.2f} 秒", "p95": f"{p95:.2f} 秒", "最长": f"{top:.2f} 秒", "每页处理器时间": f"{cost:.3f} 秒", "负载": load()}
    return Outcome(f"{count} 人同时使用，各问 {questions} 次", len(seen), tuple(failures), facts)


def _wrong(seen: Sequence[Seen], known: dict[str, str]) -> list[str]:
    wrong = [f"{s.address}: {s.error or 'trouble shown'}" for s in seen if s.failed]
    pages = [(s.address, s.page.text) for s in seen if s.page and not s.page.trouble]
    return wrong + [f"{address}: {_difference(known[address], text)}" for address, text in pages if text != known[address]]


def _difference(wanted: str, got: str) -> str:
    """The first line in which a page differs from what it should be."""
    pairs = zip_longest(wanted.split("\n"), got.split("\n"))
    line, (a, b) = next((n, pair) for n, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    return f"line {line} is {b!r:.200}, not {a!r:.200}"


async def crosstalk(server: Server, known: dict[str, str], operations: int = 1000, sessions: int = 8) -> Outcome:
    """Operations of several sessions interleaved without a pause; every page must be the page of its own address."""

    async def one(number: int) -> list[Seen]:
        chance = random.Random(number)
        async with Session(server.port) as session:
            return [await _open(session, chance.choice(ADDRESSES)) for _ in range(operations // sessions)]

    began = time.monotonic()
    seen = [s for row in await asyncio.gather(*(one(n) for n in range(sessions))) for s in row]
    rate = f"{len(seen) / (time.monotonic() - began):.1f} 次/秒"
    return Outcome(f"{sessions} 个会话交错操作", len(seen), tuple(_wrong(seen, known)), {"速率": rate})


async def come_and_go(server: Server, say: Say, cycles: int = 500, settled: int = 150, growth: float = 0.2) -> Outcome:
    """Visitors who connect, see the first page and leave; memory is compared with that after `settled` of them."""
    failures = []
    start = server.resident()
    for number in range(cycles + settled):
        async with Session(server.port) as session:
            seen = await _open(session, "?view=ask")
        if seen.failed:
            failures.append(f"cycle {number}: {seen.error or 'trouble shown'}")
        if number == settled - 1:
            start = server.resident()
        say(f"cycle {number}")
    grown = server.resident() / start - 1
    if grown > growth:
        failures.append(f"memory grew by {grown:.0%}")
    facts = {"内存": f"{start / 2**20:.0f} → {server.resident() / 2**20:.0f} MB({grown:+.1%})"}
    return Outcome("连接与断开", cycles, tuple(failures), facts)


async def rebuilding(server: Server, build: Path, corpora: Sequence[Path], sessions: int = 5) -> Outcome:
    """Questions asked without a pause while another process publishes one generation after the other."""
    done = asyncio.Event()
    seen: list[Seen] = []

    async def ask(number: int) -> None:
        chance = random.Random(number)
        async with Session(server.port) as session:
            while not done.is_set():
                seen.append(await _open(session, chance.choice(ADDRESSES)))
                await asyncio.sleep(chance.uniform(0.2, 1.0))

    asking = [asyncio.create_task(ask(n)) for n in range(sessions)]
    codes = [await asyncio.to_thread(_build, corpus, build) for corpus in corpora]
    done.set()
    await asyncio.gather(*asking)
    failures = [f"{s.address}: {s.error or 'trouble shown'}" for s in seen if s.failed]
    failures += [f"build ended with {code}" for code in codes if code]
    shown = Counter(s.page.text for s in seen if s.page and s.address == ADDRESSES[-1])
    return Outcome("提问期间重建", len(seen), tuple(failures), {"发布版本": len(codes), "末题答案种数": len(shown)})


def _build(corpus: Path, build: Path) -> int:
    command = [sys.executable, "-m", "scripts.build", "--corpus", str(corpus), "--build", str(build)]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
