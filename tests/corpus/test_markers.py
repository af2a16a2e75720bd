"""Every printed form of a clause number, enumerated: families, widths, blanks, glyphs, and all numerals to 999."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from corpus.markers import FAMILIES, match_bare, match_marker
from corpus.model import Kind
from corpus.numerals import parse_numeral, to_chinese

_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_UNITS = ("部分", "篇", "编", "章", "节", "条")
Print = Callable[[int], str]


def _full(n: int) -> str:
    return str(n).translate(_FULL)


def _numbers() -> dict[str, Print]:
    return {"一": to_chinese, "1": str, "１": _full}


def test_numerals_one_to_999() -> None:
    for n in range(1, 1000):
        assert parse_numeral(to_chinese(n)) == n
        assert parse_numeral(str(n)) == n
        assert parse_numeral(_full(n)) == n
        assert parse_numeral("".join("〇一二三四五六七八九"[int(d)] for d in str(n))) == n


def test_numerals_are_distinct() -> None:
    assert len({to_chinese(n) for n in range(1, 1000)}) == 999
    assert to_chinese(999) == "九百九十九"
    assert [parse_numeral(s) for s in ("", "百分", "一一章", "十百", "二二", "千里")] == [None, None, None, None, 22, None]


def _forms() -> Iterator[tuple[str, str, Print, int]]:
    """(name, family, printer, largest number) of every form."""
    for unit in _UNITS:
        for name, number in _numbers().items():
            for blank in ("", " ", "　"):
                yield f"第{name}{unit}{blank!r}", f"第{unit}", lambda n, f=number, u=unit, b=blank: f"第{b}{f(n)}{b}{u}　", 999
    for mark in ("、", "．", ".", " 、"):
        yield f"一{mark}", "一、", lambda n, m=mark: to_chinese(n) + m, 999
    for left, right in (("（", "）"), ("(", ")"), ("（", ")"), ("(", "）"), ("﹙", "﹚"), ("（ ", " ）")):
        yield f"{left}一{right}", "(一)", lambda n, a=left, b=right: f"{a}{to_chinese(n)}{b}", 999
        for name, number in (("1", str), ("１", _full)):
            yield f"{left}{name}{right}", "(1)", lambda n, a=left, b=right, f=number: f"{a}{f(n)}{b}", 999
    for name, number in (("1", str), ("１", _full)):
        for mark in (".", "．", "、", " ."):
            yield f"{name}{mark}", "1.", lambda n, m=mark, f=number: f(n) + m, 999
        for mark in (")", "）"):
            yield f"{name}{mark}", "1)", lambda n, m=mark, f=number: f(n) + m, 999
    for family, first, last in (("(一)", "㈠", 10), ("1.", "⒈", 20), ("(1)", "⑴", 20), ("①", "①", 20), ("①", "❶", 10)):
        yield first, family, lambda n, c=first: chr(ord(c) + n - 1), last
    yield "㉑", "①", lambda n: chr(ord("㉑") + n - 21) if n > 20 else chr(ord("①") + n - 1), 35
    for name, depth in (("1.1", 2), ("1.1.1", 3), ("1.1.1.1", 4)):
        yield name, name, lambda n, d=depth: "3." * (d - 1) + f"{n} ", 99
    yield "一是", "一是", lambda n: f"{to_chinese(n)}是", 99
    for mark in "，,、":
        yield f"第一{mark}", "一是", lambda n, m=mark: f"第{to_chinese(n)}{m}", 99
    for name, number in _numbers().items():
        for blank in ("", " "):
            yield f"专栏{name}{blank!r}", "专栏", lambda n, f=number, b=blank: f"专{b}栏{b}{f(n)}　", 99
        for word in ("附件", "附表", "附录", "附图"):
            yield f"{word}{name}", "附件", lambda n, f=number, w=word: f"{w}{f(n)}：", 99


FORMS = list(_forms())


def test_number_of_forms() -> None:
    assert len(FORMS) == 119
    assert {family for _, family, _, _ in FORMS} == {f.id for f in FAMILIES} - {"——"} | {"1.1.1", "1.1.1.1"}


@pytest.mark.parametrize(("name", "family", "printed", "last"), FORMS, ids=[form[0] for form in FORMS])
def test_every_marker_form(name: str, family: str, printed: Print, last: int) -> None:
    for n in range(1, last + 1):
        line = printed(n) + "推动发展"
        marker = match_marker(line, 0, len(line))
        assert marker is not None, line
        assert (marker.family.id, marker.number, marker.start) == (family, n, 0), line
        assert line[marker.end :].strip() == "推动发展"


@pytest.mark.parametrize("dash", ["——", "—", "――", "──", "–", "--", "---"])
def test_dashes(dash: str) -> None:
    marker = match_marker(dash + "坚持创新", 0, len(dash) + 4)
    assert marker is not None
    assert (marker.family.kind, marker.end) == (Kind.DASH, len(dash))


NOT_MARKERS = [
    ("1.5%的投入", "a decimal"), ("2020年完成", "a year"), ("第三章规定的内容", "a reference"), ("第五条的要求", "a reference"),
    ("— 3 —", "a page number"), ("3.8米直径", "a measure"), ("3.5万户居民", "a measure"), ("二〇二五年目标", "a year in words"),
    ("三大产业", "a number word"), ("第三，", "an enumeration without text"), ("第二产业比重", "no unit of clauses"),
    ("十四五规划", "no mark behind the number"), ("附件所列项目", "a reference"), ("专栏中的项目", "a reference"),
    ("（2021—2025年）", "a period"), ("1000、2000只", "a list of large numbers"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), NOT_MARKERS, ids=[line for line, _ in NOT_MARKERS])
def test_not_a_marker(line: str, reason: str) -> None:
    assert match_marker(line, 0, len(line)) is None, reason


def test_bare_numbers_are_asked_for_only() -> None:
    assert match_marker("1 总则", 0, 4) is None
    bare = match_bare("12　监测预警", 0, 7)
    assert bare is not None
    assert (bare.number, bare.end) == (12, 2)
    assert match_bare("2020年完成", 0, 7) is None
