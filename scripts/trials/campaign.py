"""The parts of a campaign against builds and their readers: what each does in full, and in brief."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scripts.trials import crash, damage, fuzzing, order, probe, sandbox, suites
from scripts.trials.outcome import Outcome, Say


@dataclass(frozen=True)
class Stage:
    """Corpora in a folder and the states that builds of them are compared with, made when first asked for."""

    folder: Path
    embedded: bool

    @cached_property
    def corpora(self) -> probe.Corpora:
        return probe.make_corpora(self.folder / "corpora", embedded=self.embedded)

    @cached_property
    def expected(self) -> probe.Expected:
        return probe.expect(self.corpora, self.folder)


@dataclass(frozen=True)
class Bench:
    """Where trials take place: with the embedded plan, or with small plans where builds are many and their size does not matter."""

    folder: Path
    say: Say
    quick: bool = False

    @cached_property
    def whole(self) -> Stage:
        return self._stage("whole", embedded=True)

    @cached_property
    def small(self) -> Stage:
        return self._stage("small", embedded=False)

    def _stage(self, name: str, *, embedded: bool) -> Stage:
        folder = self.folder / name
        folder.mkdir()
        return Stage(folder, embedded)

    def number(self, full: int, brief: int) -> int:
        """How many: in full, or with `quick`."""
        return brief if self.quick else full


def _steps(b: Bench) -> Iterator[Outcome]:
    s = b.small
    return crash.at_every_step(s.corpora, s.expected, s.folder, b.say, every=b.number(1, 12))


def _kills(b: Bench) -> Iterator[Outcome]:
    s = b.whole
    yield crash.at_random(s.corpora, s.expected, s.folder, b.say, b.number(100, 4))


def _twins(b: Bench) -> Iterator[Outcome]:
    s = b.whole
    yield crash.two_at_once(s.corpora, s.expected, s.folder, b.say, b.number(20, 2))


def _files(b: Bench) -> Iterator[Outcome]:
    s = b.small
    return damage.damaged_files(s.corpora, s.expected, s.folder, b.say, b.number(500, 20), b.number(10, 1))


def _work(b: Bench) -> Iterator[Outcome]:
    s = b.whole
    return damage.damaged_work(s.corpora, s.expected, s.folder, b.say, b.number(500, 20), b.number(10, 1))


def _order(b: Bench) -> Iterator[Outcome]:
    brief = (("0", "1"), ("reversed",)) if b.quick else ()
    yield order.same_bytes(b.whole.corpora, b.whole.folder, b.say, *brief)


def _sandbox(b: Bench) -> Iterator[Outcome]:
    graph = b.whole.expected.directory / b.whole.expected.first / "graph.trig"
    yield sandbox.hostile(graph, b.say, b.number(3, 1))
    yield sandbox.escapes(graph, b.whole.folder)


def _fuzz(b: Bench) -> Iterator[Outcome]:
    return fuzzing.fuzz(b.folder, b.say, b.number(600, 10))


def _tests(b: Bench) -> Iterator[Outcome]:
    return suites.run(b.folder, b.say)


#: part → its trials, in the order in which all of them are made
PARTS: Mapping[str, Callable[[Bench], Iterable[Outcome]]] = {
    "tests": _tests, "sandbox": _sandbox, "steps": _steps, "kills": _kills, "twins": _twins, "files": _files, "work": _work,
    "order": _order, "fuzz": _fuzz,
}  # fmt: skip
