"""Firms named outside lists: what they lead, win or are called, and groups and universities after a cue.

Rules: org.group, org.university, org.as, org.apposition, org.acts. A name must look like one: an unusual stem
before what the firm makes (奇瑞汽车), never two everyday words (绿色食品).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpus.segment import Segmenter
from kg.cues import alternation, words
from kg.found import Found, found
from kg.lists import name_like, split_items
from kg.model import EntityType
from kg.places import Places
from kg.sentences import Sentence

_EVERYDAY = 300
"""jieba counts from which a word is too common to be the stem of a firm's name"""
_SEGMENTER = Segmenter()


def framed_organisations(sentence: Sentence, places: Places) -> Iterator[Found]:
    """Finds of all frames in one sentence, as folded offsets of the name alone."""
    for rule, kind, frame in _frames():
        for match in frame.finditer(sentence.text):
            start, end = match.span("name")
            if _called(match["name"], rule, places):
                yield found(kind, sentence, start, end, rule, 0.8)
    for match in _as().finditer(sentence.text):
        yield from _led(sentence, match, places)


@cache
def _frames() -> tuple[tuple[str, EntityType, re.Pattern[str]], ...]:
    tail = alternation("organisations", "tail")
    no_cue = f"(?!{alternation('lists', 'cue')}|[由以与和同及对将把让向在从])"
    before = f"(?:^|(?<=[、,;:(\"])|(?<=与)|(?<=和)|(?<=由)|(?<=以)|{_after_cue()}){no_cue}"
    acts = alternation("organisations", "acts")
    described = alternation("organisations", "described")
    return (
        ("org.group", EntityType.ENTERPRISE, re.compile(f"{before}(?P<name>[\u4e00-\u9fff]{{2,5}}(?:集团|公司))(?!股份|有限|化|总部)")),
        ("org.university", EntityType.INSTITUTION, re.compile(f"{before}(?P<name>[\u4e00-\u9fff]{{2,8}}大学)(?!生|城|科技园|毕业)")),
        ("org.apposition", EntityType.ENTERPRISE, re.compile(f"(?:{described})(?P<name>\\w{{2,6}}(?:{tail}))(?=[,、;)]|等|和|与|$)")),
        ("org.acts", EntityType.ENTERPRISE, re.compile(f"(?:^|(?<=[,;]))(?P<name>\\w{{2,6}}(?:{tail}))(?=(?:成功)?(?:{acts}))")),
    )


def _after_cue() -> str:
    """Look-behinds must have one width each: one for every length of cue."""
    cues = words("lists", "cue")
    groups = (sorted(c for c in cues if len(c) == n) for n in sorted({len(c) for c in cues}))
    return "|".join(f"(?<={cue})" for group in groups for cue in group)


@cache
def _as() -> re.Pattern[str]:
    """以A、B为龙头; 以A、B(等)为代表的…企业."""
    return re.compile(r"以(?P<list>[^,。;以为]{2,60}?)(?P<open>等\w{0,6})?为(?:龙头|链主|(?P<rep>代表的\w{0,16}(?:企业|公司|集团)))")


def _led(sentence: Sentence, match: re.Match[str], places: Places) -> Iterator[Found]:
    spans = split_items(sentence.text, *match.span("list"))
    texts = [sentence.text[a:b] for a, b in spans]
    if not all(name_like(t) for t in texts):
        return
    if match["rep"] or any(_called(t, "org.as", places) for t in texts):
        for a, b in spans:
            yield found(EntityType.ENTERPRISE, sentence, a, b, "org.as", 0.8)


def _called(name: str, rule: str, places: Places) -> bool:
    """Whether a name has a stem that no dictionary knows as an everyday word."""
    ending = re.search(f"(?:大学|集团|公司|{alternation('organisations', 'tail')})$", name)
    stem = places.strip(name[: ending.start()]) if ending else ""
    if rule in ("org.group", "org.university") and ending and not stem:
        return name != ending.group()
    if stem in (*words("organisations", "generic_firm"), *words("organisations", "generic_stem"), *words("lists", "generic")):
        return False
    return len(stem) >= 2 and name_like(name) and not _everyday(stem)


def _everyday(stem: str) -> bool:
    return any(len(w.text) > 1 and _SEGMENTER.frequency(w.text) >= _EVERYDAY for w in _SEGMENTER.cut(stem))
