"""Time and memory, measured so that a busy machine disturbs what is compared alike: by turns, medians, CPU time of one process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: wall seconds, CPU seconds of user and system, and peak memory in MB."""

    wall: float
    cpu: float
    peak: float


def by_turns(times: int, works: Sequence[Callable[[], object]], clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Median seconds of each work, all of them done once before any is done again."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, seconds in zip(works, taken, strict=True):
            began = clock()
            work()
            seconds.append(clock() - began)
    return [float(np.median(seconds)) for seconds in taken]


def spawn(arguments: Sequence[str], temporary: Path) -> Spent:
    """Run Python with these arguments to its end, with a temporary folder of its own. Raises CalledProcessError when it fails."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    launcher = [sys.executable, "-I", str(Path(__file__).with_name("launch.py")), sys.executable]
    done = subprocess.run([*launcher, *arguments], env=environment, capture_output=True, text=True, check=True)
    return Spent(*map(float, done.stdout.split()))


def spawned_by_turns(times: int, commands: Sequence[Sequence[str]], temporary: Path) -> list[Spent]:
    """Medians of each command, all run once before any is run again; a first round, which fills caches, is not counted."""
    taken: list[list[Spent]] = [[] for _ in commands]
    for turn in range(times + 1):
        for command, spent in zip(commands, taken, strict=True):
            now = spawn(command, temporary)
            spent += [now] if turn else []
    return [Spent(*(float(np.median([getattr(s, name) for s in spent])) for name in ("wall", "cpu", "peak"))) for spent in taken]


def milliseconds(seconds: float) -> float:
    """Rounded to three digits that say something."""
    return float(f"{seconds * 1000:.3g}")


def ratio(one: float, other: float) -> float:
    """How many times the other; three digits."""
    return float(f"{one / other:.3g}") if other else 0.0
