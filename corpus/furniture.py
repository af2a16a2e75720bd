"""Which lines of a page are not the plan. Precision first: what could be a sentence of the plan stays."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.model import Block, Hint
from corpus.normal import fold_text

_DATA = Path(__file__).parent / "data" / "furniture.toml"
_SENTENCE = 40
_REPEAT_MIN = 3
_PATTERN_MAX = 160


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of furniture.toml, compiled."""

    reason: str
    tail: bool
    regex: re.Pattern[str]


@cache
def patterns() -> tuple[Pattern, ...]:
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["pattern"]
    return tuple(Pattern(r["reason"], r["where"] == "tail", re.compile(_lower(r["regex"]))) for r in rows)


def _lower(regex: str) -> str:
    """A pattern for folded lines, which are lower case: that matches in half the time of one that ignores case."""
    return re.sub(r"\\.|[A-Z]+", lambda part: part[0] if part[0].startswith("\\") else part[0].lower(), regex)


@cache
def _any() -> re.Pattern[str]:
    """All patterns as one, because most lines match none."""
    return re.compile("|".join(f"(?:{p.regex.pattern})" for p in patterns()))


def is_sentence(line: str) -> bool:
    """Long enough and closed like a sentence of running text."""
    return len(line) >= _SENTENCE and line.rstrip("”）)")[-1:] in ("。", "；", ";")


def reason_of(line: str) -> Pattern | None:
    """The furniture pattern that this whole line matches, if any."""
    folded = fold_text(line)
    if not _any().fullmatch(folded):
        return None
    return next((p for p in patterns() if p.regex.fullmatch(folded)), None)


def find_furniture(text: str, blocks: Sequence[Block], first: int, numbered: int) -> dict[int, str]:
    """Furniture among blocks[first:]: single lines anywhere, the tail of the page, and repeated copies.

    `numbered` is the index of the last block that opens a clause or is a table row; the tail of a page begins
    behind it and behind all but a little running text. Returns block index → reason.
    """
    lines = [text[b.start : b.end] for b in blocks]
    tail_from = _tail_from(lines, max(first, numbered + 1))
    found: dict[int, str] = {}
    tail = ""
    for i in range(first, len(blocks)):
        line = lines[i]
        pattern = reason_of(line) if len(line) <= _PATTERN_MAX else None
        if pattern and (not pattern.tail or i >= tail_from):
            found[i] = pattern.reason
            tail = pattern.reason if pattern.tail else tail
        elif blocks[i].hint is Hint.RULE:
            found[i] = "分隔线"
        elif tail and not is_sentence(line):
            found[i] = tail
    return found | _repeated(lines, first)


def _tail_from(lines: Sequence[str], first: int) -> int:
    """The first line from which less than a twentieth of the text still is running text."""
    limit = sum(len(line) for line in lines) / 20
    seen = 0
    for i in range(len(lines) - 1, first - 1, -1):
        seen += len(lines[i]) if is_sentence(lines[i]) else 0
        if seen > limit:
            return i + 1
    return first


def _repeated(lines: Sequence[str], first: int) -> dict[int, str]:
    """Blocks of a second copy of the body: runs of at least three long lines already read."""
    seen: dict[str, int] = {}
    found: dict[int, str] = {}
    run: list[int] = []
    previous = -2
    for i in range(first, len(lines)):
        line = "".join(lines[i].split())
        at = seen.setdefault(line, i)
        if at != i and (not run or at == previous + 1):
            run.append(i)
        else:
            run = [i] if at != i else []
        previous = at
        if len(run) >= _REPEAT_MIN and sum(len(lines[k]) for k in run) >= 120:
            found |= dict.fromkeys(run, "重复正文")
    return found
