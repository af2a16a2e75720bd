"""What each clause is about: the industry of its own or inherited heading, or the zone it describes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.model import Plan
from corpus.normal import fold_text
from kg.industries import Named
from kg.model import Entity, Predicate, Relation, Source
from kg.sentences import Sentence


@dataclass(frozen=True)
class Topics:
    """Clause path → industry id by heading, clause path → zone id; `title` is the industry the whole plan is about."""

    plan: Plan
    headings: dict[str, str] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    title: str = ""

    def by_heading(self, path: str) -> str:
        """The industry of the nearest heading at or above the clause, empty when none."""
        if path in self.headings:
            return self.headings[path]
        return next((self.headings[c.path] for c in reversed(self.plan.ancestors(path)) if c.path in self.headings), "")

    def industries(self, path: str) -> tuple[str, ...]:
        """The industry by heading, else the one the whole plan is about, else none."""
        about = self.by_heading(path) or self.title
        return (about,) if about else ()

    def subject(self, sentence: Sentence) -> str:
        """Who relies, supports or cooperates in a sentence: its zone, its industry, else its clause."""
        own = self.zones.get(sentence.clause) or next(iter(self.industries(sentence.clause)), "")
        return own or f"clause:{sentence.plan.id}/{sentence.clause}"


def zone_topics(sentences: Sequence[Sentence], zones: Sequence[Entity]) -> dict[str, str]:
    """Clauses whose first words are the name of a zone (昌吉国家高新区(…)。支持…)."""
    forms = {fold_text(f): z.id for z in zones for f in (z.name, *z.aliases)}
    longest = sorted(forms, key=lambda f: (-len(f), f))
    found: dict[str, str] = {}
    seen: dict[str, bool] = {}
    for s in sentences:
        if s.clause and not seen.get(s.clause):
            seen[s.clause] = True
            form = next((f for f in longest if s.text.startswith(f)), "")
            if form and re.fullmatch(r"(?:\([^()]*\))?|[以立围依重构].*", s.text[len(form) :]):
                found[s.clause] = forms[form]
    return found


def heading_relations(headings: dict[str, Named], topics: Topics) -> tuple[Relation, ...]:
    """clause coversIndustry the industry its heading names."""
    return tuple(
        Relation(
            f"clause:{n.find.evidence.plan}/{path}",
            Predicate.COVERS_INDUSTRY,
            topics.headings[path],
            n.find.evidence,
            n.find.source,
        )
        for path, n in headings.items()
    )


def within_relations(sentences: Sequence[Sentence], topics: Topics, zones: Sequence[tuple[str, int, int]]) -> tuple[Relation, ...]:
    """zone locatedIn zone: what is built or pushed in the part of the plan about one zone (zone.within)."""
    return tuple(r for s in sentences for r in _within(s, topics, zones))


def _within(sentence: Sentence, topics: Topics, zones: Sequence[tuple[str, int, int]]) -> Iterator[Relation]:
    about = topics.zones.get(sentence.clause, "")
    for a, b in sentence.segments() if about else ():
        start, end = sentence.span(a, b)
        text = sentence.text[a:b]
        if text.endswith("建设") and not re.match("依托|围绕|以|对接|融入|服务", text):
            for zone, i, j in zones:
                if start <= i and j <= end and zone != about:
                    yield Relation(zone, Predicate.LOCATED_IN, about, sentence.evidence(a, b), Source("zone.within", 0.8))
