"""Industries: the plan's own heading tree, fields named under it, and sectors known from the lexicon.

Rules: industry.heading, industry.sector, industry.field, industry.direction, industry.lexicon, industry.title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Clause, Plan
from corpus.normal import fold_text
from kg.clausetypes import ClauseType
from kg.cues import alternation, pattern, words
from kg.found import Found, found
from kg.gazetteer import Gazetteer
from kg.lists import Site, split_items
from kg.model import EntityType
from kg.places import Places
from kg.reading import Reading
from kg.sentences import Sentence

_DIRECTION = re.compile(
    r"以((?:(?!以|为)[^。;]){2,160})为(?:主攻方向|重点|核心|主导|主体)(?:的(\w{2,8}产业))?"
)
_CHAIN = re.compile(r"从([^,。;]+)到(\w{2,10})的\w{0,10}产业链")
_CLUSTER = re.compile(r"打造(\w{2,10})产业集群")
_WITH = re.compile(r"\((?:含|包括|包含)([^()]+)\)")
_COUNTED = re.compile(r"[两二三四五六七八九十\d]+大\w*$")
_MAX_TITLE, _MAX_FIELD = 14, 18


@dataclass(frozen=True, slots=True)
class Named:
    """An industry as printed and the printed industry it belongs to (empty at the top)."""

    find: Found
    parent: str = ""


def heading_industries(reading: Reading) -> dict[str, Named]:
    """Clause path → the industry its heading names, with the nearest industry heading above as parent."""
    tree: dict[str, Named] = {}
    plan = reading.plan
    for s in reading.sentences:
        if s.heading and s.clause and s.clause not in tree and reading.types[s.clause] is ClauseType.TASKS:
            hit = _title_industry(plan, plan[s.clause], tree)
            at = s.text.find(fold_text(hit)) if hit else -1
            if at >= 0:
                above = next(
                    (tree[c.path].find.name for c in reversed(plan.ancestors(s.clause)) if c.path in tree), ""
                )
                sector = pattern("industries", "sector").fullmatch(hit)
                rule = "industry.sector" if sector else "industry.heading"
                tree[s.clause] = Named(
                    found(EntityType.INDUSTRY, s, at, at + len(fold_text(hit)), rule, 1.0), above
                )
    return tree


def field_industries(
    sentence: Sentence, sites: Sequence[Site], parent: str, places: Places
) -> Iterator[Named]:
    """Products and fields that a sentence names under an industry (or a zone, `parent` empty)."""
    for start, end, rule in dict.fromkeys(_field_spans(sentence, sites, known=bool(parent))):
        inner = _WITH.search(sentence.text, start, end)
        stop = inner.start() if inner else end
        hit = _clean(sentence, start, stop, places)
        if hit:
            field = found(EntityType.INDUSTRY, sentence, *hit, rule, 0.85)
            yield Named(field, parent)
            if inner:
                for a, b in split_items(sentence.text, *inner.span(1)):
                    if child := _clean(sentence, a, b, places):
                        yield Named(found(EntityType.INDUSTRY, sentence, *child, rule, 0.85), field.name)


def subject_industry(sentence: Sentence) -> tuple[Found, ...]:
    """Industries that open a stretch and grow in it (战略新兴产业得到快速发展), and what 以…为核心的 describes."""
    grown = (
        re.match(r"(\w{2,10}?产业)(?:得到|实现|加快|持续|快速)", sentence.text[a:b])
        for a, b in sentence.segments()
    )
    starts = [a for a, _ in sentence.segments()]
    spans = [(a, a + m.end(1)) for a, m in zip(starts, grown, strict=True) if m]
    spans += [m.span(2) for m in _DIRECTION.finditer(sentence.text) if m.group(2)]
    return tuple(found(EntityType.INDUSTRY, sentence, a, b, "industry.focus", 0.85) for a, b in spans)


def title_industry(sentence: Sentence, gazetteer: Gazetteer) -> Found | None:
    """The industry a plan's title is about (促进高端医疗器械产业发展, 数字经济发展规划); None for general plans."""
    lead = alternation("industries", "lead")
    for match in re.finditer(f"(?:(?:{lead})|规划|[\"）)]|^)(?P<name>\\w{{2,14}}?)(?:高质量|全链条|创新|健康|跨越式|加快|融合)*发展", sentence.text):
        start, end = match.span("name")
        name = re.sub(f"^.*(?:{lead})", "", match.group("name"))
        strong = re.search(f"(?:{alternation('industries', 'strong')})$", name)
        known = gazetteer.find(EntityType.INDUSTRY, name)
        if len(name) >= 2 and (strong or known) and not pattern("industries", "veto").search(name):
            return found(EntityType.INDUSTRY, sentence, end - len(name), end, "industry.title", 0.9)
    return None


def core_of(name: str) -> str:
    """The part of an industry's name that two forms of it share.

    >>> core_of("现代装备制造产业"), core_of("装备制造业"), core_of("农产品精深加工")
    ('装备制造', '装备制造', '农产品加工')
    """
    text = re.sub("精深加工|深加工", "加工", fold_text(name))
    stem = re.sub(r"(?<=\w{2})(?:产业|行业|业)$", "", text)
    bare = re.sub(f"^(?:{alternation('industries', 'prefix')})", "", stem)
    return bare if len(bare) >= 2 else stem or text


def variants(name: str) -> tuple[str, ...]:
    """Shorter and longer forms by which an industry of this name is also called."""
    text = fold_text(name)
    bare = re.sub(f"^(?:{alternation('industries', 'prefix')})(?=\\w{{2}})", "", text)
    stems = [re.sub("(?:(?<!房地)产业|行业|(?<![工农林渔矿商])业)$", "", form) for form in dict.fromkeys((text, bare))]
    stems = [
        stem for stem in stems if len(re.sub(f"^(?:{alternation('industries', 'prefix')})", "", stem)) >= 2
    ]
    parts = (
        [p for stem in stems for p in re.split("[与和及]", stem) if len(p) >= 3]
        if re.search("[与和及]", text)
        else []
    )
    endings = ("", "业", "产业") if text.endswith("业") else ("",)
    forms = [stem + ending for stem in (*stems, *parts) for ending in endings]
    kept = (
        f for f in (bare, *forms) if len(f) >= 2 and f != text and f not in words("industries", "general")
    )
    return tuple(dict.fromkeys(f for f in kept if not pattern("industries", "veto").search(f)))


def _title_industry(plan: Plan, clause: Clause, tree: dict[str, Named]) -> str:
    title = fold_text(clause.title)
    sector = pattern("industries", "sector").search(title)
    if sector and len(title) <= len(sector.group()) + 6:
        return sector.group()
    name = re.sub(f"^(?:{alternation('industries', 'lead')})+", "", title)
    name = re.sub("(?:高质量)?(?:发展|壮大|提升)$", "", name)
    if (
        not 2 <= len(name) <= _MAX_TITLE
        or re.search("[,、的:]|等", name)
        or pattern("industries", "veto").search(name)
    ):
        return (
            name if _under_sector(plan, clause, tree) and len(name) <= _MAX_TITLE and "," not in name else ""
        )
    listed = _under_sector(plan, clause, tree) or _under_field(plan, clause)
    return name if listed or re.search(f"(?:{alternation('industries', 'strong')})$", name) else ""


def _under_sector(plan: Plan, clause: Clause, tree: dict[str, Named]) -> bool:
    return clause.parent in tree and tree[clause.parent].find.source.rule == "industry.sector"


def _under_field(plan: Plan, clause: Clause) -> bool:
    parent = plan.get(clause.parent or "")
    return bool(parent and parent.path and pattern("industries", "field").search(parent.title))


def _field_spans(sentence: Sentence, sites: Sequence[Site], *, known: bool) -> Iterator[tuple[int, int, str]]:
    text = sentence.text
    for match in _DIRECTION.finditer(text):
        yield from ((a, b, "industry.direction") for a, b in _parts(text, *match.span(1)))
    for match in _CHAIN.finditer(text) if known else ():
        yield from ((a, b, "industry.field") for a, b in (*_parts(text, *match.span(1)), match.span(2)))
    for match in _CLUSTER.finditer(text):
        yield (*match.span(1), "industry.field")
    for site in sites:
        if site.sentence is sentence and (_develops(site) or (known and _works(site))):
            yield from ((a, b, "industry.field") for a, b in _members(site))


def _develops(site: Site) -> bool:
    return site.cue in words("industries", "develop") and not site.rest.startswith(
        ("企业", "单位", "龙头", "做大做强")
    )


def _works(site: Site) -> bool:
    return (
        site.cue in words("industries", "works")
        and site.open
        and bool(pattern("industries", "works_after").match(site.rest))
    )


def _members(site: Site) -> tuple[tuple[int, int], ...]:
    start, end = site.items[0][0], site.items[-1][1]
    spans = split_items(site.sentence.text, start, end, join=False)
    last = site.sentence.text[slice(*spans[-1])]
    if site.counted or re.search("(?:产业|业)[和与](?:\\w+)(?:产业|业)$", last):
        return (*spans[:-1], *split_items(site.sentence.text, *spans[-1]))
    return spans


def _parts(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    at = start
    for match in re.finditer("[,、]|$", text[start:end]):
        stop = start + match.start()
        if stop > at and not (
            match.group()
            and re.match("[a-z]+,?、?[a-z]", text[stop - 1 : stop + 2])
            and text[at:stop].isascii()
        ):
            spans.append((at, stop))
        at = start + match.end()
    last = text[slice(*spans[-1])] if spans else ""
    both = re.search("(?:产业|业)[和与]\\w+(?:产业|业)$", last)
    return tuple([*spans[:-1], *split_items(text, *spans[-1])]) if both else tuple(spans)


def _clean(sentence: Sentence, start: int, end: int, places: Places) -> tuple[int, int] | None:
    """Offsets of a member without what trails its name; None when it names no field."""
    text = places.strip(sentence.text[start:end])
    start = end - len(text)
    trailing = pattern("industries", "tail_cut").search(text)
    text = text[: trailing.start()] if trailing else text
    good = (
        2 <= len(text) <= _MAX_FIELD
        and not re.search('[,。;:的了"《]', text)
        and not pattern("industries", "veto").search(text)
    )
    return (start, start + len(text)) if good and not text.isdigit() else None
