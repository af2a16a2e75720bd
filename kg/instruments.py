"""By which means an action works: money, tax, platforms, people, demonstration … decided by weighted cue words."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.lexicon import rows


@lru_cache(maxsize=1)
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((r["instrument"], re.compile(r["pattern"])) for r in rows("instruments"))


def instrument_of(action: str) -> str:
    """The instrument whose cue stands nearest to the end of the action, where Chinese puts the head noun; 其他 without any.

    >>> instrument_of("加大企业研发费用加计扣除政策宣传力度"), instrument_of("建设棉花收储流通基地"), instrument_of("调优第一产业")
    ('税收', '基地', '其他')
    """
    found = [(m.end(), -rank, name) for rank, (name, cue) in enumerate(_cues()) for m in cue.finditer(action)]
    if not found:
        return "其他"
    if "税收" in (name for _, _, name in found):
        return "税收"
    return max(found)[2]
