"""Which plans a question names: by title, by part of it, or by region and kind of document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.normal import fold, fold_text

_KINDS = r"规划纲要|规划|纲要|行动方案|实施方案|方案|行动计划|计划|若干措施|措施|意见|工作报告|报告|批复|通知|办法|条例"
#: words up to a kind of document: 上海医疗器械方案, 昌吉市的规划
_NICKNAME = re.compile(rf"(?P<name>[\w“”\"]{{2,24}}?)的?(?P<kind>{_KINDS})(?![一-鿿]*?(?:局|委|部门))")
_EDGES = re.compile(r"^[的,，。\s]+|[\s]+$")
_BRACKETS = re.compile(r"\([^()]*\)")
#: titles whose forms are kept
_TITLES = 20_000
#: words of titles that tell no plan from another
_COMMON = frozenset(
    ("发展", "促进", "推动", "行动", "实施", "国务院", "关于", "高质量", "工作", "建设", "五年", "规划", "方案", "计划",
     "产业", "国家", "通知", "年")
)
_REGION = re.compile(r"^(?:中华人民共和国|[一-鿿]{2,3}?(?:省|市|自治区|自治州|州|区|县))")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The plans a question names and its text without their names; all plans and the whole text when it names none."""

    plans: tuple[str, ...]
    topic: str


def narrow(text: str, plans: Mapping[str, str], scope: Sequence[str], tokens: Callable[[str], Sequence[str]]) -> Narrowed:
    """Keep the plans of the scope that the question names; `plans` are folded titles by id.

    >>> narrow("基本原则有几条", {}, (), lambda t: [])
    Narrowed(plans=(), topic='基本原则有几条')
    """
    titles = {p: _with_short_name(plans[p]) for p in scope}
    named, topic = _by_title(text, titles)
    if not named and len(scope) > 1:
        named, topic = _by_nickname(text, titles, tokens)
    if not named and len(scope) > 1:
        named, topic = _by_regions(text, titles)
    return Narrowed(tuple(p for p in scope if p in named) or tuple(scope), _EDGES.sub("", topic) or text)


@lru_cache(maxsize=_TITLES)
def _with_short_name(title: str) -> str:
    """The title, with 十一五 behind it when it says 第十一个五年.

    >>> _with_short_name("第十四个五年规划")
    '第十四个五年规划 十四五'
    """
    found = re.search(r"第(十[一二三四五六七八九]?)个五年", title)
    return f"{title} {found[1]}五" if found else title


def _by_title(text: str, titles: Mapping[str, str]) -> tuple[list[str], str]:
    """Plans whose title, with or without its years, is written out."""
    folded = fold(text)
    for plan, title in titles.items():
        for form in _forms(title):
            at = folded.text.find(form)
            if at >= 0:
                span = folded.span(at, at + len(form))
                rest = text[: span.start].rstrip("《<") + text[span.end :].lstrip("》>")
                more, topic = _by_title(rest, {p: t for p, t in titles.items() if p != plan})
                return [plan, *more], topic
    return [], text


@lru_cache(maxsize=_TITLES)
def _forms(title: str) -> tuple[str, ...]:
    """A title as it may be written out, with and without what stands in brackets; short ones would be met everywhere."""
    printed = title.split(" ")[0]
    return tuple(form for form in dict.fromkeys((printed, _BRACKETS.sub("", printed))) if len(form) > 3)


def _by_nickname(text: str, titles: Mapping[str, str], tokens: Callable[[str], Sequence[str]]) -> tuple[list[str], str]:
    """Plans whose title holds every word before a kind of document, one of them its own."""
    named: list[str] = []
    cuts: list[tuple[int, int]] = []
    folded = fold(text)
    for found in _NICKNAME.finditer(folded.text):
        for at in range(found.start("name"), found.end("name") - 1):
            words = [w for w in tokens(folded.text[at : found.end("name")]) if w not in "的和与跟在里"]
            fitting = _fitting(words, titles)
            if fitting:
                named += fitting
                cuts.append((folded.span(at, found.end()).start, folded.span(at, found.end()).end))
                break
    topic = text
    for start, end in reversed(cuts):
        topic = topic[:start] + topic[end:]
    return named, re.sub(r"^[和与跟、里中]+|(?<=[和与跟、])[和与跟、]+", "", topic)


def _fitting(words: Sequence[str], titles: Mapping[str, str]) -> list[str]:
    own = [w for w in words if len(w) > 1 and w not in _COMMON and sum(w in t for t in titles.values()) * 2 <= len(titles)]
    if not own:
        return []
    fitting = [p for p, t in titles.items() if all(w in t for w in words)]
    return fitting if 0 < len(fitting) <= 2 else []


def _by_regions(text: str, titles: Mapping[str, str]) -> tuple[list[str], str]:
    """Plans of the regions named side by side: 上海市和重庆市, 上海与重庆的."""
    regions: dict[str, list[str]] = {}
    for plan, title in titles.items():
        region = _REGION.match(title)
        if region:
            regions.setdefault(region.group()[:2], []).append(plan)
    folded = fold_text(text)
    named = [(name, plans) for name, plans in regions.items() if name in folded]
    if len(named) < 2:
        return [], text
    return [p for _, plans in named for p in plans], text
