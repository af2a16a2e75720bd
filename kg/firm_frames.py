"""Firms named outside lists: what they lead, win or are called, and groups and universities after a cue.

Rules: org.group, org.university, org.as, org.apposition, org.acts, org.told, org.listed, org.grows, org.project, org.partner.
A name must look like one: an unusual stem before what the firm makes (奇瑞汽车), never two everyday words (绿色食品).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from kg.cues import alternation, regex, words
from kg.firm_shapes import Shapes, called, coined, common, everyday
from kg.found import Found, found
from kg.lists import name_like, split_items
from kg.model import EntityType
from kg.needles import Sought
from kg.sentences import Sentence

#: what is said of a firm in quotation marks, its name, and that it went public
_TOLD = Sought(r'"[^"]{4,20}"(?P<name>(?:(?!已|正式|成功|顺利)[\u4e00-\u9fff]){3,8}?)(?=(?:已|正式|成功|顺利)*(?:上市|登陆|挂牌))')
#: several subjects of what firms do; a name that held 和 or 与 could be cut in too many ways
_TOGETHER = (
    '(?:^|(?<=[,;"]))(?P<list>(?:(?![和与])\\w){2,12}(?:[、和与](?:(?![和与])\\w){2,12}?)+)'
    "(?=(?:均|双双|分别|相继|先后|成功|同时)*(?:<organisations.acts>|<organisations.together>))"
)
_CALLED_SO = (
    '(?:(?:<organisations.described>)(?:"企业)?|<organisations.met>)["、]?(?P<list>\\w{2,10}?(?:、\\w{2,10}?)*)'
    '(?=<organisations.goes_on>|[,、;)"]|$)'
)
#: 重点企业:X、Y
_LABELLED = Sought(
    r"(?:重点|龙头|链主|骨干|代表|核心|主要|领军|牵头)企业(?::|主?要?(?:有|包括|为))"
    r"(?P<list>[^,;:。()]{2,80}?)(?:等\w*)?(?=[,;。]|$)"
)
_PLACED = re.compile(r"[矿田站线区园县市镇村州路井库渠港带楼院校]$")


def framed_organisations(sentence: Sentence, shapes: Shapes) -> Iterator[Found]:
    """Finds of all frames in one sentence, as folded offsets of the name alone."""
    for rule, kind, frame in _frames():
        for match in frame.finditer(sentence.text):
            start, end = match.span("name")
            if called(match["name"], rule, shapes.places):
                yield found(kind, sentence, start, end, rule, 0.8)
    for match in _as().finditer(sentence.text):
        yield from _led(sentence, match, shapes)
    for match in _TOLD.finditer(sentence.text):
        if name_like(match["name"]):
            yield found(EntityType.ENTERPRISE, sentence, *match.span("name"), "org.told", 0.8)
    for match in _partners().finditer(sentence.text):
        if all(name_like(match[side]) for side in ("one", "other")) and called(match["one"], "org.partner", shapes.places):
            for side in ("one", "other"):
                yield found(EntityType.ENTERPRISE, sentence, *match.span(side), "org.partner", 0.75)
    for rule, listed in _lists():
        for match in listed.finditer(sentence.text):
            yield from _members(sentence, match, rule, shapes)
    yield from _done_together(sentence, shapes)
    yield from _named_as(sentence, shapes)


@cache
def _frames() -> tuple[tuple[str, EntityType, Sought], ...]:
    """Rule, type, pattern."""
    tail = alternation("organisations", "tail")
    no_cue = f"(?!{alternation('lists', 'cue')}|[由以与和同及对将把让向在从])"
    before = f"(?:^|(?<=[、,;:(\"])|(?<=与)|(?<=和)|(?<=由)|(?<=以)|{_after_cue()}){no_cue}"
    acts = alternation("organisations", "acts")
    return (
        ("org.group", EntityType.ENTERPRISE,
         Sought(f"{before}(?P<name>(?:(?!等)[\u4e00-\u9fff]){{2,5}}(?:集团|公司))(?!股份|有限|化|总部)")),
        ("org.project", EntityType.ENTERPRISE,
         Sought(f"{before}(?P<name>[\u4e00-\u9fff]{{2,5}}(?:{tail}))(?=年(?:产|加工|屠宰|处理|出栏)\\d)")),
        ("org.university", EntityType.INSTITUTION,
         Sought(f"{before}(?P<name>[\u4e00-\u9fff]{{2,8}}大学)(?!生|城|科技园|毕业)")),
        ("org.acts", EntityType.ENTERPRISE,
         Sought(f"(?:^|(?<=[,;\"]))(?P<name>\\w{{2,6}}(?:{tail}|集团))(?=(?:成功)?(?:{acts}))")),
    )  # fmt: skip


def _after_cue() -> str:
    """Look-behinds must have one width each: one for every length of cue."""
    cues = words("lists", "cue")
    groups = (sorted(c for c in cues if len(c) == n) for n in sorted({len(c) for c in cues}))
    return "|".join(f"(?<={cue})" for group in groups for cue in group)


@cache
def _as() -> Sought:
    """以A、B为龙头; 以A、B(等)为代表的…企业; 企业以A、B为代表."""
    role = "龙头|链主|依托|主体|引领|支撑|骨干|(?P<rep>代表(?P<firms>的\\w{0,16}(?:企业|公司|集团))?)"
    return Sought(f"(?P<before>企业|公司)?以(?P<list>[^,。;以为]{{2,60}}?)(?P<open>等\\w{{0,6}})?为(?:{role})")


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
    lead = "(?:推进|推动|支持|促进|力争|争取|帮助|扶持|助力|抓好|加快|实施|确保|引进|引入|招引|落户|签约|对接|建设|启动|开工|新开工)+了?"
    more = "(?:等\\w{0,6})?"
    listed, grows, happens = (alternation("organisations", key) for key in ("listed", "grows", "happens"))
    return (
        ("org.listed", Sought(f"{lead}(?P<list>[^,。;:()]{{2,60}}?){more}(?:{listed})")),
        ("org.grows", Sought(f"{lead}(?P<list>[^,。;:()]{{3,30}}?){more}(?:{grows})")),
        ("org.project", Sought(f"{lead}(?P<list>[^,。;:()]{{4,60}}?)等\\w{{0,12}}项目")),
        ("org.project", Sought(f"(?:^|(?<=[,;:、的]))(?P<list>[\u4e00-\u9fff]{{4,8}})项目(?={happens})")),
        ("org.project", Sought(f"(?:^|(?<=[,;:]))(?P<list>[^,。;:()]{{4,60}}?)等\\w{{0,12}}项目(?={happens})")),
    )


def _members(sentence: Sentence, match: re.Match[str], rule: str, shapes: Shapes) -> Iterator[Found]:
    """The members of a list that says what firms do: all must look like names, one like nothing else.

    Of projects only members that end in what a firm makes are firms, or all if they could be nothing else.
    """
    spans = [_without_works(sentence.text, *span) for span in split_items(sentence.text, *match.span("list"))]
    texts = [sentence.text[a:b] for a, b in spans]
    named = all(name_like(t) and 2 <= len(t) <= 8 and not _PLACED.search(t) for t in texts)
    strange = [t for t in texts if shapes.places.strip(t) and not everyday(t) and not common(t) and len(t) > 2]
    sure = len(texts) > 1 and (shapes.only_firms(texts) or _strange(texts))
    made = texts if sure else [t for t in texts if _makes(t, shapes)]
    if named and (made if rule == "org.project" else strange):
        for (a, b), text in zip(spans, texts, strict=True):
            if rule != "org.project" or text in made:
                yield found(EntityType.ENTERPRISE, sentence, a, b, rule, 0.75)


def _without_works(text: str, start: int, end: int) -> tuple[int, int]:
    """A member without the works behind the name of the firm (湖南藩米米业|基地)."""
    works = regex("<organisations.works>$").search(text, start, end)
    return (start, works.start()) if works and works.start() > start + 3 else (start, end)


def _strange(names: Sequence[str]) -> bool:
    """Whether most names are of no dictionary and too long for a village (赛默飞), and none is everyday or a river's or hill's."""
    plain = any(common(n) or regex("[河湖浜闸桥塘湾岭山]$").search(n) for n in names)
    return not plain and 2 * sum(len(n) > 2 and coined(n) for n in names) > len(names)


def _makes(name: str, shapes: Shapes) -> bool:
    return called(name, "org.project", shapes.places) and regex("<organisations.tail>$").search(name) is not None


def _led(sentence: Sentence, match: re.Match[str], shapes: Shapes) -> Iterator[Found]:
    """Of 企业以A为代表 and 以A为代表的企业 the words say that A are firms; elsewhere one must look like a firm."""
    spans = split_items(sentence.text, *match.span("list"))
    texts = [sentence.text[a:b] for a, b in spans]
    if not all(map(name_like, texts)):
        return
    told = match["firms"] or (match["rep"] and match["before"])
    led = not match["rep"] and any(map(shapes.made, texts)) and shapes.firms(texts)
    if led or (told and not all(map(common, texts))):
        for a, b in spans:
            yield found(EntityType.ENTERPRISE, sentence, a, b, "org.as", 0.8)


def _done_together(sentence: Sentence, shapes: Shapes) -> Iterator[Found]:
    """A和B入围…: what several firms did."""
    for match in regex(_TOGETHER).finditer(sentence.text):
        spans = split_items(sentence.text, *match.span("list"))
        if len(spans) > 1 and shapes.only_firms([sentence.text[a:b] for a, b in spans]):
            for a, b in spans:
                yield found(EntityType.ENTERPRISE, sentence, a, b, "org.acts", 0.8)


def _named_as(sentence: Sentence, shapes: Shapes) -> Iterator[Found]:
    """龙头企业X建设…, 对接X: what stands behind the words that call a firm so, up to what it does; 龙头企业:X、Y."""
    for match in regex(_CALLED_SO).finditer(sentence.text):
        for a, b in split_items(sentence.text, *match.span("list"), join=False):
            if shapes.known(sentence.text[a:b]) or _makes(sentence.text[a:b], shapes):
                yield found(EntityType.ENTERPRISE, sentence, a, b, "org.apposition", 0.8)
    for match in _LABELLED.finditer(sentence.text):
        spans = split_items(sentence.text, *match.span("list"))
        texts = [sentence.text[a:b] for a, b in spans]
        if all(name_like(t) and not re.search(r"\d", t) for t in texts) and shapes.firms(texts):
            for a, b in spans:
                yield found(EntityType.ENTERPRISE, sentence, a, b, "org.apposition", 0.8)
