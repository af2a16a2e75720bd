"""Industries of the plan's own heading tree, the industry of its title, and how their names vary.

Rules: industry.heading, industry.sector, industry.title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Clause, Plan
from corpus.normal import fold_text
from kg.clausetypes import ClauseType
from kg.cues import alternation, pattern, regex, words
from kg.found import Found, found
from kg.gazetteer import Gazetteer
from kg.model import EntityType
from kg.places import Places
from kg.reading import Reading
from kg.sentences import Sentence

_MAX_TITLE = 14


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
                above = next((tree[c.path].find.name for c in reversed(plan.ancestors(s.clause)) if c.path in tree), "")
                sector = pattern("industries", "sector").fullmatch(hit)
                rule = "industry.sector" if sector else "industry.heading"
                tree[s.clause] = Named(found(EntityType.INDUSTRY, s, at, at + len(fold_text(hit)), rule, 1.0), above)
    return tree


def title_industry(sentence: Sentence, gazetteer: Gazetteer, places: Places) -> Found | None:
    """The industry a plan's title is about (促进高端医疗器械产业发展, 某市制造业“十四五”规划); None for general plans."""
    lead = alternation("industries", "lead")
    after = '(?:高质量|全链条|创新|健康|跨越式|加快|融合)*(?:发展|(?="?十[一二三四五六七]五|三年行动|专项规划))'
    named = f'(?:(?:{lead})|规划|["）)]|^)(?P<name>\\w{{2,14}}?){after}'
    for match in re.finditer(named, sentence.text):
        end = match.end("name")
        name = places.strip(re.sub(f"^.*(?:{lead})", "", match.group("name")))
        strong = regex("<industries.strong>$").search(name)
        known = gazetteer.find(EntityType.INDUSTRY, name)
        if len(name) >= 2 and (strong or known) and not pattern("industries", "veto").search(name):
            return found(EntityType.INDUSTRY, sentence, end - len(name), end, "industry.title", 0.9)
    return None


def canonical(name: str, gazetteer: Gazetteer) -> str:
    """The name by which every plan knows an industry: the lexicon's, else the printed one without adjectives of policy talk.

    An adjective stays where the lexicon knows the name with it (先进制造业), and before what is no industry (特色小镇).

    >>> canonical("特色林果业", Gazetteer()), canonical("现代畜牧业", Gazetteer()), canonical("特色小镇", Gazetteer())
    ('林果业', '畜牧业', '特色小镇')
    """
    row = gazetteer.find(EntityType.INDUSTRY, name)
    bare = regex("^<industries.adjective>+").sub("", name)
    if row is None and bare != name:
        row = gazetteer.find(EntityType.INDUSTRY, bare)
        plain = len(bare) > 1 and bare.endswith("业") and not pattern("industries", "veto").search(bare)
        return row.name if row else bare if plain else name
    return row.name if row else name


def core_of(name: str) -> str:
    """The part of an industry's name that two forms of it share.

    >>> core_of("现代装备制造产业"), core_of("装备制造业"), core_of("农产品精深加工")
    ('装备制造', '装备制造', '农产品加工')
    """
    text = re.sub("精深加工|深加工", "加工", fold_text(name))
    stem = re.sub(r"(?<=\w{2})(?:产业|行业|业)$", "", text)
    bare = regex("^<industries.prefix>").sub("", stem)
    return bare if len(bare) >= 2 else stem or text


def variants(name: str) -> tuple[str, ...]:
    """Shorter and longer forms by which an industry of this name is also called."""
    text = fold_text(name)
    bare = regex(r"^<industries.prefix>(?=\w{2})").sub("", text)
    stems = [re.sub("(?:(?<!房地)产业|行业|(?<![工农林渔矿商])业)$", "", form) for form in dict.fromkeys((text, bare))]
    stems = [stem for stem in stems if len(regex("^<industries.prefix>").sub("", stem)) >= 2]
    parts = [p for stem in stems for p in re.split("[与和及]", stem) if len(p) >= 3] if re.search("[与和及]", text) else []
    forms = [form for stem in (*stems, *parts) for form in (stem, *_full_forms(stem, text))]
    kept = (f for f in (bare, *forms) if len(f) >= 2 and f != text and f not in words("industries", "general"))
    return tuple(dict.fromkeys(f for f in kept if not pattern("industries", "veto").search(f)))


def _full_forms(stem: str, text: str) -> tuple[str, ...]:
    """Other endings the same industry is called by, only where the language uses them."""
    if not text.endswith("业") or stem == text:
        return ()
    both = regex("<industries.both>$").search(stem)
    return (stem + "产业", stem + "业") if both else (stem + "产业",)


def _title_industry(plan: Plan, clause: Clause, tree: dict[str, Named]) -> str:
    title = fold_text(clause.title)
    sector = pattern("industries", "sector").search(title)
    if sector and len(title) <= len(sector.group()) + 6:
        return sector.group()
    name = regex("^<industries.lead>+").sub("", title)
    name = re.sub("(?:高质量)?(?:发展|壮大|提升)$", "", name)
    under = _under_sector(plan, clause, tree)
    odd = re.search("[、的:]|等", name) or pattern("industries", "veto").search(name)
    if not 2 <= len(name) <= _MAX_TITLE or "," in name or (odd and not under) or pattern("industries", "matter").search(name):
        return ""
    listed = under or _under_field(plan, clause)
    return name if listed or regex("<industries.strong>$").search(name) else ""


def _under_sector(plan: Plan, clause: Clause, tree: dict[str, Named]) -> bool:
    return clause.parent in tree and tree[clause.parent].find.source.rule == "industry.sector"


def _under_field(plan: Plan, clause: Clause) -> bool:
    parent = plan.get(clause.parent or "")
    return bool(parent and parent.path and pattern("industries", "field").search(parent.title))
