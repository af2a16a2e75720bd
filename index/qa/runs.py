"""A run of an evaluation kept as a file, and what a later run gained and lost against it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.model import CorpusError
from index.qa.evaluate import Outcome

Run = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """A question that one run got right and the other did not, in one line."""

    gained: bool
    text: str


def record(outcomes: Sequence[Outcome], name: str) -> dict[str, dict[str, Any]]:
    """What a run made of each question: rank of the evidence, whether it refused, whether the answer held what it must."""
    return {
        f"{name}|{o.case.plan}|{o.case.q}": {"kind": o.case.kind, "rank": o.rank, "refused": o.refused, "must": o.must, "right": _right(o)}
        for o in outcomes
    }


def _right(outcome: Outcome) -> bool:
    return outcome.rank == 1 and outcome.must and not outcome.refused if outcome.case.answerable else outcome.refused


def changes(now: Run, before: Run) -> list[Change]:
    """Questions of both runs whose verdict differs, in the order of the new run."""
    out = []
    for key, row in now.items():
        old = before.get(key)
        if old is not None and old["right"] != row["right"]:
            question = key.rsplit("|", 1)[-1]
            out.append(Change(row["right"], f"[{row['kind']}] {question}：{_said(old)} → {_said(row)}"))
    return out


def _said(row: Mapping[str, Any]) -> str:
    place = "拒答" if row["refused"] else f"第{row['rank']}位" if row["rank"] <= 50 else "未进入结果"
    return place if row["must"] else f"{place}、缺要点"


def save_run(run: Run, path: Path) -> None:
    path.write_text(json.dumps(run, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load_run(path: Path) -> Run:
    """Read a saved run. Raises CorpusError in one line when the file is none."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        if not all(isinstance(row["right"], bool) for row in rows.values()):
            raise TypeError("right")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(f"{path} 不是保存的评测结果（{error}）；请用 --save 重新保存") from error
    return dict(rows)
