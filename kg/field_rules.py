"""Fields of industry as sentences name them: 重点发展A、B等C, 以A、B为主攻方向, 打造X产业集群, X种植面积.

Rules: industry.field, industry.direction, industry.chain, industry.area, industry.class, industry.focus, industry.push,
industry.applied, industry.technique, industry.making, industry.firms, industry.lead, industry.place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.cues import pattern, regex, words
from kg.found import Found, found
from kg.industries import Named
from kg.lists import Site, quotations, split_items
from kg.model import EntityType
from kg.needles import Sought
from kg.places import Places
from kg.sentences import Sentence

Span = tuple[int, int]

_DIRECTION = Sought(r"以((?:(?!以|为)[^。;]){2,160})为(?:主攻方向|重点|核心|主导|主体)(?:的(\w{2,8}产业))?")
_CHAIN = Sought(r"从([^,。;]+)到(\w{2,10})的\w{0,10}产业链")
_CLUSTER = Sought(r"打造(\w{2,10})产业集群")
_AREA = Sought(r"(?P<list>[^,。;:]+?)(?:种植|播种)?面积")
_WITH = Sought(r"\((?:含|包括|包含)([^()]+)\)")
_CLASS = re.compile(r"(?:[两二三四五六七八九十\d]+大)?(\w{2,12}?(?:产业|制造|服务业))(?=$|[,。;]|自主|创新|发展)")
_BOTH = Sought(r"(?:产业|业)[和与]\w+(?:产业|业)$")
_GROWN = Sought(r"(\w{2,10}?产业)(?:得到|实现|加快|持续|快速)")
_MAX_FIELD = 18
_DONE = "[^,。;:、的等和]{2,10}(?:建筑|制造|加工|养殖|种植|利用|农业)"
#: further ways to speak of fields under an industry's heading; the group is one field or several joined by 、
_FRAMES = (
    ("industry.push", Sought(r"(?:推动|促进|助推|推进)(\w{2,8}产业)(?=迈向|向|与|转型|升级|高质量|提质)")),
    ("industry.applied", Sought(r"在([^,。;:在]{4,40}?)等(?:领域|行业|产业)(?:中)?的?(?:转化|推广|示范|创新|融合)?应用")),
    ("industry.technique", Sought(rf"(?:开展|支持|加强|推进|运用|应用|推广)({_DONE}(?:、{_DONE})*)(?:高新|先进)?技术")),
    ("industry.making", Sought(r"等(\w{3,10}?)的(?:生产|制造)")),
    ("industry.firms", Sought(r"等(\w{3,10}(?:服务|制造|加工|养殖))企业")),
    ("industry.firms", Sought(r"等(\w{3,8}?)产业资源")),
    ("industry.lead", Sought(r"(?:巩固|保持|扩大|提升)(\w{2,8}?)(?:优势地位|领先地位|领先优势|市场占有率)")),
)
#: in the part of a plan about a zone: what it shall be a place of
_PLACE_OF = Sought(r"打造(\w{2,10}产业)(?:发展)?(?:聚集区|集聚区|高地|基地)")


def field_industries(sentence: Sentence, sites: Sequence[Site], parent: str, places: Places) -> Iterator[Named]:
    """Products and fields that a sentence names under an industry (or without one, `parent` empty)."""
    spans = dict.fromkeys(_field_spans(sentence, sites, known=bool(parent)))
    for start, end, rule in spans:
        inner = _WITH.search(sentence.text, start, end)
        hit = _clean(sentence, start, inner.start() if inner else end, places)
        if hit:
            field = found(EntityType.INDUSTRY, sentence, *hit, rule, 0.85)
            yield Named(field, parent)
            for a, b in split_items(sentence.text, *inner.span(1)) if inner else ():
                if child := _clean(sentence, a, b, places):
                    yield Named(found(EntityType.INDUSTRY, sentence, *child, rule, 0.85), field.name)


def subject_industries(sentence: Sentence) -> tuple[Found, ...]:
    """Industries that grow (战略新兴产业得到快速发展), and what 以…为核心的 describes."""
    hits = (_GROWN.match(sentence.text, a, b) for a, b in sentence.segments()) if _GROWN.search(sentence.text) else ()
    spans = [m.span(1) for m in hits if m]
    spans += [m.span(2) for m in _DIRECTION.finditer(sentence.text) if m.group(2)]
    return tuple(found(EntityType.INDUSTRY, sentence, a, b, "industry.focus", 0.85) for a, b in spans)


def _field_spans(sentence: Sentence, sites: Sequence[Site], *, known: bool) -> Iterator[tuple[int, int, str]]:
    text = sentence.text
    for match in _DIRECTION.finditer(text):
        yield from ((a, b, "industry.direction") for a, b in _parts(text, *match.span(1)))
    yield from ((*match.span(1), "industry.chain") for match in _CLUSTER.finditer(text))
    for site in sites:
        if _develops(site) or (known and _works(site)):
            yield from ((a, b, "industry.field") for a, b in _members(site))
            yield from ((a, b, "industry.class") for a, b in _class(site))
    yield from ((*match.span(1), "industry.place") for match in _PLACE_OF.finditer(text))
    if known:
        for rule, frame in _FRAMES:
            yield from ((a, b, rule) for match in frame.finditer(text) for a, b in split_items(text, *match.span(1)))
        yield from ((a, b, "industry.chain") for a, b in _chains(sentence))
        yield from ((a, b, "industry.area") for a, b in _areas(text))


def _develops(site: Site) -> bool:
    firms = site.rest.startswith(("企业", "单位", "龙头", "做大做强"))
    growth = site.cue == "发展" and regex("<industries.growth>$").search(site.sentence.text[: site.cue_start])
    return site.cue in words("industries", "develop") and not firms and not growth


def _works(site: Site) -> bool:
    follows = pattern("industries", "works_after").match(site.rest)
    return site.cue in words("industries", "works") and site.open and bool(follows)


def _class(site: Site) -> Iterator[Span]:
    """What the members of a closed list are called together (等装备制造产业)."""
    match = _CLASS.match(site.rest) if site.open or site.counted else None
    if match:
        yield site.right[0] + match.start(1), site.right[0] + match.end(1)


def _members(site: Site) -> tuple[Span, ...]:
    text = site.sentence.text
    spans = split_items(text, site.items[0][0], site.items[-1][1], join=False)
    if site.counted or _BOTH.search(text[slice(*spans[-1])]):
        return (*spans[:-1], *split_items(text, *spans[-1]))
    return spans


def _chains(sentence: Sentence) -> Iterator[Span]:
    for match in _CHAIN.finditer(sentence.text):
        yield from _parts(sentence.text, *match.span(1))
        yield match.span(2)
    for start, end in quotations(sentence):
        if sentence.text.startswith("产业链", end + 1):
            yield start, end


def _areas(text: str) -> Iterator[Span]:
    """Crops whose area is spoken of (小麦、玉米种植面积)."""
    for match in _AREA.finditer(text):
        for a, b in split_items(text, *match.span("list")):
            lead = regex("<industries.area>*").match(text[a:b])
            yield a + (lead.end() if lead else 0), b


def _parts(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Members between commas of either kind; a head noun two Latin names share stays whole (PVC、PE管材)."""
    spans: list[Span] = []
    at = start
    for match in re.finditer("[,、]|$", text[start:end]):
        stop = start + match.start()
        if stop > at and not re.search(r"[\u4e00-\u9fff][a-z]+、[a-z]+$", text[at : stop + 2]):
            spans.append((at, stop))
            at = stop + 1
    if spans and _BOTH.search(text[slice(*spans[-1])]):
        return (*spans[:-1], *split_items(text, *spans[-1]))
    return tuple(spans)


def _clean(sentence: Sentence, start: int, end: int, places: Places) -> Span | None:
    """Offsets of a member without what trails its name; None when it names no field."""
    text = sentence.text[start:end].strip('"')
    start += len(sentence.text[start:end]) - len(sentence.text[start:end].lstrip('"'))
    bare = regex("^[和与及]<industries.lead>*").sub("", places.strip(text))
    start += len(text) - len(bare)
    trailing = pattern("industries", "tail_cut").search(bare)
    name = bare[: trailing.start()] if trailing else bare
    odd = re.search('[,。;:的了"《()]', name) or any(pattern("industries", kind).search(name) for kind in ("veto", "matter"))
    return None if odd or name.isdigit() or not 2 <= len(name) <= _MAX_FIELD else (start, start + len(name))
