"""Ways of reading one number: as something reached, changed, counted, shared or started from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.deadlines import Time, TimeKind
from kg.model import Comparator
from kg.phrases import (
    Lead,
    after_pivot,
    after_total,
    awarded,
    ends_in_measure,
    is_magnitude,
    noun_end,
    strip_connector,
    strip_lead,
    trim_tail,
    without_measure,
)
from kg.quantities import Amount
from kg.sentences import Sentence

_EMPTY_RIGHT = re.compile(
    r"^(?:大关|关口|水平|规模|的水平|的规模|的目标|目标|的标准|/\d|、|,|;|\)|\(|和|及|与|以及|或|并|其中|→|\"(?:[、,;)]|$)|$)"
)
_REGION = re.compile(r"(?:区域|地区|流域|城市群|县市|东部|中部|西部|南疆|北疆|城市|农村|县城)$")
_SHARE_OF = re.compile(r"(?P<reach>达到|达|占)(?P<whole>[^,;、]{2,16})的$")
_MORE_LIKE = re.compile(r"[和及、][^、和及]*(?:若干|一批)")
_FROM = re.compile(r"[由从][^,;、由从]{0,14}的?$")
_REACHED = re.compile(r"(?:提高|增加|提升|上升|增长|扩大|下降|降低|减少|压缩|缩短|发展)[到至为]|[增降升减][到至]")
_GRADE = re.compile(r"(?:[特一二三四五]等奖|[金银铜]奖)$")
#: growth of the number before it, against the year before
_COMPARED = re.compile(r"同比|环比|[比较同]上年(?:同期)?|同口径")
_CHANGED = re.compile(r"(?:年均|累计)?(?:增长|提高|上升|增加|提升|下降|降低|减少)$")
#: an indicator that only makes sense with the one before it
_PARTIAL = re.compile(r"占.+|总数|总量|数量|占比|比重|增速|增幅|增长率|增量")
#: 产值过10亿元企业N家、过5亿元企业M家: the bound of the second needs the measure of the first
_BOUND = re.compile(r"[过超][\d十百千万亿]")
_TOWARDS = re.compile(r"(降低|减少|压缩|缩短|提高|提升|增加)(?=.{3,})")
_BARE = ("企业", "项目", "人才", "产品", "品牌", "平台")
_GENERIC = ("单位", "企业", "项目", "个")
JOINS = re.compile(r"(?:[、,]|和|与|及|以及)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """A number with its indicator; `start`–`end` is the quoted stretch of the folded sentence."""

    indicator: str
    amount: Amount
    comparator: Comparator
    rule: str
    start: int
    end: int
    lead: Lead
    aim: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A sentence prepared for reading."""

    sentence: Sentence
    times: Sequence[Time]
    place: str

    @property
    def text(self) -> str:
        return self.sentence.text


def read_one(view: View, at: int, end: int, stop: int, amount: Amount, last: Reading | None) -> list[Reading]:
    """What the words around one number say of it: usually one reading, none when the number is an attribute."""
    text = view.text
    if (start := _FROM.search(text, at, amount.pre)) and _REACHED.match(text, amount.post):
        return _start_value(view, at, start.start(), amount)
    bare = not _EMPTY_RIGHT.match(text[amount.post : stop])
    if amount.change and not amount.reach and (not bare or amount.dimension in ("ratio", "multiple")):
        return _change(view, at, amount, last)
    if not bare and (amount.reach or amount.pre < amount.start):
        return _reach(view, at, amount, last)
    if bare and amount.dimension == "ratio":
        return _share(view, at, end, amount)
    if bare:
        return [_continued(text, at, amount, r, last) for r in _counted(view, at, end, stop, amount)]
    return _noun(view, at, amount, last)


def _start_value(view: View, at: int, stop: int, amount: Amount) -> list[Reading]:
    """X由M提高到N: M is where X starts, N follows as a second value."""
    lead = strip_lead(view.text, at, stop, view.times, view.place, verbs=False)
    if stop - lead.at < 2:
        return []
    reading = _reading(view, lead.at, trim_tail(view.text, lead.at, stop), amount, "from", at, amount.post, lead)
    return [replace(reading, comparator=Comparator.EQUAL)]


def _reach(view: View, at: int, amount: Amount, last: Reading | None) -> list[Reading]:
    text = view.text
    lead = strip_lead(text, at, amount.pre, view.times, view.place, verbs=False)
    if not ends_in_measure(text[lead.at : trim_tail(text, lead.at, amount.pre)]):
        lead = _merged(lead, strip_lead(text, lead.at, amount.pre, view.times, view.place, verbs=True))
    begin, stop = after_total(text, lead.at, amount.pre), trim_tail(text, lead.at, amount.pre)
    if stop <= begin:
        return _again(amount, lead, last, at, "")
    reading = _completed(_reading(view, begin, stop, amount, "reach", at, amount.post, lead), view, at, last)
    if last and _REGION.search(reading.indicator) and ends_in_measure(last.indicator):
        tail = re.sub(r"^.*(?:区域|地区|流域|城市|县市|农村|县城)", "", last.indicator)
        reading = replace(reading, indicator=reading.indicator + tail)
    return [reading]


def _completed(reading: Reading, view: View, at: int, last: Reading | None) -> Reading:
    """占比 or 增速 alone is that of the indicator before; a bare 出栏 after 、 is that of the same thing (牲畜存栏、出栏)."""
    if last and (bound := _BOUND.match(reading.indicator)) and (first := _BOUND.search(last.indicator)):
        return replace(reading, indicator=last.indicator[: first.start()] + bound[0] + reading.indicator[bound.end() :])
    listed = view.text[at : at + 1] == "、" and is_magnitude(reading.indicator)
    last = last or _opening(view, at, reading)
    if last is None or not (listed or _PARTIAL.fullmatch(reading.indicator)):
        return reading
    base = _CHANGED.sub("", last.indicator)
    base = without_measure(base) if listed or reading.indicator in ("总数", "总量", "数量") else base
    rate = "年均" if reading.indicator.startswith("增") and reading.lead.period == "年均" else ""
    return replace(reading, indicator=base + rate + reading.indicator, start=last.start, rule="again") if base else reading


def _opening(view: View, at: int, reading: Reading) -> Reading | None:
    """The subject that opens a sentence without a number of its own: 企业数量实现倍增,总数突破N家."""
    lead = strip_lead(view.text, 0, at, view.times, view.place, verbs=True)
    stop = noun_end(view.text, lead.at, at)
    if lead.context or not lead.at + 2 <= stop < at or "," in view.text[lead.at : stop]:
        return None
    return replace(reading, indicator=view.sentence.printed(lead.at, stop), start=lead.at)


def _change(view: View, at: int, amount: Amount, last: Reading | None) -> list[Reading]:
    text = view.text
    lead = strip_lead(text, at, amount.pre, view.times, view.place, verbs=False)
    stop = trim_tail(text, lead.at, amount.pre)
    if stop <= lead.at:
        return _again(amount, lead, last, at, lead.period + amount.change)
    if last and (compared := _COMPARED.fullmatch(text, lead.at, stop)):
        return _again(amount, lead, last, at, compared[0] + amount.change)
    base = next((t.start for t in view.times if t.kind is TimeKind.BASE and lead.at < t.start < stop), 0)
    if base or amount.change == "翻":
        reading = _reading(view, lead.at, trim_tail(text, lead.at, base or stop), amount, "change", at, amount.post, lead)
        suffix = "" if amount.change == "翻" else amount.change
        return [replace(reading, indicator=reading.indicator + suffix)]
    return [_reading(view, lead.at, amount.pre + len(amount.change), amount, "change", at, amount.post, lead)]


def _again(amount: Amount, lead: Lead, last: Reading | None, at: int, change: str) -> list[Reading]:
    """A second value for the indicator named before: 达到13%以上,力争实现14%."""
    if last is None:
        return []
    base = last.indicator
    indicator = base + change if change and not base.endswith(change) else base
    aim = lead.aim and amount.comparator is Comparator.EQUAL
    comparator = Comparator.AIM if aim else amount.comparator
    return [Reading(indicator, amount, comparator, "again", last.start, amount.post, lead, aim)]


def _noun(view: View, at: int, amount: Amount, last: Reading | None) -> list[Reading]:
    text = view.text
    lead = strip_lead(text, at, amount.pre, view.times, view.place, verbs=True)
    begin = after_total(text, lead.at, amount.pre)
    if lead.causative:
        begin = after_pivot(text, begin, amount.pre)
    stop = trim_tail(text, begin, amount.pre)
    if stop <= begin:
        return []
    if amount.dimension == "ratio" and (part := _SHARE_OF.search(text, begin, amount.pre)):
        reading = _reading(view, begin, part.start(), amount, "reach", at, amount.post, lead)
        return [replace(reading, indicator=f"{reading.indicator}占{part['whole']}")]
    lead = _carried(view, at, lead, last)
    reading = _completed(_turned(_reading(view, begin, stop, amount, "noun", at, amount.post, lead)), view, at, last)
    if last and _GRADE.fullmatch(reading.indicator) and _GRADE.search(last.indicator):
        reading = replace(reading, indicator=_GRADE.sub("", last.indicator) + reading.indicator)
    if last and lead.within and reading.indicator.endswith(("类", "型")):
        reading = replace(reading, indicator=reading.indicator + last.indicator, lead=lead)
    elif last and last.lead.within and reading.indicator.endswith(("类", "型")):
        base = re.sub(r"^.*?[类型]", "", last.indicator)
        reading = replace(reading, indicator=reading.indicator + base, lead=replace(lead, within=True))
    return [reading]


def _turned(reading: Reading) -> Reading:
    """降低用电成本10% is a change of 用电成本: its indicator is 用电成本降低."""
    change = _TOWARDS.match(reading.indicator) if reading.amount.dimension == "ratio" else None
    return replace(reading, indicator=reading.indicator[change.end() :] + change[1], rule="change") if change else reading


def _carried(view: View, at: int, lead: Lead, last: Reading | None) -> Lead:
    """实现产值N亿元、税收M亿元: what 、 joins to a noun with a verb has the same verb."""
    joined = last is not None and last.rule == "noun" and view.text[at : at + 1] == "、" and not lead.verbs
    return replace(lead, verbs=last.lead.verbs, period=lead.period or last.lead.period) if joined and last else lead


def _counted(view: View, at: int, end: int, stop: int, amount: Amount) -> list[Reading]:
    text = view.text
    lead = strip_lead(text, at, amount.pre, view.times, view.place, verbs=True)
    right = amount.post + (text[amount.post] == "的")
    limit = _coordinated_stop(text, right, stop, end)
    more = _MORE_LIKE.search(text, right, limit)
    finish = noun_end(text, right, more.start() if more else limit)
    title = awarded(text, right, limit)
    if (title >= 0 and text[right:title].startswith(_GENERIC)) or title == right + 2:
        return [_reading(view, title, trim_tail(text, title, limit), amount, "award", at, limit, lead)]
    if finish <= right + 1:
        return []
    reading = _reading(view, right, trim_tail(text, right, finish), amount, "counted", at, finish, lead)
    if finish < limit and not lead.verbs:
        reading = replace(reading, lead=replace(lead, context=True))
    return [reading]


def _continued(text: str, at: int, amount: Amount, reading: Reading, last: Reading | None) -> Reading:
    """建成50个X、600个Y: the second count has the verb of the first."""
    joined = strip_connector(text, at, amount.pre) == amount.pre > at
    if not joined or last is None or last.rule != "counted" or last.end > at:
        return reading
    lead = replace(reading.lead, verbs=last.lead.verbs, causative=last.lead.causative, period=last.lead.period)
    return replace(reading, lead=replace(lead, context=last.lead.context), start=last.start)


def _coordinated_stop(text: str, right: int, stop: int, end: int) -> int:
    """End of the counted thing: before the connector of the next counted one, or of the segment."""
    if stop == end:
        return end
    joined = JOINS.search(text[right:stop])
    return right + joined.start() if joined else end


def _share(view: View, at: int, end: int, amount: Amount) -> list[Reading]:
    """90%以上的村庄…得到治理: a share of what follows."""
    text = view.text
    lead = strip_lead(text, at, amount.pre, view.times, view.place, verbs=True)
    right = amount.post + (text[amount.post] == "的")
    if end - right < 4:
        return []
    reading = _reading(view, right, end, amount, "share", at, end, lead)
    if lead.at < amount.pre and not lead.verbs:
        reading = replace(reading, indicator=view.sentence.printed(lead.at, amount.pre) + reading.indicator)
    return [reading]


def _reading(view: View, begin: int, stop: int, amount: Amount, rule: str, start: int, end: int, lead: Lead) -> Reading:
    aim = lead.aim and amount.comparator is Comparator.EQUAL and ("力争" in view.text[start:begin] or rule in ("reach", "change"))
    comparator = Comparator.AIM if aim else amount.comparator
    if view.text[begin:stop] in _BARE and lead.verbs:
        begin -= len(lead.verbs[-1]) * view.text.endswith(lead.verbs[-1], 0, begin)
    start = strip_connector(view.text, start, begin)
    return Reading(view.sentence.printed(begin, stop), amount, comparator, rule, min(start, begin), end, lead, aim)


def _merged(first: Lead, second: Lead) -> Lead:
    return replace(
        second,
        aim=first.aim or second.aim,
        period=first.period or second.period,
        within=first.within or second.within,
    )
