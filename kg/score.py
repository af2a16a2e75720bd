"""Precision, recall and F1 of facts against gold rows, with every miss and every extra as a readable line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.model import CorpusError
from corpus.normal import fold_text

Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind; optional gold neither helps nor hurts.

    `wanted` is the number of required rows, `found` that of right finds and extras together.
    """

    kind: str
    wanted: int
    found: int
    missed: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return 1 - len(self.extra) / self.found if self.found else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def lines(self) -> tuple[str, ...]:
        """What was missed (-) and what was too much (+)."""
        return (*(f"- {line}" for line in self.missed), *(f"+ {line}" for line in self.extra))

    def row(self, lines: bool) -> dict[str, Any]:
        """The figures by name, with the missed and the extra ones when asked for."""
        figures = {"kind": self.kind, "precision": round(self.precision, 4), "recall": round(self.recall, 4), "f1": round(self.f1, 4)}
        listed = {"missed": list(self.missed), "extra": list(self.extra)} if lines else {}
        return {**figures, "wanted": self.wanted, "found": self.found, **listed}


def load_gold(path: Path) -> tuple[Gold, ...]:
    """The rows of one gold file (JSON Lines). Raises CorpusError naming file and line of a damaged row."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            rows += [json.loads(line)] if line.strip() else []
        except json.JSONDecodeError as error:
            raise CorpusError(f"{path.name} 第 {number} 行不是 JSON（{error.msg}）；请改正") from error
    return tuple(rows)


def plain(text: str) -> str:
    """Text compared without white space, 的 and quotation marks."""
    return re.sub(r"[的\"'”“]", "", fold_text(text))
