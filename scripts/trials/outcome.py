"""What a trial found."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A named series of trials: how many, what was measured, and one line for each that went wrong."""

    name: str
    trials: int
    failures: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Outcome:
        """What `as_row` gave."""
        facts = {k: v for k, v in row.items() if k not in ("name", "trials", "failures")}
        return cls(row["name"], row["trials"], tuple(row["failures"]), facts)

    def as_row(self) -> dict[str, object]:
        return {"name": self.name, "trials": self.trials, "failures": list(self.failures), **self.facts}

    def as_line(self) -> str:
        facts = ",".join(f"{k} {v}" for k, v in self.facts.items())
        return f"{self.name}：{self.trials} 次，失败 {len(self.failures)}" + (f"，{facts}" if facts else "")


def quantiles(seconds: Sequence[float]) -> tuple[float, float, float]:
    """Median, 95th percentile and largest; infinite when nothing was measured."""
    ordered = sorted(seconds) or [float("inf")]
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], ordered[-1]


def load() -> str:
    """How busy the machine was over the last minute: waiting times mean little without it."""
    return f"{os.getloadavg()[0]:.1f} / {os.cpu_count()} 核"
