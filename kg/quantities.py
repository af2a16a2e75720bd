"""Numbers with units, multipliers and comparators in folded text: raw material of targets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from corpus.numerals import parse_numeral
from kg.lexicon import any_of, rows, words
from kg.model import Comparator
from kg.needles import Sought

#: multipliers in front of a unit
FACTORS = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8,
    "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2,
}  # fmt: skip
_FACTOR = re.compile("|".join(f for f in FACTORS if f not in ("千", "百")) + "|[千百](?![米克瓦伏卡公分])")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_DIGIT = re.compile(r"\d")
_CHINESE = "[一二两三四五六七八九十百零点]+"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a folded text: `start`–`end` is number and unit, `pre`–`post` with comparator words."""

    start: int
    end: int
    pre: int
    post: int
    value: Decimal
    unit: str
    factor: Decimal = Decimal(1)
    value_max: Decimal | None = None
    comparator: Comparator = Comparator.EQUAL
    reach: str = ""
    """the verb in front of the number: 达到, 提高到 …"""
    change: str = ""
    """a verb of change in front of the number: 增长, 下降 …"""
    dimension: str = ""


@cache
def _patterns() -> tuple[re.Pattern[str], Sought, re.Pattern[str], re.Pattern[str]]:
    unit = any_of(*words("units", "unit"))
    factor = any_of(*(f for f in FACTORS if f not in ("千", "百"))) + "|[千百](?![米克瓦伏卡公])"
    factor = f"(?:{factor})"
    number = re.compile(
        rf"(?<![a-z0-9.+×*·#/])(?P<num>{_NUMBER})"
        rf"(?:(?P<u1>%|{factor})?(?:-|~|至|到)(?P<num2>{_NUMBER})(?!年))?"
        rf"(?P<some>[余多])?(?P<factor>{factor})?(?P<some2>[余多])?"
        rf"(?P<unit>:1(?![\d:])|{unit}(?:/(?:{factor})?(?:{unit}|升))?(?:\((?:头|只|套|次)\))?)?"
    )
    chinese = Sought(rf"百分之(?P<pct>{_CHINESE})|(?P<num>[一二两三四五六七八九十]{{1,3}}|)(?P<unit>番|倍|个百分点)")
    reach = any_of(*words("reach", "form", role="reach"))
    change = any_of(*words("reach", "form", role="change"))
    bound = any_of(*words("comparators", "form", position="pre"))
    pre = re.compile(rf"(?:(?P<reach>{reach})(?:20\d\d年的)?|(?P<change>{change}))?了?(?P<bound>(?:{bound}){{0,2}})$")
    post = re.compile(any_of(*words("comparators", "form", position="post")))
    return number, chinese, pre, post


#: characters in which the words before a number stand; to look further costs the square of an endless sentence
_BEFORE = 40


@cache
def comparators() -> dict[tuple[str, str], Comparator]:
    """How a word bounds the number it stands before (pre) or after (post)."""
    return {(r["position"], r["form"]): Comparator(r["comparator"]) for r in rows("comparators")}


@cache
def _dimensions() -> dict[str, str]:
    return {r["unit"]: r["dimension"] for r in rows("units")}


def factor_of(unit: str) -> Decimal:
    """The multiplier a unit begins with: 10^4 of 万亩, 1 of 千瓦, 百分点 and 亩."""
    found = _FACTOR.match(unit)
    return Decimal(FACTORS[found[0]]) if found and found.end() < len(unit) else Decimal(1)


def find_amounts(text: str) -> list[Amount]:
    """All numbers with a unit (or a bare number after a verb like 达到) in a folded text, in order.

    Years, dates, ordinals, 5G, PM2.5, 1+N and 〔2023〕19号 are no amounts.

    >>> [(a.value, a.unit, a.comparator.value) for a in find_amounts("发放资料2.5万余册,占比达到13%以上")]
    [(Decimal('2.5'), '万册', '>'), (Decimal('13'), '%', '>=')]
    """
    number, chinese, _, _ = _patterns()
    found = [a for m in number.finditer(text) if (a := _amount(text, m)) is not None] if _DIGIT.search(text) else []
    taken = [(a.start, a.end) for a in found]
    for match in chinese.finditer(text):
        if not any(s < match.end() and match.start() < e for s, e in taken):
            amount = _chinese_amount(text, match)
            found += [amount] if amount else []
    return sorted(found, key=lambda a: a.start)


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    unit, factor = match["unit"] or "", match["factor"] or match["u1"] or ""
    end = match.end()
    if text[end : end + 1].isascii() and text[end : end + 1].isalnum():
        return None
    if unit in ("年", "类", "级", "字", "分", "期", "届", "号") and not _counted(text, match):
        return None
    if not unit and text[end : end + 1] in ("年", "月", "日", "号", "时", "点", "级", "条", "+"):
        return None
    if factor == "%":
        unit, factor = "%", ""
    value = Decimal(match["num"].replace(",", ""))
    high = Decimal(match["num2"].replace(",", "")) if match["num2"] else None
    some = bool(match["some"] or match["some2"])
    return _bounded(text, match.start(), end, value, high, unit, factor, some)


def _counted(text: str, match: re.Match[str]) -> bool:
    """Units that also date or rank things (年, 届, 分 …) count only as an extent after a verb of reaching."""
    return match["unit"] == "年" and len(match["num"]) < 4 and bool(re.search(r"(增加到|达到|延长至|提高到)$", text[: match.start()]))


def _chinese_amount(text: str, match: re.Match[str]) -> Amount | None:
    if match["pct"]:
        whole, _, part = match["pct"].partition("点")
        head = parse_numeral(whole)
        digits = "".join(str(parse_numeral(c) or 0) for c in part)
        value = None if head is None else Decimal(f"{head}.{digits}" if part else str(head))
        unit = "%"
    else:
        if match["unit"] == "番" and text[match.start() - 1 : match.start()] != "翻":
            return None
        printed = match["num"] or ("一" if match["unit"] == "番" else "")
        number = parse_numeral(printed) if printed else None
        value, unit = None if number is None else Decimal(number), match["unit"]
    return None if value is None else _bounded(text, match.start(), match.end(), value, None, unit, "", False)


def _bounded(text: str, start: int, end: int, value: Decimal, high: Decimal | None, unit: str, factor: str, some: bool) -> Amount | None:
    """Complete an amount with the comparator words around it; None for a bare number without a verb."""
    _, _, pre_pattern, post_pattern = _patterns()
    pre = pre_pattern.search(text, max(0, start - _BEFORE), start)
    post = post_pattern.match(text, end)
    bound = comparators().get(("pre", _last_bound(pre["bound"]))) if pre and pre["bound"] else None
    after = comparators()[("post", post[0])] if post else None
    reach = (pre["reach"] or "") if pre else ""
    change = (pre["change"] or "") if pre else ""
    if not bound and reach.startswith("控制"):
        bound = Comparator.AT_MOST
    post_end = post.end() if post else end
    if not unit and not factor and not ((reach or bound) and text[post_end : post_end + 1] in ("", ",", ";", "、", ")", "的")):
        return None
    comparator = Comparator.RANGE if high is not None else after or bound or (Comparator.MORE if some else Comparator.EQUAL)
    begin = pre.start() if pre and pre[0] else start
    return Amount(
        start, end, begin, post_end, value, unicodedata.normalize("NFKC", factor + unit),
        Decimal(FACTORS.get(factor, 1)), high, comparator, reach, change, _dimension(unit),
    )  # fmt: skip


def _dimension(unit: str) -> str:
    return "ratio" if "/" in unit or unit == ":1" else _dimensions().get(unit, "")


def _last_bound(printed: str) -> str:
    """The form nearest to the number decides (控制在不超过), unless it only says about (超过约)."""
    forms = [f for f in words("comparators", "form", position="pre") if printed.endswith(f)]
    first = [f for f in words("comparators", "form", position="pre") if printed.startswith(f)]
    return forms[0] if forms[0] not in ("约", "近") else first[0]
