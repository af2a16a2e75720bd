"""What a trial found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
        return f"{self.name}:{self.trials} 次,失败 {len(self.failures)}" + (f",{facts}" if facts else "")
