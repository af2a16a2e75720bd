"""Years, periods and deadlines in folded text: 到2025年, 十三五末, “十四五”期间, 比2020年."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.numerals import parse_numeral


class TimeKind(StrEnum):
    """What a printed time does in its sentence."""

    DEADLINE = "deadline"
    DURING = "during"
    POINT = "point"
    BASE = "base"


@dataclass(frozen=True, slots=True)
class Time:
    """A printed time: `year` is its (last) year, `first` the first year of a period."""

    start: int
    end: int
    kind: TimeKind
    year: int
    first: int | None = None
    before: bool = False
    """by then at the latest (2017年底前): a date of this sentence alone"""


_YEAR = r"(?:(?:19|20)\d\d|二[〇零○]{1}[〇零○一二三四五六七八九]{2})"
_TIME = re.compile(
    rf"(?P<lead>比|较|与|相比|在|到|至|截至|截止到?|展望|力争到|从|自|于)?\"?(?:(?P<first>{_YEAR})年?(?:-|~|至|到)(?P<last>{_YEAR})年?"
    rf"|(?P<year>{_YEAR})(?:年(?P<tail>底前|年底前|末前|前|之前|以前|底|年底|末|年末|起|以来)?(?P<day>\d{{1,2}}月)?(?=(?P<next>.?)))"
    rf"|十(?P<five>[一二三四五六七])五\"?(?:规划)?(?P<part>期末|末期|末|期间|时期|以来|期内)?)"
)
#: every time holds one of these
_HINT = re.compile("[12]\\d{3}|二[〇零○]|十[一二三四五六七]五")
_SPAN = re.compile(r",?(?:的|用)?([1-9]|[二两三四五六七八十])年(?:左右|时间)?内")
_BASES = ("比", "较", "与", "相比")


def find_times(text: str) -> list[Time]:
    """The times of a folded text in order; a plan's name (“十四五”规划) is none.

    >>> [(t.kind.value, t.year) for t in find_times("到2025年,较十三五末提高,2017年获奖")]
    [('deadline', 2025), ('base', 2020), ('point', 2017)]
    """
    if not _HINT.search(text):
        return []
    found = [t for m in _TIME.finditer(text) if (t := _time(text, m)) is not None]
    return [_lasting(text, t) for t in found] if "年内" in text else found


def _lasting(text: str, time: Time) -> Time:
    """2021年起5年内 ends with the fifth year."""
    match = _SPAN.match(text, time.end) if time.kind is TimeKind.POINT else None
    if match is None:
        return time
    return replace(time, end=match.end(), kind=TimeKind.DURING, year=time.year + (parse_numeral(match[1]) or 1) - 1, first=time.year)


def _time(text: str, match: re.Match[str]) -> Time | None:
    lead = match["lead"] or ""
    if match["five"]:
        return _five_year(match, lead)
    if match["first"]:
        first, last = _number(match["first"]), _number(match["last"])
        bracket = text[match.start() - 1 : match.start()] == "("
        if bracket or first >= last:
            return None
        return Time(match.start(), match.end(), TimeKind.DURING, last, first)
    year = _number(match["year"])
    tail = match["tail"] or ""
    if lead in _BASES or text.startswith(("的基础上", "基础上", "相比"), match.end()):
        kind = TimeKind.BASE
    elif lead in ("到", "至", "展望", "力争到") or tail.endswith("前"):
        kind = TimeKind.DEADLINE
    else:
        kind = TimeKind.POINT
    return Time(match.start(), match.end(), kind, year, before=tail.endswith("前"))


def _five_year(match: re.Match[str], lead: str) -> Time | None:
    """The n-th five-year period: 十一五 ended 2010, 十四五 2025."""
    part = match["part"] or ""
    if not part:
        return None
    end = 2005 + 5 * (parse_numeral(match["five"]) or 0)
    if lead in _BASES:
        return Time(match.start(), match.end(), TimeKind.BASE, end)
    if "末" in part:
        kind = TimeKind.DEADLINE if lead in ("到", "至", "力争到") else TimeKind.POINT
        return Time(match.start(), match.end(), kind, end)
    return Time(match.start(), match.end(), TimeKind.DURING, end, end - 4)


def _number(printed: str) -> int:
    return parse_numeral(printed.replace("零", "〇").replace("○", "〇")) or 0


def last_before(times: Sequence[Time], position: int) -> Time | None:
    """The last time printed before a position, comparisons (比2020年) left out."""
    found = [t for t in times if t.end <= position and t.kind is not TimeKind.BASE]
    return found[-1] if found else None
