"""By which means an action works: money, tax, platforms, people, demonstration … told by cue words."""

from __future__ import annotations

import re
from functools import cache

from kg.lexicon import rows
from kg.needles import Sought, SoughtTogether


@cache
def _instruments() -> tuple[tuple[str, int], ...]:
    """Instrument and tier; a cue of the second tier names a broad means and counts where none of the first does."""
    return tuple((r["instrument"], int(r["tier"])) for r in rows("instruments"))


@cache
def _cues() -> SoughtTogether:
    return SoughtTogether([r["pattern"] for r in rows("instruments")])


#: decisive wherever they stand; the others by the head noun, which Chinese puts last
_DECISIVE = ("税收", "金融", "人才")
#: sectors an action is for (电信、金融、能源等重点行业) say nothing of its means; names have an end, or an endless sentence takes for ever
_SECTORS = Sought(r"(?:(?:(?!等|在)\w){1,30}、){1,30}(?:(?!等)\w){1,30}等\w{0,6}(?:行业|领域)")


def instrument_of(action: str) -> str:
    """The instrument of an action: tax, finance, talent wherever named, a leading 宣传, else the last cue of the first tier that has one.

    >>> [instrument_of(a) for a in ("加大加计扣除政策宣传力度", "建设棉花收储流通基地", "突出区域品牌塑造", "调优第一产业")]
    ['税收', '基地', '品牌', '其他']
    """
    action = _SECTORS.sub("", action)
    ends = [(rank, match.end()) for rank, match in _cues().finditer(action)]
    found = [(-tier, end, -rank, name) for rank, end in ends for name, tier in (_instruments()[rank],)]
    names = [name for *_, name in found]
    if decisive := next((name for name in _DECISIVE if name in names), ""):
        return decisive
    if re.match(r"(?:大力|广泛|深入)?(?:宣传|弘扬|普及)", action):
        return "宣传"
    return max(found)[-1] if found else "其他"
