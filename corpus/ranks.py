"""Which numbering stands inside which, where a document does it against custom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from corpus.markers import BARE, Marker
from corpus.model import Kind
from corpus.segments import Segment

#: 1. where 1, 1.1 and 1.1.1 number the headings
_INSIDE_DECIMAL: Final = 10.9


def learn_order(segments: Sequence[Segment]) -> dict[str, float]:
    """Ranks where this document nests two families against custom (第X条 under 一、, （一） under 1.).

    Family A stands outside B when A opens first, B opens inside A, and A then goes on counting.
    """
    marked = [s.marker for s in segments if s.marker and s.marker.family.kind is Kind.NUMBERED]
    firsts: dict[str, int] = {}
    for at, m in enumerate(marked):
        if m.number == 1:
            firsts.setdefault(m.family.id, at)
    rank = {m.family.id: m.family.rank for m in marked}
    if BARE.id in firsts and firsts[BARE.id] < firsts.get("1.", len(marked)):
        rank["1."] = _INSIDE_DECIMAL
    for inner in sorted(firsts, key=lambda f: rank[f]):
        for outer in sorted(firsts, key=lambda f: rank[f]):
            if rank[outer] > rank[inner] and firsts[outer] < firsts[inner] and _goes_on(marked, outer, inner, firsts[inner], rank):
                rank[inner] = rank[outer] + 0.001
    return rank


def _goes_on(marked: Sequence[Marker], outer: str, inner: str, opened: int, rank: dict[str, float]) -> bool:
    before = next((k for k in range(opened - 1, -1, -1) if marked[k].family.id == outer), None)
    after = next((k for k in range(opened + 1, len(marked)) if marked[k].family.id == outer), None)
    if before is None or after is None or marked[after].number != marked[before].number + 1:
        return False
    return not any(rank[m.family.id] < rank[inner] for m in marked[before + 1 : after])
