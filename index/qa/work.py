"""What one plan contributes to a generation, and how it is kept on disk between builds.

Kept work is one file per input, renamed into place when whole. It is believed only when its digest agrees and it
says it is about that very input; anything else is done again. So it needs no fsync and no repair.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = "cache"
PARTS = ("plan.json", "text", "quads", "passages", "tokens", "vectors", "summary")
_SUFFIX = ".work"
_TEMPORARY = ".tmp-"


@dataclass(frozen=True, slots=True)
class PlanWork:
    """What one plan contributes to a generation, as bytes by name (see PARTS)."""

    id: str
    parts: Mapping[str, bytes]

    def __post_init__(self) -> None:
        if tuple(self.parts) != PARTS:
            raise ValueError(f"work of {self.id} must have the parts {PARTS}")

    @property
    def summary(self) -> dict[str, Any]:
        return dict(json.loads(self.parts["summary"]))


def keep(folder: Path, key: str, work: PlanWork) -> None:
    """Write work under the key of its inputs: a line with the digest, a line saying what follows, the parts."""
    folder.mkdir(parents=True, exist_ok=True)
    head = {"key": key, "plan": work.id, "lengths": [len(work.parts[name]) for name in PARTS]}
    body = json.dumps(head, ensure_ascii=False).encode() + b"\n" + b"".join(work.parts[name] for name in PARTS)
    temporary = folder / f"{_TEMPORARY}{key}"
    temporary.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    temporary.replace(folder / f"{key}{_SUFFIX}")


def kept(folder: Path, key: str, plan: str) -> PlanWork | None:
    """Kept work of a plan, when it is whole and of these inputs; None otherwise."""
    try:
        data = (folder / f"{key}{_SUFFIX}").read_bytes()
    except OSError:
        return None
    digest, _, body = data.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        return None
    line, _, payload = body.partition(b"\n")
    head = json.loads(line)
    if (head["key"], head["plan"]) != (key, plan):
        return None
    parts: dict[str, bytes] = {}
    at = 0
    for name, length in zip(PARTS, head["lengths"], strict=True):
        parts[name] = payload[at : at + length]
        at += length
    return PlanWork(plan, parts)


def prune(folder: Path, keys: Mapping[str, str]) -> None:
    """Remove kept work of other inputs than these (plan → key), and whatever else does not belong there."""
    import shutil

    wanted = {f"{key}{_SUFFIX}" for key in keys.values()}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in wanted:
            path.unlink(missing_ok=True)
