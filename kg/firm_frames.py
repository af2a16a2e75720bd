"""Firms named outside lists: what they lead, win or are called, and groups and universities after a cue.

Rules: org.group, org.university, org.as, org.apposition, org.acts, org.told, org.listed, org.grows, org.project, org.partner.
A name must look like one: an unusual stem before what the firm makes (奇瑞汽车), never two everyday words (绿色食品).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpus.segment import Segmenter
from kg.cues import alternation, regex, words
from kg.found import Found, found
from kg.lists import name_like, split_items
from kg.model import EntityType
from kg.needles import Sought
from kg.places import Places
from kg.sentences import Sentence

_EVERYDAY = 300
"""jieba counts from which a word is too common to be the stem of a firm's name"""
_SEGMENTER = Segmenter()
#: what is said of a firm in quotation marks, its name, and that it went public
_TOLD = Sought(r'"[^"]{4,20}"(?P<name>(?:(?!已|正式|成功|顺利)[\u4e00-\u9fff]){3,8}?)(?=(?:已|正式|成功|顺利)*(?:上市|登陆|挂牌))')
_PLACED = re.compile(r"[矿田站线区园县市镇村州路井库渠港带楼院校]$")


def framed_organisations(sentence: Sentence, places: Places) -> Iterator[Found]:
    """Finds of all frames in one sentence, as folded offsets of the name alone."""
    for rule, kind, frame in _frames():
        for match in frame.finditer(sentence.text):
            start, end = match.span("name")
            if _called(match["name"], rule, places):
                yield found(kind, sentence, start, end, rule, 0.8)
    for match in _as().finditer(sentence.text):
        yield from _led(sentence, match, places)
    for match in _TOLD.finditer(sentence.text):
        if name_like(match["name"]):
            yield found(EntityType.ENTERPRISE, sentence, *match.span("name"), "org.told", 0.8)
    for match in _partners().finditer(sentence.text):
        if all(name_like(match[side]) for side in ("one", "other")) and _called(match["one"], "org.partner", places):
            for side in ("one", "other"):
                yield found(EntityType.ENTERPRISE, sentence, *match.span(side), "org.partner", 0.75)
    for rule, listed in _lists():
        for match in listed.finditer(sentence.text):
            yield from _members(sentence, match, rule, places)


@cache
def _frames() -> tuple[tuple[str, EntityType, Sought], ...]:
    """Rule, type, pattern."""
    tail = alternation("organisations", "tail")
    no_cue = f"(?!{alternation('lists', 'cue')}|[由以与和同及对将把让向在从])"
    before = f"(?:^|(?<=[、,;:(\"])|(?<=与)|(?<=和)|(?<=由)|(?<=以)|{_after_cue()}){no_cue}"
    acts = alternation("organisations", "acts")
    described = alternation("organisations", "described")
    return (
        ("org.group", EntityType.ENTERPRISE,
         Sought(f"{before}(?P<name>(?:(?!等)[\u4e00-\u9fff]){{2,5}}(?:集团|公司))(?!股份|有限|化|总部)")),
        ("org.university", EntityType.INSTITUTION,
         Sought(f"{before}(?P<name>[\u4e00-\u9fff]{{2,8}}大学)(?!生|城|科技园|毕业)")),
        ("org.apposition", EntityType.ENTERPRISE,
         Sought(f"(?:{described})[\"、]?(?P<name>[\u4e00-\u9fff]{{2,6}}(?:{tail}))(?=[,、;)]|等|和|与|及|就|在|项目|公司|$)")),
        ("org.acts", EntityType.ENTERPRISE,
         Sought(f"(?:^|(?<=[,;\"]))(?P<name>\\w{{2,6}}(?:{tail}))(?=(?:成功)?(?:{acts}))")),
    )  # fmt: skip


def _after_cue() -> str:
    """Look-behinds must have one width each: one for every length of cue."""
    cues = words("lists", "cue")
    groups = (sorted(c for c in cues if len(c) == n) for n in sorted({len(c) for c in cues}))
    return "|".join(f"(?<={cue})" for group in groups for cue in group)


@cache
def _as() -> Sought:
    """以A、B为龙头; 以A、B(等)为代表的…企业."""
    return Sought(r"以(?P<list>[^,。;以为]{2,60}?)(?P<open>等\w{0,6})?为(?:龙头|链主|(?P<rep>代表的\w{0,16}(?:企业|公司|集团)))")


@cache
def _partners() -> Sought:
    """推进A与B合作: one of them must look like a firm."""
    name = "[\u4e00-\u9fff]{2,10}?"
    lead = "(?:推进|推动|促进|支持|深化|加强|达成)+"
    one = f"[\u4e00-\u9fff]{{2,5}}(?:{alternation('organisations', 'tail')})"
    return Sought(f"{lead}(?P<one>{one})(?:与|和)(?P<other>{name})(?:的)?(?:战略|合资)?(?:合作|合资)")


@cache
def _lists() -> tuple[tuple[str, Sought], ...]:
    """推进A、B完成上市; 推进A增产扩能; 实施A、B等重点技改项目."""
    lead = "(?:推进|推动|支持|促进|力争|争取|帮助|扶持|助力|抓好|加快|实施|确保)+"
    more = "(?:等\\w{0,6})?"
    listed, grows = alternation("organisations", "listed"), alternation("organisations", "grows")
    return (
        ("org.listed", Sought(f"{lead}(?P<list>[^,。;:()]{{2,60}}?){more}(?:{listed})")),
        ("org.grows", Sought(f"{lead}(?P<list>[^,。;:()]{{3,30}}?){more}(?:{grows})")),
        ("org.project", Sought(f"{lead}(?P<list>[^,。;:()]{{4,60}}?)等\\w{{0,12}}项目")),
    )


def _members(sentence: Sentence, match: re.Match[str], rule: str, places: Places) -> Iterator[Found]:
    """The members of a list that says what firms do: all must look like names, one like nothing else.

    Of projects only members that end in what a firm makes are firms.
    """
    spans = split_items(sentence.text, *match.span("list"))
    texts = [sentence.text[a:b] for a, b in spans]
    named = all(name_like(t) and 2 <= len(t) <= 8 and not _PLACED.search(t) for t in texts)
    strange = [t for t in texts if places.strip(t) and not _everyday(t) and len(t) > 2]
    made = [t for t in texts if _called(t, rule, places) and regex("<organisations.tail>$").search(t)]
    if len(texts) > 1 and all(t in made or _coined(t) for t in texts):
        made = texts
    if named and (made if rule == "org.project" else strange):
        for (a, b), text in zip(spans, texts, strict=True):
            if rule != "org.project" or text in made:
                yield found(EntityType.ENTERPRISE, sentence, a, b, rule, 0.75)


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
    ending = regex("(?:大学|集团|公司|<organisations.tail>)$").search(name)
    stem = places.strip(name[: ending.start()]) if ending else ""
    if rule in ("org.group", "org.university") and ending and not stem:
        return name != ending.group()
    if stem in (*words("organisations", "generic_firm"), *words("organisations", "generic_stem"), *words("lists", "generic")):
        return False
    return len(stem) >= 2 and name_like(name) and not _everyday(stem)


def _coined(name: str) -> bool:
    """Whether a short name is no word at all (粤芯), so that it can only be a brand."""
    return 2 <= len(name) <= 4 and all(len(w.text) == 1 or not _SEGMENTER.frequency(w.text) for w in _SEGMENTER.cut(name))


def _everyday(stem: str) -> bool:
    return any(len(w.text) > 1 and _SEGMENTER.frequency(w.text) >= _EVERYDAY for w in _SEGMENTER.cut(stem))
