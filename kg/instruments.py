"""By which means an action works: money, tax, platforms, people, demonstration … told by cue words."""

from __future__ import annotations

import re
from functools import cache

from kg.lexicon import rows
from kg.needles import Sought


@cache
def _cues() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    """Instrument, tier and cue; a cue of the second tier names a broad means and counts where none of the first does."""
    return tuple((r["instrument"], int(r["tier"]), re.compile(r["pattern"])) for r in rows("instruments"))


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
    found = [(-tier, m.end(), -rank, name) for rank, (name, tier, cue) in enumerate(_cues()) for m in cue.finditer(action)]
    names = [name for *_, name in found]
    if decisive := next((name for name in _DECISIVE if name in names), ""):
        return decisive
    if re.match(r"(?:大力|广泛|深入)?(?:宣传|弘扬|普及)", action):
        return "宣传"
    return max(found)[-1] if found else "其他"
