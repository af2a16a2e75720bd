"""What a sentence says of each number in it: indicator, comparator, value, for goals and past alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.deadlines import find_times
from kg.model import Comparator
from kg.phrases import ends_in_measure, ends_in_verb, split_indicators, split_items, strip_connector, strip_lead, trim_tail
from kg.quantities import Amount, find_amounts
from kg.sentences import Sentence
from kg.ways import JOINS, Reading, View, read_one

#: a size before a counted thing describes it: 15分钟生活圈50个
_SIZES = ("duration", "length", "mass", "power", "volume")
#: what is said of several indicators at once
_IN_COMMON = re.compile(r"(?:均|都)?(?:同比|年均|平均|累计)?(?:增长|提高|上升|增加|提升|下降|降低|减少)?$")
_HEADLESS = re.compile(r"[十百千万亿]+(?:亩|吨|元|头|只)|[^、级]{1,6}级")


def read_sentence(sentence: Sentence, place: str = "") -> list[Reading]:
    """All readings of a sentence in order; `place` is the plan's own territory, left off the indicators.

    Rules: `reach` (X达到N), `change` (X增长N), `noun` (建成X N个), `counted` (建成N个X), `share` (N%的X…),
    `each` (A、B分别达到M和N), `again` (…达到M,力争实现N), `award` (N个单位入选X), `from` (由M提高到N).
    """
    amounts = [_printed(sentence, a) for a in find_amounts(sentence.text) if not in_brackets(sentence.text, a.start)]
    if not amounts:
        return []
    view = View(sentence, find_times(sentence.text), place)
    found: list[Reading] = []
    for start, end in sentence.segments():
        inside = [a for a in amounts if start <= a.start < end]
        found.extend(_with_heads(list(_segment(view, start, end, inside, found[-1] if found else None))))
    return found


def _with_heads(readings: list[Reading]) -> list[Reading]:
    """1个国家级、3个省级创新中心: a level or size without a thing has the thing of the next count."""
    out: list[Reading] = []
    for reading in reversed(readings):
        following = out[-1] if out else None
        headless = reading.rule == "counted" and _HEADLESS.fullmatch(reading.indicator)
        if headless and following and following.rule == "counted" and (level := _HEADLESS.match(following.indicator)):
            reading = replace(reading, indicator=reading.indicator + following.indicator[level.end() :], end=following.end)
        out.append(reading)
    return out[::-1]


def in_brackets(text: str, at: int) -> bool:
    """Whether a place of a text lies inside round brackets."""
    return text.count("(", 0, at) > text.count(")", 0, at)


def _printed(sentence: Sentence, amount: Amount) -> Amount:
    """Letters of a unit as the text has them (GWh), not folded."""
    if not re.search("[a-z]", amount.unit):
        return amount
    return replace(amount, unit=sentence.printed(amount.end - len(amount.unit), amount.end))


def _segment(view: View, start: int, end: int, amounts: list[Amount], last: Reading | None) -> Iterator[Reading]:
    at, i = start, 0
    while i < len(amounts):
        amount = amounts[i]
        if amount.start < at or _qualifies(view.text, at, amounts, i, end):
            i += 1
            continue
        stop = amounts[i + 1].pre if i + 1 < len(amounts) else end
        group = _group(view.text, at, amounts, i)
        readings = _each(view, at, group) if group else read_one(view, at, end, stop, amount, last)
        for reading in (part for r in readings for part in _apart(r)):
            yield reading
            last, at = reading, max(at, reading.end)
        at = max(at, amount.post)
        i += max(1, len(group))


def _apart(reading: Reading) -> list[Reading]:
    """A和B增长N%: one reading for each of several indicators that have the number in common."""
    suffix = _IN_COMMON.search(reading.indicator) if reading.rule in ("change", "reach") else None
    whole = split_indicators(reading.indicator[: suffix.start()]) if suffix else ()
    said = suffix[0].removeprefix("均").removeprefix("都") if suffix else ""
    return [replace(reading, indicator=item + said) for item in whole] or [reading]


def _qualifies(text: str, at: int, amounts: Sequence[Amount], i: int, end: int) -> bool:
    """Whether a number only describes the thing the next number counts (年产值超100亿元的企业2家)."""
    if i + 1 == len(amounts):
        return False
    amount, following = amounts[i], amounts[i + 1]
    gap = text[amount.post : following.pre]
    if not gap or strip_connector(gap, 0, len(gap)) == len(gap):
        return False
    ends_joined = JOINS.search(gap) is not None
    starts_joined = gap[0] in "、,和及与" or gap.startswith("以及")
    sized = amount.dimension in _SIZES and following.dimension == "count"
    if not starts_joined and not ends_joined and sized and not ends_in_verb(gap, 0, len(gap)):
        return True
    if not starts_joined and not ends_joined:
        return following.reach != "" or gap[0] == "的" or not ends_in_verb(text, at, amount.pre)
    return starts_joined and "的" in gap and amount.dimension != following.dimension == "count"


def _group(text: str, at: int, amounts: Sequence[Amount], i: int) -> list[Amount]:
    """The amounts that belong to one 分别 or 各."""
    left = text[at : amounts[i].pre]
    if left.endswith("各") and re.search("、|和|与|及", left):
        return [amounts[i]]
    if "分别" not in left:
        return []
    group = [amounts[i]]
    for amount in amounts[i + 1 :]:
        gap = text[group[-1].post : amount.start]
        if gap not in ("、", "和", "及", "与", "以及", ",", "或"):
            break
        group.append(amount)
    return group


def _each(view: View, at: int, group: Sequence[Amount]) -> list[Reading]:
    text, first = view.text, group[0]
    lead = strip_lead(text, at, first.pre, view.times, view.place, verbs=False)
    if not ends_in_measure(text[lead.at : trim_tail(text, lead.at, first.pre)]):
        lead = strip_lead(text, lead.at, first.pre, view.times, view.place, verbs=True)
    end = trim_tail(text, lead.at, first.pre)
    cut = text.find("分别", lead.at, first.pre)
    end = trim_tail(text, lead.at, cut) if cut >= 0 else end
    printed = view.sentence.printed(lead.at, end) if end > lead.at else ""
    count = len(group) if len(group) > 1 else len(re.split("、|和|与|及", printed))
    items = split_items(printed, count)
    amounts = [_shared(a, group[-1]) for a in group] if len(group) > 1 else [first] * count
    after = text[cut + 2 : first.pre] if cut >= 0 else ""
    suffix = after + first.change if first.change else ""
    return [
        Reading(item + suffix, amount, amount.comparator, "each", lead.at, group[-1].post, lead)
        for item, amount in zip(items, amounts, strict=False)
    ]


def _shared(amount: Amount, last: Amount) -> Amount:
    """以上, 万 and the unit printed after the last number hold for all of them."""
    bounded = amount.comparator if amount.comparator is not Comparator.EQUAL else last.comparator
    if amount.unit and (amount.unit == last.unit or amount.dimension != "count" or last.dimension != "ratio"):
        return replace(amount, comparator=bounded)
    return replace(amount, comparator=bounded, unit=last.unit, factor=last.factor, dimension=last.dimension)


