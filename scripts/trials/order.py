"""The same plans built under different hash seeds, orders of files and numbers of processes: the same bytes."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.trials.outcome import Outcome, Say
from scripts.trials.probe import Corpora

ROOT = Path(__file__).parents[2]
SEEDS = ("0", "1", "2", "42", "4294967295")
#: orders in which folders list their entries; a real file system may do either
ORDERS = ("sorted", "reversed", "shuffled")


def same_bytes(corpora: Corpora, folder: Path, say: Say, seeds: tuple[str, ...] = SEEDS, orders: tuple[str, ...] = ORDERS) -> Outcome:
    """Build under every combination, from nothing, and compare the digests of all files and of all kept work."""
    found: dict[str, list[str]] = {}
    runs = list(itertools.product(seeds, orders, (1, 2)))
    for number, (seed, order, jobs) in enumerate(runs, 1):
        found.setdefault(_build(corpora.second, folder / "order", seed, order, jobs), []).append(f"seed {seed} {order} jobs {jobs}")
        say(f"order {number}/{len(runs)}")
    common = max(found.values(), key=len)
    return Outcome("相同输入、相同字节", len(runs), tuple(r for rows in found.values() if rows is not common for r in rows))


def _build(corpus: Path, directory: Path, seed: str, order: str, jobs: int) -> str:
    shutil.rmtree(directory, ignore_errors=True)
    command = [sys.executable, "-m", "scripts.trials.order", order, str(corpus), str(directory), str(jobs)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, stdout=subprocess.DEVNULL)
    digest = hashlib.sha256()
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        digest.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def list_in(order: str) -> None:
    """Make this process see the entries of every folder in the given order."""
    plain = os.listdir

    def listing(path: str | Path = ".") -> list[str]:
        names = sorted(plain(path), reverse=order == "reversed")
        if order == "shuffled":
            random.Random(7).shuffle(names)
        return names

    os.listdir = listing  # type: ignore[assignment]


if __name__ == "__main__":
    from index.qa.build import build

    list_in(sys.argv[1])
    build(Path(sys.argv[2]), Path(sys.argv[3]), jobs=int(sys.argv[4]))
