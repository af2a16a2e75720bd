"""Relations that cue frames state: reliesOn, leads, supports, cooperatesWith, zoneIndustry, coversIndustry, locatedIn.

Rules: rely.on, rely.through, lead.head, lead.as, support.list, cooperate.with, zone.industry, industry.focus, zone.within.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kg.cues import pattern, regex, words
from kg.enterprises import hosts, names_firms
from kg.lists import Site
from kg.model import Evidence, Predicate, Relation, Source
from kg.needles import Sought
from kg.sentences import Sentence

Member = Callable[[Sentence, int, int], str]
"""the entity that stands at a place of a sentence: its id, or empty"""
Subject = Callable[[Sentence], str]
"""what a sentence is about: its industry, its zone, else its clause"""

_AS = Sought(r"以(?P<list>[^,。;]+?)(?:等\w{0,8})?为(?P<role>龙头|引领|牵引|主体|依托)")


def firm_relations(sites: Sequence[Site], member: Member, subject: Subject) -> tuple[Relation, ...]:
    """What lists of organisations say: whom the subject relies on, who leads it, whom it supports."""
    return _unique(r for site in sites for r in _of_site(site, member, subject))


def as_relations(sentences: Sequence[Sentence], member: Member, subject: Subject) -> tuple[Relation, ...]:
    """以A、B为龙头 leads (and is relied on), 以A为主体 is relied on."""
    return _unique(r for s in sentences for r in _as(s, member, subject))


def cooperation(sentences: Sequence[Sentence], member: Member, subject: Subject) -> tuple[Relation, ...]:
    """与A、B共建: the subject of the sentence cooperates with each."""
    frame = regex(r"<relations.partner>(?P<list>[^,。;]{2,60}?)(?:等\w{0,8}?)?<relations.together>")
    return _unique(
        Relation(
            subject(s),
            Predicate.COOPERATES_WITH,
            partner,
            s.evidence(*m.span()),
            Source("cooperate.with", 0.8),
            "等" in m.group(),
        )
        for s in sentences
        for m in frame.finditer(s.text)
        for partner in _inside(s, *m.span("list"), member)
    )


def _of_site(site: Site, member: Member, subject: Subject) -> Iterator[Relation]:
    about, frames = subject(site.sentence), tuple(_frames(site))
    for firm in _members(site, member) if frames else ():
        for predicate, rule in frames:
            if predicate is Predicate.LEADS and not about.startswith("clause:"):
                yield _relation(firm, predicate, about, site, rule, 0.9)
            elif predicate is not Predicate.LEADS and firm != about:
                yield _relation(about, predicate, firm, site, rule, 0.9)


def _frames(site: Site) -> Iterator[tuple[Predicate, str]]:
    head, tail = site.rest[:16], site.rest[:24]
    leads = bool(regex(r"\w{0,6}?<relations.lead_head>").match(head))
    if site.cue in words("relations", "rely") and not re.match("组建|建设的|设立|成立", site.rest):
        yield Predicate.RELIES_ON, "rely.on"
        if leads:
            yield Predicate.LEADS, "lead.head"
    elif site.cue in words("relations", "through") and names_firms(site):
        if leads or pattern("relations", "lead_tail").search(tail):
            yield Predicate.RELIES_ON, "rely.through"
            yield Predicate.LEADS, "lead.head"
    elif site.cue in words("relations", "support") and (names_firms(site) or hosts(site)):
        yield Predicate.SUPPORTS, "support.list"


def _as(sentence: Sentence, member: Member, subject: Subject) -> Iterator[Relation]:
    about = subject(sentence)
    for match in _AS.finditer(sentence.text):
        evidence = sentence.evidence(*match.span())
        open_list = "等" in match.group()
        for firm in _inside(sentence, *match.span("list"), member):
            yield Relation(about, Predicate.RELIES_ON, firm, evidence, Source("lead.as", 0.9), open_list)
            if match.group("role") in ("龙头", "引领", "牵引") and not about.startswith("clause:"):
                yield Relation(firm, Predicate.LEADS, about, evidence, Source("lead.as", 0.9), open_list)


def _inside(sentence: Sentence, start: int, end: int, member: Member) -> Iterator[str]:
    at = start
    for part in sentence.text[start:end].split("、"):
        if entity := member(sentence, at, at + len(part)):
            yield entity
        at += len(part) + 1


def _members(site: Site, member: Member) -> Iterator[str]:
    return (entity for a, b in site.items if (entity := member(site.sentence, a, b)))


def _relation(subject: str, predicate: Predicate, target: str, site: Site, rule: str, sure: float) -> Relation:
    return Relation(subject, predicate, target, phrase(site), Source(rule, sure), site.open)


def phrase(site: Site) -> Evidence:
    """The words of a list that state a relation: from its cue to the noun that closes it."""
    close = regex(r"\w{0,16}?(?:<lists.organisation>|<lists.asset>|做大做强)(?:带动)?").match(site.rest)
    end = site.right[0] + close.end() if close else max(site.right[0], site.items[-1][1])
    return site.sentence.evidence(site.cue_start, end)


def _unique(relations: Iterator[Relation]) -> tuple[Relation, ...]:
    made: dict[tuple[str, Predicate, str, str], Relation] = {}
    for r in relations:
        made.setdefault((r.subject, r.predicate, r.object, r.evidence.clause), r)
    return tuple(made.values())
