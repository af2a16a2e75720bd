"""Builds cut off at every step, at random moments, and on a disk that refuses; a reader looks after each."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from index.publish import BuildError
from index.qa.build import build
from index.qa.work import FOLDER
from scripts import cli
from scripts.trials.disk import Disk, Fault
from scripts.trials.outcome import Outcome, Say
from scripts.trials.probe import Corpora, Expected, answers

ROOT = Path(__file__).parents[2]
FAULTS = (Fault.KILL, Fault.POWER, Fault.ENOSPC, Fault.EIO)
#: marks the processes of a build, so that those it leaves behind can be found
_MARK = "PLAN_TRIAL"
#: loaded there first, so that what follows is fast
WARM = "scripts.trials.warm"
_BUSY = "另一个构建正在写入"
#: what may lie in a build directory when nothing is going on
_BELONGS = (".lock", "CURRENT", FOLDER, "gen-")


def spoilt_build(corpus: str, directory: str, fault: Fault, at: int, report: Connection) -> None:
    """In a process of its own: build on a failing disk and report the steps seen and the message."""
    disk = Disk(Path(directory), fault, at)
    disk.install()
    try:
        build(Path(corpus), Path(directory))
        message = ""
    except BuildError as error:
        message = str(error)
    report.send((disk.steps, message))


def attempt(corpus: Path, directory: Path, fault: Fault, at: int) -> tuple[list[str], str, int]:
    """Steps and message of one build on a failing disk, and the exit code of its process (-9 when killed)."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, WARM])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=spoilt_build, args=(str(corpus), str(directory), fault, at, theirs))
    process.start()
    theirs.close()
    try:
        steps, message = ours.recv()
    except EOFError:
        steps, message = [], ""
    process.join()
    ours.close()
    return steps, message, int(process.exitcode or 0)


def look(directory: Path, expected: Expected) -> str:
    """What a reader finds wrong in a build directory; empty when it sees one of the two states whole."""
    try:
        name, digest = answers(directory)
    except Exception as error:
        return f"reader failed: {type(error).__name__}: {error}"
    if name not in expected.answers:
        return f"reader got {name}, which nobody built"
    return "" if digest == expected.answers[name] else f"answers of {name} differ"


def finish(corpus: Path, directory: Path, expected: Expected) -> str:
    """What is wrong after the next build; empty when it reaches the second state and clears every leftover."""
    try:
        reached = build(corpus, directory).generation.id
    except Exception as error:
        return f"next build failed: {type(error).__name__}: {error}"
    if reached != expected.second:
        return f"next build reached {reached}"
    left = [p.name for p in directory.iterdir() if not p.name.startswith(_BELONGS)]
    left += [p.name for p in (directory / FOLDER).iterdir() if p.suffix != ".work"]
    return f"left over: {left}" if left else ""


def steps_of_a_build(corpora: Corpora, expected: Expected, folder: Path) -> list[str]:
    """Kinds of the steps of an undisturbed build from the first state to the second."""
    copy = _copy(expected.directory, folder / "steps")
    kinds = attempt(corpora.second, copy, Fault.NONE, 0)[0]
    if not kinds:
        raise AssertionError("the undisturbed build must succeed, step by step")
    return kinds


def at_every_step(
    corpora: Corpora, expected: Expected, folder: Path, say: Say, faults: Iterable[Fault] = FAULTS, every: int = 1
) -> Iterator[Outcome]:
    """Each fault at each step (or each `every`-th): the reader looks, then the next build is made and looked at."""
    kinds = steps_of_a_build(corpora, expected, folder)
    for fault in faults:
        places = range(1, len(kinds) + 1, every)
        failures = []
        for at in places:
            wrong = _one(corpora, expected, folder, fault, at)
            if wrong:
                failures.append(f"{fault} at step {at} ({kinds[at - 1]}): {wrong}")
            say(f"{fault.value} {at}/{len(kinds)}")
        counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
        yield Outcome(f"构建中途：{fault.value}", len(places), tuple(failures), {"步骤": json.dumps(counts).replace('"', "")})


def _one(corpora: Corpora, expected: Expected, folder: Path, fault: Fault, at: int) -> str:
    copy = _copy(expected.directory, folder / "trial")
    _, message, code = attempt(corpora.second, copy, fault, at)
    ended = fault in (Fault.KILL, Fault.POWER)
    if ended != (code == -signal.SIGKILL) or (not ended and code):
        return f"process ended with {code}"
    if "\n" in message:
        return f"message of several lines: {message!r}"
    return look(copy, expected) or finish(corpora.second, copy, expected)


def at_random(corpora: Corpora, expected: Expected, folder: Path, say: Say, trials: int, seed: int = 1) -> Outcome:
    """Kill -9 of the real command, with one and with two processes, at random moments of a build from nothing kept."""
    chance = random.Random(seed)
    whole = {jobs: _seconds(corpora, expected, folder, jobs) for jobs in (1, 2)}
    failures, reached = [], 0
    for number in range(trials):
        jobs = 1 + number % 2
        copy = _fresh(expected.directory, folder / "trial")
        process = _command(corpora.second, copy, jobs)
        try:
            process.wait(chance.uniform(0.2, 1.0) * whole[jobs])
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        orphans = _orphans(copy)
        wrong = look(copy, expected) or finish(corpora.second, copy, expected)
        if orphans:
            wrong = wrong or f"processes left running: {orphans}"
        if wrong:
            failures.append(f"trial {number} (jobs {jobs}): {wrong}")
        reached += process.returncode == 0
        say(f"kill {number + 1}/{trials}")
    return Outcome("构建中途：随机时刻 kill -9", trials, tuple(failures), {"在结束之前被杀": trials - reached})


def two_at_once(corpora: Corpora, expected: Expected, folder: Path, say: Say, trials: int, seed: int = 1) -> Outcome:
    """Two builds of one directory, the second started at a random moment of the first: each is done or says so in one line."""
    chance = random.Random(seed)
    whole = _seconds(corpora, expected, folder, 1)
    failures, told = [], 0
    for number in range(trials):
        copy = _fresh(expected.directory, folder / "trial")
        first = _command(corpora.second, copy, 1, subprocess.PIPE)
        time.sleep(chance.uniform(0, whole))
        both = (first, _command(corpora.second, copy, 1, subprocess.PIPE))
        ends = [(process.communicate()[1].decode(), process.returncode) for process in both]
        wrong = _of_two(ends) or look(copy, expected) or finish(corpora.second, copy, expected)
        if wrong:
            failures.append(f"trial {number}: {wrong}")
        told += cli.MISUSED in [code for _, code in ends]
        say(f"two {number + 1}/{trials}")
    return Outcome("同一目录两个构建同时进行", trials, tuple(failures), {"后来者被告知": told, "前后相接": trials - told})


def _of_two(ends: Iterable[tuple[str, int]]) -> str:
    """What is wrong with how two builds ended, each with what it said and its exit code."""
    for said, code in ends:
        if code and not (code == cli.MISUSED and _BUSY in said and said.count("\n") == 1):
            return f"ended with {code}: {said!r:.200}"
    return "" if 0 in [code for _, code in ends] else "neither was made"


def _command(corpus: Path, directory: Path, jobs: int, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    order = [sys.executable, "-m", "scripts.build", "--corpus", str(corpus), "--build", str(directory), "--jobs", str(jobs)]
    environ = {**os.environ, _MARK: str(directory)}
    return subprocess.Popen(order, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=stderr)


def _seconds(corpora: Corpora, expected: Expected, folder: Path, jobs: int) -> float:
    began = time.monotonic()
    if _command(corpora.second, _fresh(expected.directory, folder / "trial"), jobs).wait():
        raise AssertionError("the undisturbed build must succeed")
    return time.monotonic() - began


def _orphans(directory: Path, patience: float = 5.0) -> list[int]:
    """Processes of a killed build that are still running after a moment."""
    until = time.monotonic() + patience
    while (found := list(_marked(f"{_MARK}={directory}".encode()))) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def _marked(mark: bytes) -> Iterator[int]:
    """Processes whose environment holds the mark."""
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                yield int(entry.name)


def _copy(directory: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(directory, target)
    return target


def _fresh(directory: Path, target: Path) -> Path:
    """A copy without kept work, so that the build has everything to do."""
    copy = _copy(directory, target)
    shutil.rmtree(copy / FOLDER)
    return copy
