"""What is asked of the product's reliability, and which results show it: one row of asked.toml each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scripts.trials.outcome import Outcome
from scripts.trials.record import Record

_FILE = Path(__file__).with_name("asked.toml")
#: the part whose outcomes are test files
TESTS = "tests"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing asked: its topic, the words, and either outcomes of a part (by what their names hold) or test files."""

    topic: str
    words: str
    part: str = ""
    outcomes: str = ""
    tests: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.part) == bool(self.tests):
            raise ValueError(f"{self.words}:part 与 tests 须有且只有一个")

    def found(self, records: Mapping[str, Record]) -> tuple[Record | None, tuple[Outcome, ...]]:
        """The record that shows it and the outcomes in it; none of either when it was not measured yet.

        A record of some sub-parts (load-visitors) serves as well as that of the whole part (load).
        """
        part = self.part or TESTS
        for record in (r for name, r in records.items() if name == part or name.startswith(f"{part}-")):
            wanted = tuple(o for o in record.outcomes if (o.name in self.tests if self.tests else self.outcomes in o.name))
            if wanted and len(wanted) >= len(self.tests):
                return record, wanted
        return None, ()


@cache
def asked() -> tuple[Asked, ...]:
    """All rows in order."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["asked"]
    return tuple(Asked(**{**row, "tests": tuple(row.get("tests", ()))}) for row in rows)


def measured(outcomes: Iterable[Outcome]) -> str:
    """What was found, in a few words: numbers of trials and failures, and the facts of a single outcome."""
    rows = list(outcomes)
    failed = sum(len(o.failures) for o in rows)
    total = sum(o.trials for o in rows)
    if len(rows) == 1:
        facts = "".join(f"；{k} {v}" for k, v in rows[0].facts.items())
        return f"{total:,} 次，失败 {failed}{facts}"
    least = min(o.trials for o in rows)
    return f"{len(rows)} 项共 {total:,} 次(每项至少 {least:,} 次)，失败 {failed}"
