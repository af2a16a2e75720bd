"""Coordinated lists (A、B和C等…) found in sentences: where they start, what their members are, what follows.

Whether a list names firms, hosts or industries is decided by the rules that read it, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.cues import pattern, regex, words
from kg.needles import Sought
from kg.sentences import Sentence

_MARK = Sought(r"(?<![高中初同平均优相])等(?![级于同待效离候]|方面)|(?<=[^\d.])(?:\d+|[两二三四五六七八九十]+)(?:家|个|所|大)")
_COUNT = re.compile(r"^(?:\d+|[两二三四五六七八九十]+)(?:余|多)?(?:家|个|所|大)")
_NAME = re.compile(r"[\w·\-+&]{2,30}")
_CLOSING = "”」』"
_PAIRS = {'"': '"', "(": ")", "《": "》"}
_PUNCTUATION = re.compile('["()《》、]')
#: between two short members these open nothing (甲矿和乙矿两个项目)
_TIES = ("和", "及", "以及")
_SHORT = 6
_RANK = re.compile(r"(?:世界|中国|国内|民营|行业)?(?:企业)?\d+强(?:企业)?")
_JOIN = re.compile(r"以及|和|与|及")


@dataclass(frozen=True, slots=True)
class Site:
    """One list: the cue word before it, members as folded offsets, and the rest of the fragment."""

    sentence: Sentence
    cue: str
    cue_start: int
    items: tuple[tuple[int, int], ...]
    open: bool
    counted: bool
    right: tuple[int, int]

    def texts(self) -> tuple[str, ...]:
        return tuple(self.sentence.text[a:b] for a, b in self.items)

    @property
    def rest(self) -> str:
        return self.sentence.text[slice(*self.right)]

    @property
    def span(self) -> tuple[int, int]:
        """From the cue to the end of the last member."""
        return self.cue_start, self.items[-1][1]


def find_sites(sentence: Sentence) -> tuple[Site, ...]:
    """Every list of the sentence that a cue opens or 等 / N家 closes, in order."""
    return tuple(site for a, b in sentence.segments() for site in _fragment_sites(sentence, a, b))


def split_items(text: str, start: int, end: int, *, join: bool = True) -> tuple[tuple[int, int], ...]:
    """Members between 、 outside quotation marks and brackets; with `join` the last pair may be tied by 和/与/及.

    >>> [t[a:b] for t in ["甲厂、乙厂和丙厂"] for a, b in split_items(t, 0, len(t))]
    ['甲厂', '乙厂', '丙厂']
    """
    cuts, at, closing = [], start, ""
    for mark in _PUNCTUATION.finditer(text, start, end):
        i, char = mark.start(), mark[0]
        if closing:
            closing = "" if char == closing else closing
        elif char in _PAIRS and _PAIRS[char] in text[i + 1 : end]:
            closing = _PAIRS[char]
        elif char == "、":
            cuts.append((at, i))
            at = i + 1
    return tuple(_strip(text, a, b) for a, b in (*cuts, *(_join(text, at, end) if join else ((at, end),))) if b > a)


def quotations(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Insides of quotation marks, as folded offsets; a closing mark never opens."""
    opened = -1
    for mark in re.finditer('"', sentence.text):
        i = mark.start()
        closing = sentence.plan.text[sentence.offsets[i]] in _CLOSING
        if opened >= 0 and (closing or sentence.plan.text[sentence.offsets[i]] == '"'):
            yield opened, i
            opened = -1
        elif not closing:
            opened = i + 1


@lru_cache(maxsize=4_096)
def name_like(text: str) -> bool:
    """Whether a member could be a name at all: no function words, not a class of things."""
    return bool(
        _NAME.fullmatch(text)
        and not text.isdigit()
        and text not in words("lists", "generic")
        and not pattern("lists", "opening").match(text)
        and not regex("<lists.verb>|[的了]").search(text)
        and not re.match("[与和及同以]", text)
        and text[-1] not in "与和及同对向为等"
        and not _generic_firm(text)
        and not (len(text) > 2 and regex("<lists.not_firm>$").search(text))
    )


def _generic_firm(text: str) -> bool:
    """A class of companies (证券公司), not one of them."""
    return bool(regex("<organisations.generic_firm>+(?:公司|银行|集团)").fullmatch(text))


def _fragment_sites(sentence: Sentence, start: int, end: int) -> Iterator[Site]:
    text, at, marked = sentence.text, start, False
    for mark in _MARK.finditer(text, start, end):
        counted = mark.group()[0] != "等"
        if mark.start() - at >= 2 and _plausible(text, at, mark, counted):
            marked = True
            yield from _site(sentence, at, mark.start(), (mark.start() if counted else mark.end(), end), not counted)
            at = mark.end()
    cue = None if marked else _last_cue(text, start, _first_item_end(text, start, end))
    if cue:
        yield from _unmarked(sentence, cue, end)


def _plausible(text: str, at: int, mark: re.Match[str], counted: bool) -> bool:
    before = text[at : mark.start()]
    return not counted or (bool(re.search("[、和与]", before)) and not before.endswith("等"))


def _site(sentence: Sentence, start: int, stop: int, right: tuple[int, int], open_list: bool) -> Iterator[Site]:
    text = sentence.text
    cue = _last_cue(text, start, _first_item_end(text, start, stop))
    if cue and cue.group() in _TIES and 2 <= cue.start() - start <= _SHORT and name_like(text[start : cue.start()]):
        cue = None
    begin = cue.end() if cue else start
    items = tuple(undescribed(text, a, b) for a, b in split_items(text, begin, stop))
    if items:
        counted = bool(_COUNT.match(text[right[0] : right[1]]))
        yield Site(
            sentence,
            cue.group() if cue else "",
            cue.start() if cue else begin,
            items,
            open_list,
            counted,
            right,
        )


def _unmarked(sentence: Sentence, cue: re.Match[str], end: int) -> Iterator[Site]:
    text = sentence.text
    items = list(split_items(text, cue.end(), end))
    if not items:
        return
    a, b = items[-1]
    stop = pattern("lists", "verb").search(text, a + 2, b)
    last = stop.start() if stop else b
    named = list(regex("<organisations.registered>|<organisations.firm>").finditer(text, a, last))
    last = named[-1].end() if named else last
    if last - a >= 2:
        items[-1] = (a, last)
    yield Site(sentence, cue.group(), cue.start(), tuple(items), False, False, (items[-1][1], end))


def undescribed(text: str, start: int, end: int) -> tuple[int, int]:
    """A member without what it is called in front of its name (民营500强X)."""
    rank = _RANK.match(text, start, end)
    return (rank.end(), end) if rank and rank.end() + 2 <= end else (start, end)


def _first_item_end(text: str, start: int, stop: int) -> int:
    comma = text.find("、", start, stop)
    return comma if comma >= 0 else stop


def _last_cue(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The last cue that leaves at least two characters of the first member."""
    for key in ("cue", "opening_cue", "weak_cue"):
        cues = pattern("lists", key)
        if key == "opening_cue":
            first = cues.match(text, start, stop)
            hits = [first] if first else []
        else:
            hits = list(cues.finditer(text, start, stop))
        if kept := [m for m in hits if stop - m.end() >= 2]:
            return kept[-1]
    return None


def _join(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    joins = [m for m in _JOIN.finditer(text, start, end) if m.start() - start >= 2 and end - m.end() >= 2]
    if not joins or '"' in text[start:end]:
        return ((start, end),)
    return ((start, joins[-1].start()), (joins[-1].end(), end))


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    if end - start > 2 and text[start] == text[end - 1] == '"':
        return start + 1, end - 1
    return start, end
