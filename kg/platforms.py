"""Platforms and who hosts them: named ones (国家特高压变压器工程技术研究中心) and kinds (国家级博士后工作站).

Rules: platform.quoted, platform.anchored, platform.kind; host.list, host.relied, host.created, host.undertaken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from corpus.normal import fold_text
from kg.cues import pattern, regex, words
from kg.found import Found, found
from kg.gazetteer import Gazetteer
from kg.lists import Site
from kg.mentions import Places
from kg.model import Entity, EntityType, Predicate, Relation, Source
from kg.places import Places as PlaceNames
from kg.sentences import Sentence

_COUNT = r"(?:(?:\d+|[两二三四五六七八九十]+)(?:余|多)?(?:家|个))?"
#: a kind of platform with its level, as it follows a list of hosts
_KIND = "(?P<kind><platforms.level>?<platforms.noun>)"
_CREATED = (
    rf"{_COUNT}(?:\w{{0,6}}?(?:单位|企业|机构))?(?:先后)?(?:创建|创立|建成|获批|认定|设立|成立|建立|组建)(?:为|的)?{_COUNT}{_KIND}"
)
_RELIED = '(?:先后)?(?:创建|建成|设立|成立|建立|组建|建设)的?"?(?P<kind>[^",。]{2,40}<platforms.noun>)'
_UNDERTAKEN = re.compile(r"(?:承担|承建|牵头建设|建设|组建|牵头组建)的\"?$")
Member = Callable[[Sentence, int, int], str]
"""the organisation that a member of a list names: its id, or empty"""


def detect_platforms(sentences: Sequence[Sentence], places: PlaceNames) -> tuple[Found, ...]:
    """Platforms with a name of their own, in document order."""
    finds = {(f.evidence.start, f.evidence.end): f for s in sentences for f in _named(s, places)}
    return tuple(finds[key] for key in sorted(finds))


def join_platforms(finds: Sequence[Found], gazetteer: Gazetteer) -> tuple[Entity, ...]:
    """One entity per platform; forms that differ only by 国家 are one."""
    groups: dict[str, list[Found]] = {}
    for f in finds:
        if not gazetteer.vetoed(EntityType.PLATFORM, f.name):
            groups.setdefault(re.sub("国家级?", "", fold_text(f.name)), []).append(f)
    return tuple(_entity(fs, gazetteer) for fs in groups.values())


def host_relations(sites: Sequence[Site], member: Member, named: Member) -> tuple[tuple[Relation, Found], ...]:
    """organisation hostsPlatform platform with the platform as printed, in document order."""
    return tuple(hit for site in sites for hit in _hosts(site, member, named))


def undertaken(sentences: Sequence[Sentence], places: Places, platforms: Sequence[Found], ids: dict[str, str]) -> tuple[Relation, ...]:
    """A承担的P: a named platform right after the organisation that runs it."""
    made = []
    for sentence in sentences:
        for platform in platforms:
            if platform.evidence.clause == sentence.clause and platform.evidence.start in sentence.offsets:
                at = sentence.offsets.index(platform.evidence.start)
                link = _UNDERTAKEN.search(sentence.text[:at])
                host = places.before(sentence, link.start()) if link else None
                if host and host.entity.startswith(("enterprise/", "institution/")):
                    start = sentence.offsets.index(host.start)
                    evidence = sentence.evidence(start, sentence.offsets.index(platform.evidence.end - 1) + 1)
                    source = Source("host.undertaken", 0.9)
                    made.append(Relation(host.entity, Predicate.HOSTS_PLATFORM, ids[platform.name], evidence, source))
    return tuple(made)


def _named(sentence: Sentence, places: PlaceNames) -> Iterator[Found]:
    text = sentence.text
    for match in regex('"([^"]{4,40}<platforms.noun>)"').finditer(text):
        yield found(EntityType.PLATFORM, sentence, match.start(1), match.end(1), "platform.quoted", 1.0)
    at = 0
    anchors = [a for a, b in places.spans(text) if text[a:b] != "国家"]
    anchors += [m.start() for m in pattern("zones", "bare").finditer(text)]
    for start in sorted(anchors):
        name = regex(r'(?!中国特色)[\w·\-"]{4,48}?<platforms.noun>(?!\d)').match(text, start)
        if name and start >= at and _specific(name.group()):
            at = name.end()
            yield found(EntityType.PLATFORM, sentence, start, at, "platform.anchored", 0.9)


def _specific(text: str) -> bool:
    return text.count('"') % 2 == 0 and not re.search("级|拥有|累计|[的了等]|建设|发挥|打造|依托|推动|支持|通过|建成", text)


def _hosts(site: Site, member: Member, named: Member) -> Iterator[tuple[Relation, Found]]:
    sentence, (start, stop) = site.sentence, site.right
    for rule, match in _host_frames(site):
        a, b = match.span("kind")
        platform = found(EntityType.PLATFORM, sentence, start + a, start + b, "platform.kind", 0.9)
        target = named(sentence, start + a, stop) or f"platform/{platform.name}"
        for i, j in site.items:
            if host := member(sentence, i, j):
                evidence = sentence.evidence(site.cue_start, start + b)
                relation = Relation(host, Predicate.HOSTS_PLATFORM, target, evidence, Source(rule, 0.9), site.open)
                yield relation, platform


def _host_frames(site: Site) -> Iterator[tuple[str, re.Match[str]]]:
    for rule, frame in (("host.list", regex(_COUNT + _KIND)), ("host.created", regex(_CREATED)), ("host.relied", regex(_RELIED))):
        match = frame.match(site.rest)
        if match and (rule != "host.relied" or site.cue in words("relations", "rely")):
            yield rule, match
            return


def _entity(finds: Sequence[Found], gazetteer: Gazetteer) -> Entity:
    row = gazetteer.find(EntityType.PLATFORM, finds[0].name)
    name = row.name if row else finds[0].name
    forms = dict.fromkeys([*(f.name for f in finds), *(row.aliases if row else ())])
    aliases = tuple(f for f in forms if f != name)
    return Entity(
        f"platform/{name}",
        EntityType.PLATFORM,
        name,
        row.name_en if row else "",
        aliases,
        source=finds[0].source,
    )
