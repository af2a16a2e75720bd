"""Indicator phrases: what stands around a number, with verbs, dates and territory taken off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.deadlines import Time
from kg.lexicon import any_of, words

_JOIN = re.compile(r"(?:、|和|与|及|或|并|以及|/)+")
_CONNECTOR = re.compile(r"^(?:、|和(?!田|平|谐)|及|以及|并(?![网购轨联存行发])|与)+")
_TAIL = re.compile(
    r"(?:分别|均|都|各|将|约|总体|年均|平均|每年|累计|力争|争取|要|应|合计|共|预计|稳步|基本|始终|持续|大幅|已|再|全部|逐年|的占|,)+$"
)
_GLOSS = re.compile(r"\((?:即|指|是指|简称|以下简称)[^()]*\)$")
_NOT_CUT = re.compile(r"^(?:率|化|度|区(?!级|域)|性|力|感|器|者|、|和|与|及|或|的|商|业|单位|经费|强度)")
#: no verb of doing has more characters
_LONGEST_VERB = 8
_PER = re.compile(r"每(?=[十百千万亿\d]|人|户)")
_PERIODS = (("年均", "年均"), ("平均每年", "年均"), ("每年", "每年"), ("年产", "每年"), ("累计", "累计"))


@dataclass(frozen=True, slots=True)
class Lead:
    """What was taken off the front of a phrase; `at` is where the phrase itself begins."""

    at: int
    aim: bool = False
    verbs: tuple[str, ...] = ()
    causative: bool = False
    context: bool = False
    period: str = ""
    within: bool = False
    """其中: a part of what was named before"""


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    roles = (
        "count",
        "modal",
        "causative",
        "cut",
        "award",
        "context",
        "grant",
        "total",
        "territory",
        "vague",
        "pivot",
    )
    return {role: re.compile(any_of(*words("verbs", "form", role=role))) for role in roles}


@cache
def _measure_tail() -> re.Pattern[str]:
    nouns = any_of(*words("measure_nouns", "noun", role="noun"))
    modifiers = any_of(*words("measure_nouns", "noun", role="modifier"))
    return re.compile(rf"{modifiers}*{nouns}(?:占.+|\(.*\))?$")


def ends_in_measure(phrase: str) -> bool:
    """Whether a phrase names a magnitude (面积, 比重, 率 …) rather than a countable thing."""
    return bool(_measure_tail().search(re.sub(r"\([^()]*\)$", "", phrase)))


def without_measure(phrase: str) -> str:
    """What is measured: 牲畜 of 牲畜存栏, the phrase itself when it names no magnitude."""
    return re.sub(f"(?:{any_of(*words('measure_nouns', 'noun', role='noun'))})$", "", phrase)


def is_magnitude(phrase: str) -> bool:
    """Whether a phrase is only 面积, 规模, 数量 …, without the thing measured."""
    return phrase in words("measure_nouns", "noun", role="noun")


def has_grant(text: str) -> bool:
    """Whether a stretch speaks of money paid out per case (补助, 奖励 …): a policy parameter, no target."""
    return bool(_forms()["grant"].search(text))


def strip_connector(text: str, at: int, end: int) -> int:
    match = _CONNECTOR.match(text[at:end])
    return at + match.end() if match else at


def strip_lead(text: str, at: int, end: int, times: Sequence[Time], place: str, *, verbs: bool) -> Lead:
    """Take dates, territory, adverbs and (when `verbs`) leading verbs of doing off `text[at:end]`."""
    lead = Lead(strip_connector(text, at, end))
    while True:
        step = _step(text, lead, end, times, place, verbs)
        if step is None:
            return lead
        if step.at <= lead.at:
            return step
        lead = step


def _step(text: str, lead: Lead, end: int, times: Sequence[Time], place: str, verbs: bool) -> Lead | None:
    at, forms = lead.at, _forms()
    time = next((t for t in times if t.start == at and t.end <= end), None)
    if time:
        return replace(lead, at=time.end)
    if place and text.startswith(place, at) and at + len(place) < end and text[at + len(place)] != "的":
        return replace(lead, at=at + len(place))
    for printed, period in _PERIODS:
        if text.startswith(printed, at) and at + len(printed) <= end and (printed != "年产" or at + 2 == end):
            return replace(lead, at=at + len(printed), period=lead.period or period)
    if found := forms["territory"].match(text, at, end):
        return replace(lead, at=found.end())
    if verbs and (group := _verb_group(text, at, end)):
        taken = tuple(group.split(","))
        causative = lead.causative or bool(forms["causative"].fullmatch(taken[-1]))
        return replace(lead, at=_after(text, at, taken), verbs=(*lead.verbs, *taken), causative=causative)
    return _soft(text, lead, end, verbs)


def _soft(text: str, lead: Lead, end: int, verbs: bool) -> Lead | None:
    """Adverbs, modal and causative words."""
    at, forms = lead.at, _forms()
    if text.startswith(("力争", "争取"), at):
        return replace(lead, at=at + 2, aim=True)
    if (found := forms["causative"].match(text, at, end)) and not _NOT_CUT.match(text[found.end() : end]):
        return replace(lead, at=found.end(), causative=True)
    for role in ("total", "modal", "vague"):
        found = None if _PER.match(text, at) else forms[role].match(text, at, end)
        if found and not _NOT_CUT.match(text[found.end() : end] or "的"):
            return replace(lead, at=found.end(), within=lead.within or found[0] == "其中")
        if found and found.end() == end:
            return replace(lead, at=end)
    if not verbs and text.startswith(("实现", "拥有", "保持"), at) and at + 2 < end:
        return replace(lead, at=at + 2)
    if not lead.verbs and not lead.causative and forms["context"].match(text, at, end):
        return replace(lead, context=True)
    return None


def _verb_group(text: str, at: int, end: int) -> str:
    """Leading verbs as 培养,引进 (coordinated ones together); empty before a noun (建成区, 投入强度)."""
    pattern, found = _forms()["count"], []
    while match := pattern.match(text, at, end):
        found.append(match[0])
        at = match.end()
        if text.startswith(("了", "好"), at):
            at += 1
        join = _JOIN.match(text, at, end)
        if join and pattern.match(text, join.end(), end):
            at = join.end()
    return "" if not found or _NOT_CUT.match(text[at:end]) else ",".join(found)


def _after(text: str, at: int, taken: Sequence[str]) -> int:
    for verb in taken:
        at = text.index(verb, at) + len(verb)
        if text.startswith(("了", "好"), at):
            at += 1
    return at


def trim_tail(text: str, at: int, end: int) -> int:
    """End of the phrase without adverbs before the verb (分别, 年均 …), 的 and a gloss (即…)."""
    phrase = text[at:end]
    while True:
        shorter = _GLOSS.sub("", _TAIL.sub("", phrase)).rstrip("、的")
        if shorter == phrase:
            return at + len(phrase)
        phrase = shorter


def after_total(text: str, at: int, end: int) -> int:
    """Start of what 累计, 合计, 共 sums up inside a phrase, or `at` when nothing is summed."""
    found = [m for m in _forms()["total"].finditer(text, at, end) if m.start() > at and m.end() + 1 < end]
    found = [m for m in found if text[m.end() - 1] != "共" or text[m.end()] not in "享建同产和用公"]
    return found[-1].end() if found and found[-1][0] != "共" else at


def after_pivot(text: str, at: int, end: int) -> int:
    """Start of the object of an inner verb: 企业…引进|人才, 辅导员参加|培训."""
    best = at
    for match in _forms()["pivot"].finditer(text, at, end):
        if match.start() > at and match.end() + 2 <= end and not _NOT_CUT.match(text[match.end() : end]):
            best = match.end()
    while vague := _forms()["vague"].match(text, best, end):
        best = vague.end()
    return best


def ends_in_verb(text: str, at: int, end: int) -> bool:
    """Whether a phrase ends in a verb of doing: its object follows the number."""
    if text.endswith(words("verbs", "form", role="counted"), at, end):
        return True
    return any(m.end() == end for k in range(max(at, end - _LONGEST_VERB), end) if (m := _forms()["count"].match(text, k, end)))


def noun_end(text: str, at: int, end: int) -> int:
    """End of a noun phrase that follows a number: up to the next verb of happening."""
    for match in _forms()["cut"].finditer(text, at + 2, end):
        if _breaks(text, at, match):
            return match.start()
    return end


def _breaks(text: str, at: int, match: re.Match[str]) -> bool:
    """A verb inside an attribute (…的) does not end the phrase; a short one must stand before something."""
    rest = text[match.end() :]
    if match[0] in ("获", "在", "由", "被", "均", "与") and text[match.start() - 1] in "的存现实":
        return False
    return "的" not in re.split(r"[,;、]", rest)[0][:12] or match[0] in ("在", "由", "先后", "均")


def awarded(text: str, at: int, end: int) -> int:
    """Start of the title that was won (入选X, 创建为X), or -1."""
    match = _forms()["award"].search(text, at, end)
    if match is None:
        return -1
    start = match.end() + (text[match.end() : match.end() + 1] == "了")
    return start if end - start >= 2 else -1


def split_items(phrase: str, count: int) -> list[str]:
    """The coordinated members of a phrase if there are exactly `count`, each with the shared head noun."""
    for pattern in (r"、|以及|和|与|及", r"、", r"和|与|及"):
        items = _split(phrase, pattern)
        if len(items) == count:
            return _share_tail(items)
    return []


def split_indicators(phrase: str) -> tuple[str, ...]:
    """The members of a phrase that are indicators each by itself, none when one is not or only names the magnitude.

    >>> split_indicators("工业投资和技改投资"), split_indicators("科技和信息服务业增加值")
    (('工业投资', '技改投资'), ())
    """
    items = _split(phrase, r"、|以及|和|与|及")
    whole = len(items) > 1 and all(_whole(item) for item in items)
    return tuple(items) if whole else ()


def _whole(item: str) -> bool:
    named = ends_in_measure(item) and not is_magnitude(item) and len(item) > 2
    return named or item in words("measure_nouns", "noun", role="whole")


def _split(phrase: str, pattern: str) -> list[str]:
    items, depth, start, i = [], 0, 0, 0
    while i < len(phrase):
        depth += (phrase[i] == "(") - (phrase[i] == ")")
        found = re.match(pattern, phrase[i:]) if depth == 0 else None
        if found:
            items.append(phrase[start:i])
            i = start = i + found.end()
        else:
            i += 1
    return [x for x in (*items, phrase[start:]) if x]


def _share_tail(items: list[str]) -> list[str]:
    """小麦 of 小麦、玉米种植面积 is 小麦种植面积: a member without a magnitude takes that of the next one."""
    out: list[str] = []
    tail = ""
    for item in reversed(items):
        found = _measure_tail().search(item)
        if found:
            tail = (_measure_tail().search(item, 1) or found)[0]
        out.append(item if found else item + tail)
    return out[::-1]
