"""Who changed what in a corpus: one JSON line per change, each carrying the hash of the line before it.

The log lies beside the plans, because the build directory may be thrown away at any time. A line altered,
removed or inserted later breaks the chain, and `broken` names it. It holds ids and hashes, no words of a document.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

FILE = ".changes.jsonl"
START = "0" * 64


class Action(StrEnum):
    """What can be changed."""

    PLAN_ADDED = "plan.added"
    PLAN_REPLACED = "plan.replaced"
    PLAN_REMOVED = "plan.removed"
    FACT_REVIEWED = "fact.reviewed"
    REVIEW_WITHDRAWN = "review.withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: who, what, to which plan; `detail` holds hashes, fact ids and review states."""

    actor: str
    action: Action
    plan: str
    detail: Mapping[str, str] = field(default_factory=dict)
    time: str = ""


def record(corpus: Path, change: Change) -> None:
    """Append a change, stamped with the present time unless it has one. Raises OSError when it cannot be written."""
    with (corpus / FILE).open("ab+") as log:
        _lock(log.fileno())
        log.seek(0)
        written = log.read()
        lines = written.splitlines()
        row = {
            "time": change.time or datetime.now(UTC).isoformat(timespec="seconds"), "actor": change.actor,
            "action": change.action.value, "plan": change.plan, "detail": dict(change.detail), "previous": _link(lines),
        }  # fmt: skip
        # half a line that a cut left behind stays a line of its own, which `broken` then names
        cut = bool(written) and not written.endswith(b"\n")
        log.write(b"\n" * cut + json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n")
        log.flush()
        os.fsync(log.fileno())


def changes(corpus: Path) -> tuple[Change, ...]:
    """All changes, oldest first; lines that are no change are left out (see `broken`)."""
    return tuple(change for line in _lines(corpus) if (change := _parsed(line)) is not None)


def broken(corpus: Path) -> tuple[str, ...]:
    """One line for each place where the chain of the log does not hold."""
    lines = _lines(corpus)
    wrong = []
    for number, line in enumerate(lines, 1):
        if _parsed(line) is None or json.loads(line)["previous"] != _link(lines[: number - 1]):
            wrong.append(f"{corpus / FILE} 第 {number} 行与前文不符，修改记录可能被改动过；请与备份核对")
    return tuple(wrong)


def _lines(corpus: Path) -> list[bytes]:
    path = corpus / FILE
    return path.read_bytes().splitlines() if path.is_file() else []


def _link(lines: list[bytes]) -> str:
    return hashlib.sha256(lines[-1]).hexdigest() if lines else START


def _parsed(line: bytes) -> Change | None:
    try:
        row = json.loads(line)
        str(row["previous"])
        detail = {str(k): str(v) for k, v in row["detail"].items()}
        return Change(str(row["actor"]), Action(row["action"]), str(row["plan"]), detail, str(row["time"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: appends of one process at a time are what a desktop does
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)
