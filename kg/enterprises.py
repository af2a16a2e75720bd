"""Firms and institutions: registered endings, anchored endings, and lists that say what their members are.

Rules: org.registered, org.anchored, org.opened, org.numbered, org.bureau, org.local, org.list, org.named, org.sibling, org.operators.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from kg.aliases import core
from kg.cues import alternation, pattern, regex, words
from kg.firm_frames import framed_organisations
from kg.firm_shapes import Shapes, called, word
from kg.found import Found, found
from kg.linker import cuts_word
from kg.lists import Site, name_like, undescribed
from kg.model import EntityType
from kg.needles import Sought
from kg.openings import opens_name
from kg.places import Places
from kg.sentences import Sentence

_RUN = re.compile(r"(?:[\w·\-&]|(?<=\w)\([\u4e00-\u9fff]{2,4}\)(?=\w))+")
_NAMED = re.compile(r"[\w·]{0,28}")
_INSTITUTION = re.compile(r"(?:中心|馆|院|校|所|协会|学会|商会|联合会|联盟|大学|中学|小学|幼儿园|基金会|医院|学院|科学院)$")
_IN_LIST = re.compile(r"(?:中心|馆|院|校|公司|集团|协会|联盟)$")
_HAN = re.compile("[\u4e00-\u9fff]{4,24}")
_CLASS = re.compile(r"各类|各级|中小学|级|家$|(?<![高中初])等|类|以上|[的了与和及]")
#: what follows a firm's name where its project or works are meant (协鑫二期多晶硅, 协鑫(滨江))
_BEHIND = Sought(r"(?<=\w{2})(?:[一二三四五六]期|\([\u4e00-\u9fff]{2,4}\)$)")
#: the place before the short name of a firm (坪山区比亚迪)
_SEAT = re.compile(r"[\u4e00-\u9fff]{2,4}?[省市州县区]")


def detect_organisations(
    sentences: Sequence[Sentence], sites: Sequence[Site], places: Places, curated: Callable[[str], bool]
) -> tuple[Found, ...]:
    """Every firm and institution a rule names, in document order, without repeats of one place.

    `curated` tells the firms that are known anyway: beside one of them a list is of firms.
    """
    direct = [f for s in sentences for f in _direct(s, places)]
    shapes = Shapes(places, _printed_in_full(direct, places, curated))
    known = {(f.evidence.start, f.evidence.end): f for f in direct}
    for f in (f for s in sentences for f in framed_organisations(s, shapes)):
        if not any(_overlap(f, k) for k in known.values()):
            known[f.evidence.start, f.evidence.end] = f
    for site in sites:
        for f in _site_members(site, known, shapes):
            known.setdefault((f.evidence.start, f.evidence.end), f)
    for f in (f for s in sentences for f in _opened(s)):
        if not any(_overlap(f, k) for k in known.values()):
            known[f.evidence.start, f.evidence.end] = f
    return tuple(known[key] for key in sorted(known))


def _printed_in_full(direct: Sequence[Found], places: Places, curated: Callable[[str], bool]) -> Callable[[str], bool]:
    """The curated names and the openings of full names that the plan prints (特变电工 of 特变电工股份有限公司)."""
    cores = tuple(dict.fromkeys(core(f.name, places) for f in direct if f.source.rule == "org.registered"))
    return lambda name: curated(name) or (len(name) > 1 and any(c.startswith(name) for c in cores))


def _overlap(one: Found, other: Found) -> bool:
    return one.evidence.start < other.evidence.end and other.evidence.start < one.evidence.end


def names_firms(site: Site) -> bool:
    """Whether the words after the list say that its members are organisations."""
    match = _head().match(site.rest)
    return bool(match) and not pattern("lists", "class_words").search(match.group("mod")) if match else _grown(site)


def names_assets(site: Site) -> bool:
    """Whether the list names owners of resources: true of firms only when a neighbour is one."""
    return bool(
        regex(r"(?:\d+|[两二三四五六七八九十])?(?:家|个|大)?[\w]{0,16}?<lists.asset>").match(site.rest)
    )


def is_institution(name: str) -> bool:
    return bool(_INSTITUTION.search(name))


@cache
def _head() -> re.Pattern[str]:
    count = r"(?:(?:\d+|[两二三四五六七八九十]+)(?:余|多)?(?:家|个|所|大))?"
    return re.compile(f"{count}(?P<mod>\\w{{0,14}}?)(?:{alternation('lists', 'organisation')})(?!{alternation('lists', 'attributive')})")


def _grown(site: Site) -> bool:
    return site.open and bool(re.match("做大做强|做优做强|发展壮大|做精做强", site.rest))


def _direct(sentence: Sentence, places: Places) -> Iterator[Found]:
    for match in _RUN.finditer(sentence.text) if pattern("organisations", "registered").search(sentence.text) else ():
        yield from _registered(sentence, match, places)
    anchored = tuple(_anchored(sentence, places))
    yield from anchored
    yield from (f for f in _local(sentence) if not any(_overlap(f, a) for a in anchored))
    for match in pattern("organisations", "numbered").finditer(sentence.text):
        start = match.start() - (sentence.text[match.start() - 1 : match.start()] in tuple("市州县区省"))
        yield found(EntityType.INSTITUTION, sentence, start, match.end(), "org.numbered", 0.95)
    for match in pattern("organisations", "bureau").finditer(sentence.text):
        yield found(EntityType.ENTERPRISE, sentence, *match.span(), "org.bureau", 0.95)


def _opened(sentence: Sentence) -> Iterator[Found]:
    """Institutions that open with a place or a word of no dictionary (红山文化研究中心), where a stretch or a member begins."""
    text = sentence.text
    if not _opened_end().search(text):
        return
    for match in _opening().finditer(text):
        run = _HAN.match(text, match.end())
        end = _opened_end().search(run.group()) if run else None
        name = run.group()[: end.end()] if run and end and end.start() >= 2 else ""
        if name and not cuts_word(text, match.end()) and _proper(name) and opens_name(name) and name_like(name) and not _platform(name):
            yield found(EntityType.INSTITUTION, sentence, match.end(), match.end() + len(name), "org.opened", 0.8)


def _platform(name: str) -> bool:
    return re.search(f"(?:{alternation('platforms', 'noun')})$", name) is not None


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(f"(?:^|(?<=[,。;、:]))(?:{alternation('lists', 'cue')}|[以由与和])*")


@cache
def _opened_end() -> Sought:
    return pattern("organisations", "opened")


def _local(sentence: Sentence) -> Iterator[Found]:
    """The hospital, library … of the plan's own place (州人民医院), not those of every place (各县图书馆)."""
    units = "市州" + "".join(unit for unit in "县区" if unit in sentence.plan.title)
    own = f"(?<![各级市州县区省乡镇个家所座\\d有])[{units}](?:{alternation('organisations', 'local')})"
    for match in re.finditer(own, sentence.text):
        yield found(EntityType.INSTITUTION, sentence, *match.span(), "org.local", 0.9)


def _registered(sentence: Sentence, run: re.Match[str], places: Places) -> Iterator[Found]:
    at = run.start()
    for end in pattern("organisations", "registered").finditer(sentence.text, run.start(), run.end()):
        start, _ = undescribed(sentence.text, _name_start(sentence.text, at, end.start(), places), end.start())
        core = sentence.text[start : end.start()]
        if len(core) >= 2 and not _classed(core):
            yield found(EntityType.ENTERPRISE, sentence, start, end.end(), "org.registered", 1.0)
        at = end.end()


def _classed(core: str) -> bool:
    """Whether what stands before a legal form is a class or a verb (改制为股份有限公司), no name."""
    return core in (*words("organisations", "generic_firm"), *words("lists", "cue")) or bool(re.search("改制|[为的成]$", core))


def _name_start(text: str, start: int, stop: int, places: Places) -> int:
    """Where a registered name begins: at its place if a cue or 为 stands before it, else after the last cue.

    Cues between which and the legal form only kinds of business stand belong to the name (恒力建设发展有限公司).
    """
    start += text[start : start + 1] in tuple("与由将把对向让")
    cues = [m.end() for m in pattern("lists", "cue").finditer(text[:stop]) if m.start() >= start]
    cues = [c for c in cues if not regex("(?:<organisations.business>)+").fullmatch(text, c, stop)]
    for at, _ in places.spans(text, start, stop):
        if at == start or at in cues or text[at - 1] in "为是由与和":
            return at
    return max((c for c in cues if stop - c >= 2), default=start)


def _anchored(sentence: Sentence, places: Places) -> Iterator[Found]:
    text, at = sentence.text, 0
    ending = regex("<organisations.institution>|<organisations.firm>")
    for begin, end in places.spans(text):
        run = _NAMED.match(text, end)
        if begin < at or not run:
            continue
        ends = [m.end() for m in ending.finditer(run.group())]
        for stop in reversed(ends):
            if _proper(run.group()[:stop]):
                at = end + stop
                begin -= next((len(p) for p in words("organisations", "parent") if text.endswith(p, 0, begin)), 0)
                kind = EntityType.INSTITUTION if is_institution(text[begin:at]) else EntityType.ENTERPRISE
                yield found(kind, sentence, begin, at, "org.anchored", 0.95)
                break


def _proper(inner: str) -> bool:
    return len(inner) >= 3 and not _CLASS.search(inner) and not pattern("organisations", "breaks").search(inner)


def _site_members(site: Site, known: dict[tuple[int, int], Found], shapes: Shapes) -> Iterator[Found]:
    sure = [site.sentence.span(a, b) in known for a, b in site.items]
    items = [_member(site.sentence.text, *item, shapes) for item in site.items]
    texts = [site.sentence.text[a:b] for a, b in items]
    rule = _list_rule(site, texts, [s or shapes.curated(t) for s, t in zip(sure, texts, strict=True)], shapes)
    for (a, b), text, certain in zip(items, texts, sure, strict=True) if rule else ():
        named = rule == "org.operators" or (shapes.named(text) and not _zone(text))
        if not certain and named and (rule != "org.sibling" or _IN_LIST.search(text) or called(text, rule, shapes.places)):
            kind = EntityType.INSTITUTION if is_institution(text) else EntityType.ENTERPRISE
            yield found(kind, site.sentence, a, b, rule, 0.9 if rule == "org.list" else 0.8)


def _member(text: str, start: int, end: int, shapes: Shapes) -> tuple[int, int]:
    """A member without the stage of its project or a place in brackets behind it and the place before a name that is known."""
    stage, seat = _BEHIND.search(text, start, end), _SEAT.match(text, start, end)
    end = stage.start() if stage and not text.endswith(words("organisations", "registered"), start, end) else end
    return (seat.end(), end) if seat and shapes.known(text[seat.end() : end]) else (start, end)


def _zone(text: str) -> bool:
    return regex("<zones.ending>$").search(text) is not None


def _list_rule(site: Site, texts: Sequence[str], sure: Sequence[bool], shapes: Shapes) -> str:
    """The rule by which the members of a list are organisations; empty when none applies."""
    certain = any(sure)
    operators = [t for t in texts if t in words("organisations", "operators")]
    if len(operators) >= 2 and "移动" in operators:
        return "org.operators"
    all_names = all(known or shapes.named(t) for t, known in zip(texts, sure, strict=True))
    if all_names and names_firms(site) and (certain or shapes.firms(texts)):
        return "org.list"
    if all_names and hosts(site) and (certain or not all(map(word, texts))):
        return "org.list"
    if certain and all_names and (names_assets(site) or _relied_on(site)):
        return "org.list"
    if not certain and all_names and _relied_on(site) and re.search("(?:公司|集团)$", texts[-1]):
        return "org.list"
    if not site.counted and all_names and len(texts) > 1 and _acting(site) and shapes.only_firms(texts):
        return "org.named"
    return "org.sibling" if certain and len(texts) > 1 else ""


def _acting(site: Site) -> bool:
    """Whether an open list goes on with what its members do, not with what they are."""
    return regex("<lists.verb>|<lists.cue>|项目|在|为").match(site.rest) is not None


def _relied_on(site: Site) -> bool:
    return not site.open and not site.counted and site.cue in words("relations", "rely")


def hosts(site: Site) -> bool:
    """Whether the list is followed by the kind of platform its members host."""
    return bool(regex(r"(?:(?:\d+|[两二三四五六七八九十]+)(?:家|个))?<platforms.level>?<platforms.noun>").match(site.rest))
