"""The value in a cell of an indicator table: ≥90, 12 以上, 〔18〕, 6.5左右, 100%."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.normal import fold_text
from kg.model import Comparator

_CELL = re.compile(
    r"(?P<open>[\[(〔])?(?P<sign>>=|<=|≥|≤|>|<|≧|≦|不低于|不超过|约)?(?P<num>-?\d+(?:\.\d+)?)(?:[-~](?P<high>\d+(?:\.\d+)?))?"
    r"(?P<unit>%|‰|个百分点)?(?P<after>以上|以下|以内|左右)?(?P<close>[\])〕])?(?P<tail>以上|以下|以内|左右)?"
)
_SIGNS = {
    ">=": Comparator.AT_LEAST, "≥": Comparator.AT_LEAST, "≧": Comparator.AT_LEAST,
    "不低于": Comparator.AT_LEAST,
    "以上": Comparator.AT_LEAST, "<=": Comparator.AT_MOST, "≤": Comparator.AT_MOST, "≦": Comparator.AT_MOST,
    "不超过": Comparator.AT_MOST, "以下": Comparator.AT_MOST, "以内": Comparator.AT_MOST,
    ">": Comparator.MORE,
    "<": Comparator.LESS, "左右": Comparator.ABOUT, "约": Comparator.ABOUT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableValue:
    """A value of a cell; `total` when brackets mark it as the sum over the plan's years."""

    value: Decimal
    comparator: Comparator = Comparator.EQUAL
    high: Decimal | None = None
    unit: str = ""
    total: bool = False


def cell_value(printed: str) -> TableValue | None:
    """Read a cell; None when it holds no single value.

    >>> v = cell_value("〔18〕"); v.value, v.total
    (Decimal('18'), True)
    >>> cell_value("≥90%").comparator.value, cell_value("—")
    ('>=', None)
    """
    match = _CELL.fullmatch(fold_text(printed).replace(",", ""))
    if match is None:
        return None
    sign = match["sign"] or match["after"] or match["tail"] or ""
    high = Decimal(match["high"]) if match["high"] else None
    comparator = Comparator.RANGE if high is not None else _SIGNS.get(sign, Comparator.EQUAL)
    return TableValue(Decimal(match["num"]), comparator, high, match["unit"] or "", bool(match["open"] and match["close"]))
