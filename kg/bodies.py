"""Lists of public bodies as printed: where each begins and ends, without notes on who does what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.cues import regex

_SEPARATOR = re.compile(r"[、,;]|以及|(?<=[局委部厅办院会府署关门])[和与]")
#: what may follow a list as the label of the next entry: ;配合单位: or 完成时限:
_NEXT_LABEL = re.compile(r"(?:[,;、](?:(?![,;、]).){1,12}|(?:完成|办结|实施)?(?:时限|时间|期限))$")


def split_bodies(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches between separators outside brackets (各县(市、区)政府 is one), empty ones left out."""
    at, depth = start, 0
    cuts = {m.start(): m.end() for m in _SEPARATOR.finditer(text, start, end)}
    for i in range(start, end):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0 and i in cuts:
            if i > at:
                yield at, i
            at = cuts[i]
    if end > at:
        yield at, end


def listed_bodies(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The bodies of a labelled list: notes (按职责分工负责, 等有关部门) and numbers are no part of them."""
    for at, stop in split_bodies(text, start, end):
        tail = regex("<departments.note>+$").search(text[at:stop])
        stop = at + tail.start() if tail else stop
        if stop - at >= 2 and not re.fullmatch(r"[\d.\-]+", text[at:stop]):
            yield at, stop


def labelled_end(text: str, start: int, end: int) -> int:
    """End of a labelled list: where the label of the next entry begins, if one follows."""
    following = _NEXT_LABEL.search(text, start, end) if text[end : end + 1] == ":" else None
    return following.start() if following else end
