"""Scores of names and what relates them: entities, aliases, mentions, relations, departments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from corpus.normal import fold_text
from kg.model import Entity, EntityType, Predicate, Relation
from kg.score import Gold, Score

T = TypeVar("T")

_ORGANISATIONS = (EntityType.ENTERPRISE, EntityType.INSTITUTION)
_ZONES = (EntityType.ZONE, EntityType.ZONE_GROUP)
_DUTIES = {
    "lead": Predicate.LEAD_DEPARTMENT,
    "supporting": Predicate.SUPPORTING_DEPARTMENT,
    "responsible": Predicate.RESPONSIBLE_DEPARTMENT,
}


class Facts(Protocol):
    """Anything with entities and relations of one plan."""

    @property
    def entities(self) -> tuple[Entity, ...]: ...

    @property
    def relations(self) -> tuple[Relation, ...]: ...


def compare(
    kind: str,
    found: Sequence[T],
    gold: Sequence[Gold],
    same: Callable[[T, Gold], bool],
    show: Callable[[T], str],
) -> Score:
    """Scores finds against gold rows; `same` says whether a find is what a row asks for."""
    required = [g for g in gold if not g.get("optional")]
    missed = [g for g in required if not any(same(f, g) for f in found)]
    right = [f for f in found if any(same(f, g) for g in required)]
    extra = [f for f in found if not any(same(f, g) for g in gold)]
    return Score(kind, len(required), len(right) + len(extra), tuple(map(_row, missed)), tuple(map(show, extra)))


def score_entities(kind: str, facts: Facts, gold: Sequence[Gold], types: Sequence[EntityType], unscored: Sequence[str] = ()) -> Score:
    """Entities against rows with `name`, matched by any of their forms.

    Those of another type, or made by a rule in `unscored`, are never too many; they count where they match.
    """
    found = [e for e in facts.entities if e.type in types and e.source.rule not in unscored]
    others = [e for e in facts.entities if e not in found and any(_names(e, g["name"]) for g in gold)]
    return compare(kind, [*found, *others], gold, lambda e, g: _names(e, g["name"]), lambda e: e.id)


def score_organisations(facts: Facts, gold: Sequence[Gold]) -> Score:
    """Firms and institutions; a platform or park may stand for a row that is both."""
    return score_entities("enterprises", facts, gold, _ORGANISATIONS)


def score_zones(facts: Facts, gold: Sequence[Gold]) -> Score:
    return score_entities("zones", facts, gold, _ZONES)


def score_industries(facts: Facts, gold: Sequence[Gold]) -> Score:
    """Industries of the plan's own text; sectors known only from the lexicon are not counted against it."""
    return score_entities("industries", facts, gold, (EntityType.INDUSTRY,), unscored=("industry.lexicon",))


def score_aliases(facts: Facts, gold: Sequence[Gold]) -> Score:
    """Every alias of the gold must be an alias of the entity that has the gold name, and of no other."""
    pairs = [{"name": g["name"], "alias": a} for g in gold if not g.get("optional") for a in g["aliases"]]
    joined = [(e, a) for e in facts.entities for a in (e.name, *e.aliases)]
    wanted = [(e, a) for e, a in joined if any(fold_text(a) == fold_text(p["alias"]) for p in pairs)]
    return compare("aliases", wanted, pairs, _alias, lambda pair: f"{pair[0].id} = {pair[1]}")


def score_mentions(facts: Facts, gold: Sequence[Gold]) -> Score:
    """Every printed occurrence of the gold entities, in its clause."""
    rows = [{**m, "name": g["name"], "optional": g.get("optional")} for g in gold for m in g["mentions"]]
    known = [e for e in facts.entities if any(_names(e, g["name"]) for g in gold)]
    found = [(e, m.evidence.clause, m.text) for e in known for m in e.mentions]
    return compare("mentions", found, rows, _mention, lambda f: f"{f[0].id} {f[1]} {f[2]}")


def score_relations(facts: Facts, gold: Sequence[Gold], title: str, predicates: Sequence[Predicate] = tuple(Predicate)) -> Score:
    """Relations by names of both ends, predicate and clause; the plan's title stands for any of its clauses."""
    names = {e.id: frozenset(map(fold_text, (e.name, *e.aliases))) for e in facts.entities}
    found = [r for r in facts.relations if r.predicate in predicates]
    rows = [g for g in gold if g["predicate"] in predicates]
    return compare("relations", found, rows, lambda r, g: _relation(r, g, names, title), show_relation)


def score_departments(facts: Facts, gold: Sequence[Gold]) -> Score:
    """Duties of departments: clause, department and role."""
    found = [r for r in facts.relations if r.predicate in _DUTIES.values() and not r.evidence.clause.startswith("notice")]
    return compare("departments", found, gold, _duty, show_relation)


def same_clause(path: str, wanted: str) -> bool:
    """Whether two paths mean the same clause; an unnumbered paragraph may stand for the clause it belongs to."""
    return path == wanted or _above(path) == wanted or path == _above(wanted)


def show_relation(r: Relation) -> str:
    return f"{r.subject} {r.predicate} {r.object} [{r.evidence.clause}]"


def _above(path: str) -> str:
    head, _, last = path.rpartition("/")
    return head if last.startswith("p") else path


def _row(gold: Gold) -> str:
    keys = ("subject", "predicate", "object", "name", "alias", "department", "role", "clause", "text")
    return " ".join(str(gold[k]) for k in keys if gold.get(k))


def _names(entity: Entity, name: str) -> bool:
    return fold_text(name) in map(fold_text, (entity.name, *entity.aliases))


def _alias(pair: tuple[Entity, str], gold: Gold) -> bool:
    return fold_text(pair[1]) == fold_text(gold["alias"]) and _names(pair[0], gold["name"])


def _mention(found: tuple[Entity, str, str], gold: Gold) -> bool:
    entity, clause, text = found
    return _names(entity, gold["name"]) and text == gold["text"] and same_clause(clause, gold["clause"])


def _relation(r: Relation, gold: Gold, names: Mapping[str, frozenset[str]], title: str) -> bool:
    def means(end: str, key: str) -> bool:
        wanted = (gold[key], *gold.get("accept", {}).get(key, ()))
        if end.startswith("clause:"):
            path = end.partition("/")[2]
            return any(w == title or same_clause(path, w) for w in wanted)
        return any(fold_text(w) in names.get(end, ()) or fold_text(w) == fold_text(end.partition("/")[2]) for w in wanted)

    subject = means(r.subject, "subject") or bool(gold.get("optional") and r.subject.startswith("clause:"))
    predicates = (gold["predicate"], *gold.get("accept", {}).get("predicate", ()))
    place = same_clause(r.evidence.clause, gold["clause"])
    return r.predicate.value in predicates and place and subject and means(r.object, "object")


def _duty(r: Relation, gold: Gold) -> bool:
    return (
        r.predicate is _DUTIES[gold["role"]]
        and r.object == f"department/{gold['department']}"
        and same_clause(r.subject.partition("/")[2], gold["clause"])
    )
