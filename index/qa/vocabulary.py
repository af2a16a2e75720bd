"""Words that say little by themselves: which side of a thing is asked for, what headings share, what can be measured."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[1] / "data"
_VERBS = _DATA / "policy_verbs.txt"
_ATTRIBUTES = _DATA / "attributes.txt"
_PROPERTIES = _DATA / "properties.txt"


@cache
def attributes() -> frozenset[str]:
    """Words that say which side of a thing is asked for (目标, 数量, 现状 …) and that its sentence need not repeat."""
    return frozenset(_ATTRIBUTES.read_text(encoding="utf-8").split())


@cache
def policy_verbs() -> frozenset[str]:
    """Words that most headings share (支持, 加快, 发展 …) and that therefore name none of them."""
    return frozenset(_VERBS.read_text(encoding="utf-8").split())


@cache
def properties() -> frozenset[str]:
    """What can be measured of a thing (产值, 面积, 人次 …): lacking only this, the thing itself is still mentioned."""
    return frozenset(_PROPERTIES.read_text(encoding="utf-8").split())


def generic(word: str) -> bool:
    """Whether a word names nothing by itself (发展, 产业, 工作 …)."""
    return word in policy_verbs() or word in attributes()
