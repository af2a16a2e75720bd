"""The forms in which Chinese plans number their clauses, one row a family.

A family has a default rank (outermost first); the parser may learn another order from the document itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Kind
from corpus.numerals import CHINESE, parse_numeral

_CN = f"[{CHINESE}]{{1,5}}"
_AR = r"[0-9０-９]{1,3}"
_MEASURE = "[倍亿万千百个元米公吨％度年月日时人家项名户亩台件次平立毫厘分升克英寸左上以]"
_OPEN, _CLOSE = r"[(（﹙]\s*", r"\s*[)）﹚]"


@dataclass(frozen=True, slots=True)
class Family:
    """One way of numbering: its id, default rank, the kind of clause it opens, and its printed form."""

    id: str
    rank: float
    kind: Kind
    pattern: str
    unit: str = ""


def _di(rank: float, unit: str) -> Family:
    return Family(f"第{unit}", rank, Kind.NUMBERED, rf"第\s*(?:{_CN}|{_AR})\s*{unit}(?=[\s\u3000:：]|[^的中规和至到、,，])", unit)


FAMILIES: tuple[Family, ...] = (
    _di(1, "部分"),
    _di(2, "篇"),
    _di(3, "编"),
    _di(4, "章"),
    _di(5, "节"),
    _di(6, "条"),
    Family("一、", 7, Kind.NUMBERED, rf"{_CN}\s*[、．.](?!\s*[、．.])"),
    Family("(一)", 8, Kind.NUMBERED, rf"(?:{_OPEN}{_CN}{_CLOSE}[、．.]?|[㈠-㈩][、．.]?)"),
    Family("1.1", 10.02, Kind.NUMBERED, rf"{_AR}[．.]{_AR}(?:[．.]{_AR}){{0,4}}[．.]?(?=[\s\u3000]+\D|[\u4e00-\u9fff])(?!\s*{_MEASURE})"),
    Family("1.", 10, Kind.NUMBERED, rf"(?:{_AR}\s*(?:[．.](?![0-9０-９])|、)|[⒈-⒛])"),
    Family("(1)", 11, Kind.NUMBERED, rf"(?:{_OPEN}{_AR}{_CLOSE}[、．.]?|[⑴-⒇][、．.]?)"),
    Family("1)", 12, Kind.NUMBERED, rf"{_AR}[)）]"),
    Family("①", 13, Kind.NUMBERED, r"[①-⑳㉑-㊿❶-❿][、．.]?"),
    Family("一是", 15, Kind.ENUM, r"(?:[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]{1,3}[,，、](?=\S))"),
    Family("——", 14, Kind.DASH, r"(?:[—―─–]{1,3}|-{2,3})(?=[^\s—―─–-])"),
    Family("专栏", 16, Kind.BOX, rf"专\s*栏\s*(?:{_CN}|{_AR})?(?=[\s\u3000:：]|[^\s的中])[:：]?"),
    Family("附件", 0, Kind.APPENDIX, rf"附\s*[件录表图]\s*(?:{_CN}|{_AR}(?:[-—－]{_AR})?)?(?=[:：\s\u3000]|$)[:：]?"),
)

#: 1 总则 above 1.1 and 1.1.1: a bare number is a marker only in documents that number so
BARE = Family("1", 10.01, Kind.NUMBERED, rf"{_AR}(?=[ \t\u3000]+[\u4e00-\u9fff])")
_BARE = re.compile(BARE.pattern)

BY_ID = {family.id: family for family in FAMILIES}
_LEADING = re.compile("|".join(f"(?P<f{i}>{family.pattern})" for i, family in enumerate(FAMILIES)))
_NUMBER = re.compile(rf"{_CN}|[0-9０-９]+|[㈠-㈩⒈-⒛⑴-⒇①-⑳㉑-㊿❶-❿]")
_DINGBAT = {chr(0x2776 + i): i + 1 for i in range(10)}
_OPENERS = frozenset("第(（﹙附专—―─–-㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩") | frozenset(CHINESE) | frozenset("0123456789０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Marker:
    """A printed clause number at a place: family, number, and the offsets of what is printed."""

    family: Family
    number: int
    start: int
    end: int


def match_marker(text: str, start: int, end: int) -> Marker | None:
    """The clause number printed at text[start:end]'s beginning, if any.

    >>> m = match_marker("（十二）提升能级", 0, 8)
    >>> m.family.id, m.number, m.end
    ('(一)', 12, 4)
    """
    if start >= end or (text[start] not in _OPENERS and text[start] < "①" and text[start] not in "⑴"):
        return None
    found = _LEADING.match(text, start, end)
    if found is None:
        return None
    family = FAMILIES[int(found.lastgroup[1:])]  # type: ignore[index]
    if family.id == "1.1":
        family = _decimal(found.group())
    number = _number(found.group())
    if number is None and family.kind is Kind.NUMBERED:
        return None
    return Marker(family, number or 0, found.start(), found.end())


def match_bare(text: str, start: int, end: int) -> Marker | None:
    """A number without a mark behind it at the beginning of text[start:end], if any."""
    found = _BARE.match(text, start, end)
    return Marker(BARE, parse_numeral(found.group()) or 0, found.start(), found.end()) if found else None


def _decimal(printed: str) -> Family:
    """The family of a decimal number by its depth, so that 1.1.1 nests in 1.1."""
    depth = len(re.findall("[0-9０-９]+", printed))
    return Family(".".join("1" * depth), 10 + depth / 100, Kind.NUMBERED, "")


def _number(printed: str) -> int | None:
    found = _NUMBER.findall(printed)
    if not found:
        return None
    return _DINGBAT.get(found[-1]) or parse_numeral(found[-1])
