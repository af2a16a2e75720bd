"""Chinese, Arabic and enclosed numerals, because clause numbers are printed in all of them."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_POSITIONAL = re.compile(r"[零〇○一二三四五六七八九]{2,}")
CHINESE = "零〇○一二三四五六七八九十百千两"


def parse_numeral(text: str) -> int | None:
    """Read a printed ordinal as an integer; None when it is not one.

    Accepts 一…九千九百九十九, 二〇二五, Arabic digits of any width and enclosed forms (㈠ ⑴ ①).

    >>> [parse_numeral(s) for s in ("二十一", "一百零三", "２０", "⑶", "㈤", "③", "二〇二五", "百分")]
    [21, 103, 20, 3, 5, 3, 2025, None]
    """
    folded = unicodedata.normalize("NFKC", text).strip("()（）.． \u3000")
    if not folded:
        return None
    if folded.isascii() and folded.isdigit():
        return int(folded)
    if _POSITIONAL.fullmatch(folded):
        return int("".join(str(_DIGITS[c]) for c in folded))
    return _parse_chinese(folded)


def _parse_chinese(text: str) -> int | None:
    total, digit, last_unit = 0, 0, 10000
    for c in text:
        if c in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[c]
        elif c in _UNITS and _UNITS[c] < last_unit:
            last_unit = _UNITS[c]
            total += (digit or 1) * last_unit
            digit = 0
        else:
            return None
    return total + digit


def to_chinese(number: int) -> str:
    """Write 1…9999 as a Chinese numeral the way headings print it (十, not 一十).

    >>> [to_chinese(n) for n in (1, 10, 12, 20, 103, 110, 999)]
    ['一', '十', '十二', '二十', '一百零三', '一百一十', '九百九十九']
    """
    if not 0 < number < 10000:
        raise ValueError(f"{number} 超出可写范围 1–9999")
    out, rest, gap = "", number, False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, unit)
        if digit:
            out += ("零" if gap and out else "") + "零一二三四五六七八九"[digit] + name
        gap = digit == 0
    return out.removeprefix("一") if out.startswith("一十") else out
