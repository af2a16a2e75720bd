"""What one plan contributes to a generation, and how it is kept on disk between builds.

Kept work is one file per input, renamed into place when whole. It is believed only when its digest agrees and it
says it is about that very input; anything else is done again. So it needs no fsync and no repair.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

FOLDER = "cache"
PARTS = ("plan.json", "text", "clauses", "graph", "common", "passages", "layout", "words", "vectors", "summary")
_SUFFIX = ".work"
_TEMPORARY = ".tmp-"
_DIGEST_LINE = 65


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


@dataclass(frozen=True)
class KeptWork:
    """Work of a plan on disk, found whole; a part is read when it is asked for."""

    id: str
    path: Path
    at: Mapping[str, tuple[int, int]]

    def part(self, name: str) -> bytes:
        start, length = self.at[name]
        with self.path.open("rb") as stream:
            stream.seek(start)
            return stream.read(length)

    @cached_property
    def summary(self) -> dict[str, Any]:
        return dict(json.loads(self.part("summary")))


def keep(folder: Path, key: str, work: PlanWork) -> KeptWork:
    """Write work under the key of its inputs: a line with the digest, a line saying what follows, the parts."""
    folder.mkdir(parents=True, exist_ok=True)
    lengths = [len(work.parts[name]) for name in PARTS]
    head = {"key": key, "plan": work.id, "lengths": lengths}
    line = json.dumps(head, ensure_ascii=False).encode() + b"\n"
    body = line + b"".join(work.parts[name] for name in PARTS)
    temporary = folder / f"{_TEMPORARY}{key}"
    temporary.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    path = folder / f"{key}{_SUFFIX}"
    temporary.replace(path)
    return KeptWork(work.id, path, _places(_DIGEST_LINE + len(line), lengths))


def kept(folder: Path, key: str, plan: str) -> KeptWork | None:
    """Kept work of a plan, when it is whole and of these inputs; None otherwise."""
    path = folder / f"{key}{_SUFFIX}"
    try:
        with path.open("rb") as stream:
            digest = stream.readline().strip().decode("ascii", "replace")
            line = stream.readline()
            stream.seek(_DIGEST_LINE)
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                return None
    except OSError:
        return None
    head = json.loads(line)
    if (head["key"], head["plan"]) != (key, plan):
        return None
    return KeptWork(plan, path, _places(_DIGEST_LINE + len(line), head["lengths"]))


def _places(start: int, lengths: Sequence[int]) -> Mapping[str, tuple[int, int]]:
    """Offset and length of each part in the file."""
    starts = accumulate(lengths, initial=start)
    return dict(zip(PARTS, zip(starts, lengths, strict=False), strict=True))


def prune(folder: Path, keys: Mapping[str, str]) -> None:
    """Remove kept work of other inputs than these (plan → key), and whatever else does not belong there."""
    import shutil

    wanted = {f"{key}{_SUFFIX}" for key in keys.values()}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in wanted:
            path.unlink(missing_ok=True)
