"""Zones and groups of zones: 一区一园两聚集区 = four zones, full names, and 高新区 for the plan's only one.

Rules: zone.group, zone.quoted, zone.anchored, zone.named, zone.list, zone.shared, zone.firm, zone.mine (and zone.park of kg.parks);
zone.bare joins short forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.normal import fold_text
from kg.cues import alternation, pattern, regex, words
from kg.found import Found, found
from kg.gazetteer import Gazetteer
from kg.linker import cuts_word
from kg.lists import Site, quotations, split_items
from kg.localities import localities
from kg.model import Doubt, Entity, EntityType, Evidence, Predicate, Relation
from kg.openings import opens_name
from kg.parks import parks
from kg.places import Places
from kg.sentences import Sentence

_NUMBER = "[一二两三四五六七八九十]"
_MIN_LISTED = 5
"""shortest listed member read as a zone by its ending alone, in characters"""
_SHORT = 10
"""longest quotation that opens the name of a zone (“乌昌石”国家自主创新示范区), in characters"""
_RUN = re.compile(r"\w{2,26}")
_CLAUSE = re.compile("[、,的了+]|^[一二两三四五六七八九十]")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of zones and its printed members."""

    name: Found
    members: tuple[Found, ...]
    phrase: Evidence


def detect_zones(
    sentences: Sequence[Sentence], sites: Sequence[Site], places: Places, firms: Sequence[str]
) -> tuple[tuple[Found, ...], tuple[Group, ...]]:
    """Every zone a rule names, in document order, and the groups with their members."""
    groups = tuple(g for s in sentences for g in _groups(s))
    finds = {(f.evidence.start, f.evidence.end): f for g in groups for f in g.members}
    listed = (f for site in sites for f in _listed(site, places))
    folded = tuple(map(fold_text, firms))
    ending = pattern("zones", "ending")
    named = [s for s in sentences if ending.search(s.text)]
    single = (f for s in named for f in (*_shared(s, places), *_single(s, places, folded), *parks(s)))
    for f in (*single, *listed):
        if not any(a <= f.evidence.start and f.evidence.end <= b for a, b in finds):
            finds[f.evidence.start, f.evidence.end] = f
    return tuple(finds[key] for key in sorted(finds)), groups


def join_zones(
    finds: Sequence[Found], sentences: Sequence[Sentence], places: Places, gazetteer: Gazetteer
) -> tuple[tuple[Entity, ...], tuple[Doubt, ...]]:
    """One entity per zone; printed variants and unambiguous short forms become aliases."""
    groups: dict[str, list[Found]] = {}
    for f in finds:
        if not gazetteer.vetoed(EntityType.ZONE, f.name):
            groups.setdefault(_key(f.name, gazetteer), []).append(f)
    groups = _placed(groups, places)
    bare, doubts = _bare_forms(groups, sentences, places)
    return tuple(_entity(key, fs, bare.get(key, ()), gazetteer) for key, fs in groups.items()), doubts


def _placed(groups: dict[str, list[Found]], places: Places) -> dict[str, list[Found]]:
    """A zone printed without its place (徐圩开发区) is the only one printed with it (连云港徐圩开发区)."""
    whole: dict[str, str] = {}
    for key in groups:
        longer = [k for k in groups if len(k) > len(key) and k.endswith(key)]
        longest = max(longer, key=len, default=key)
        same = all(longest.endswith(k) for k in longer) and not places.strip(longest[: -len(key)])
        whole[key] = longest if same else key
    made = {key: list(finds) for key, finds in groups.items() if whole[key] == key}
    for key, finds in groups.items():
        if whole[key] != key:
            made[whole[key]].extend(finds)
    return made


def membership(groups: Sequence[Group], ids: dict[str, str]) -> tuple[Relation, ...]:
    """zone memberOfZoneGroup group, by the printed names of the members."""
    made: dict[tuple[str, str], Relation] = {}
    for group in groups:
        target = f"{EntityType.ZONE_GROUP.value}/{group.name.name}"
        for member in group.members:
            subject = ids[member.name]
            relation = Relation(subject, Predicate.MEMBER_OF_ZONE_GROUP, target, group.phrase, group.name.source)
            made.setdefault((subject, target), relation)
    return tuple(made.values())


def _groups(sentence: Sentence) -> Iterator[Group]:
    for match in regex(rf'"?((?:{_NUMBER}<zones.member>){{2,5}})"?\(([^()]+、[^()]+)\)').finditer(sentence.text):
        ending = regex("<zones.ending>$")
        spans = split_items(sentence.text, *match.span(2))
        if all(ending.search(sentence.text[a:b]) for a, b in spans):
            members = tuple(found(EntityType.ZONE, sentence, a, b, "zone.group", 1.0) for a, b in spans)
            name = found(EntityType.ZONE_GROUP, sentence, match.start(1), match.end(1), "zone.group", 1.0)
            yield Group(name, members, sentence.evidence(*match.span()))


def _single(sentence: Sentence, places: Places, firms: Sequence[str]) -> Iterator[Found]:
    text, at = sentence.text, 0
    for start, end in quotations(sentence):
        rest = regex(r"<zones.rank>\w{0,16}?<zones.ending>").match(text, end + 1)
        if _goal(text, start - 1):
            continue
        if regex("<zones.ending>$").search(text[start:end]) and not _CLAUSE.search(text[start:end]):
            yield found(EntityType.ZONE, sentence, start, end, "zone.quoted", 0.95)
        elif rest and end - start <= _SHORT and not _CLAUSE.search(rest.group()):
            yield found(EntityType.ZONE, sentence, start - 1, rest.end(), "zone.quoted", 0.95)
    for start, rule in sorted(_anchors(text, places, firms)):
        end = _zone_end(text, start, rule)
        if start >= at and end and not _goal(text, start) and not cuts_word(text, start):
            at = end
            yield found(EntityType.ZONE, sentence, start, end, rule, 0.9)


def _shared(sentence: Sentence, places: Places) -> Iterator[Found]:
    """Zones that share their ending (乌鲁木齐、昌吉、石河子高新区): the last is printed whole, the others by place."""
    names = places.printed_in(sentence.text) if "、" in sentence.text else ()
    if not any(f"{name}、" in sentence.text for name in names):
        return
    place = f"(?:{'|'.join(map(re.escape, names))})"
    for match in re.finditer(f"((?:{place}、)+){place}(?:国家级?)?(?P<end>{alternation('zones', 'ending')})", sentence.text):
        for start, end in split_items(sentence.text, match.start(1), match.end(1) - 1):
            find = found(EntityType.ZONE, sentence, start, end, "zone.shared", 0.8)
            yield replace(find, name=find.name + match.group("end"))


def _anchors(text: str, places: Places, firms: Sequence[str]) -> Iterator[tuple[int, str]]:
    for start, end in places.spans(text):
        if text[start:end] not in ("国家", "中国"):
            yield start, "zone.anchored"
    yield from ((start, "zone.anchored") for start, _ in localities(text))
    for firm in firms:
        if firm in text:
            yield from ((match.start(), "zone.firm") for match in re.finditer(re.escape(firm), text))
    for match in re.finditer(r"(?:^|(?<=[,。;、]))[\u4e00-\u9fff]{2,4}矿区", text):
        yield match.start(), "zone.mine"
    yield from ((at, "zone.named") for at in _strange_openings(text))


def _strange_openings(text: str) -> Iterator[int]:
    """Where a stretch, or what follows its cue, opens a zone's name with a short word that no dictionary knows as an everyday one."""
    for match in regex("(?:^|(?<=[,。;、:]))(?:<lists.cue>|<lists.opening_cue>)*").finditer(text):
        at = match.end()
        end = _zone_end(text, at, "zone.named")
        alone = pattern("zones", "ending").fullmatch(text, at, end)
        if end and not alone and not re.search(f"[与和及]|{_NUMBER}个", text[at:end]) and opens_name(text[at:end]):
            yield at


def _zone_end(text: str, start: int, rule: str) -> int:
    """End of the longest zone name that begins here, 0 when none does."""
    run = _RUN.match(text, start)
    ends = [m.end() for m in pattern("zones", "ending").finditer(run.group())] if run else []
    for stop in reversed(ends):
        inner = run.group()[:stop] if run else ""
        if not pattern("zones", "breaks").search(inner) and not _CLAUSE.search(inner):
            return start + stop
    return 0


def _goal(text: str, start: int) -> bool:
    return bool(regex("<zones.goal>$").search(text[:start]))


def _listed(site: Site, places: Places) -> Iterator[Found]:
    ending = regex("<zones.ending>$")
    spans = [(a, b) for a, b in site.items if b - a >= _MIN_LISTED and ending.search(site.sentence.text[a:b])]
    text = site.sentence.text
    if any(places.at_start(text[a:b]) for a, b in spans) and site.cue not in words("zones", "goal"):
        for a, b in spans:
            if not _CLAUSE.search(text[a:b]) and not pattern("zones", "breaks").search(text[a:b]):
                yield found(EntityType.ZONE, site.sentence, a, b, "zone.list", 0.8)


def _key(name: str, gazetteer: Gazetteer) -> str:
    row = gazetteer.find(EntityType.ZONE, name)
    key = re.sub("国家级?|[市州县]", "", fold_text(row.name if row else name))
    for pair in words("zones", "equal"):
        long, short = pair.split("=")
        key = key.replace(long, short)
    return key


def _bare_forms(
    groups: dict[str, list[Found]], sentences: Sequence[Sentence], places: Places
) -> tuple[dict[str, tuple[str, ...]], tuple[Doubt, ...]]:
    bound: dict[str, tuple[str, ...]] = {}
    doubts = []
    for form in words("zones", "bare"):
        owners = tuple(k for k in groups if k.startswith(places.own) and places.strip(k) == form)
        if len(owners) == 1:
            bound[owners[0]] = (*bound.get(owners[0], ()), form)
        elif owners and any(form in s.text for s in sentences):
            names = "、".join(groups[k][0].name for k in owners)
            doubts.append(Doubt("ambiguous-alias", f"“{form}”可指{names}，未连接", groups[owners[0]][0].evidence))
    return bound, tuple(doubts)


def _entity(key: str, finds: Sequence[Found], bare: tuple[str, ...], gazetteer: Gazetteer) -> Entity:
    row = gazetteer.find(EntityType.ZONE, finds[0].name)
    name = row.name if row else finds[0].name
    forms = dict.fromkeys([*(f.name for f in finds), *bare, *(row.aliases if row else ())])
    aliases = tuple(f for f in forms if f != name)
    name_en = row.name_en if row else ""
    return Entity(f"zone/{name}", EntityType.ZONE, name, name_en, aliases, source=finds[0].source)
