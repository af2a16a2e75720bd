"""The value in a cell of an indicator table: ≥90, 12 以上, 〔18〕, 6.5左右, 100%."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from corpus.normal import fold_text
from kg.lexicon import any_of, words
from kg.model import Comparator
from kg.quantities import FACTORS, comparators


@cache
def _cell() -> re.Pattern[str]:
    """A number with the comparators and units of the lexicons around it, and nothing else."""
    before = any_of(*words("comparators", "form", position="pre"))
    reach = any_of(*words("reach", "form", role="reach"))
    after = any_of(*words("comparators", "form", position="post"))
    unit = any_of(*words("units", "unit"))
    factor = any_of(*FACTORS)
    return re.compile(
        rf"(?P<open>[\[(〔])?(?:(?P<before>{before})|(?:{reach})(?P<reached>{before})?)?(?P<num>-?\d+(?:\.\d+)?)(?:[-~](?P<high>\d+(?:\.\d+)?))?"
        rf"(?P<unit>(?:{factor})?{unit}(?:/{unit})?)?(?P<after>{after})?(?P<close>[\])〕])?(?P<tail>{after})?"
    )


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
    >>> v = cell_value("不少于1.2万公里"); v.comparator.value, v.unit
    ('>=', '万公里')
    >>> cell_value("≥90%").comparator.value, cell_value("—")
    ('>=', None)
    """
    match = _cell().fullmatch(fold_text(printed).replace(",", ""))
    if match is None:
        return None
    bound = ("pre", match["before"] or match["reached"]), ("post", match["after"] or match["tail"])
    high = Decimal(match["high"]) if match["high"] else None
    comparator = Comparator.RANGE if high is not None else next((comparators()[b] for b in bound if b in comparators()), Comparator.EQUAL)
    return TableValue(Decimal(match["num"]), comparator, high, match["unit"] or "", bool(match["open"] and match["close"]))
