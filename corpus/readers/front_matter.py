"""The `key: value` head that markdown tools write on top of a text, also of plain ones."""

from __future__ import annotations

import re

from corpus.readers.assemble import Properties

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_PAIR = re.compile(r"([\w.\- ]+?)\s*:(?:\s+(.*))?")
_ITEM = re.compile(r"\s*-\s+(.*)")


def split_front_matter(source: str) -> tuple[Properties, str]:
    """`key: value` lines between two --- at the very top, and the rest; a lone --- is no front matter."""
    found = _FRONT.match(source)
    pairs = _pairs(found[1]) if found else None
    return (tuple(pairs), source[found.end() :]) if found and pairs else ((), source)


def _pairs(front: str) -> list[tuple[str, str]] | None:
    pairs: list[tuple[str, str]] = []
    key = ""
    for line in front.splitlines():
        if pair := _PAIR.fullmatch(line):
            key = pair[1]
            pairs.append((key, (pair[2] or "").strip().strip("\"'")))
        elif key and (item := _ITEM.fullmatch(line)):
            pairs.append((key, item[1].strip().strip("\"'")))
        elif line.strip():
            return None
    return pairs
