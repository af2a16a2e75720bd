"""Questions about platforms: which ones a firm or school has, and who has a platform of the kind asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Plan
from corpus.normal import fold_text
from index.qa.answer import Answer, Route, Sentence
from index.qa.context import Context
from index.qa.handlers.facts import first_within, sentence_of
from index.qa.wording import listed, title_of
from kg.model import Predicate, Relation

_KIND = re.compile(r"(?:院士|博士后)(?:专家|科研)?工作站|工程技术研究中心|企业技术中心|(?:重点|联合)?实验室|众创空间|孵化器|科普教育基地")
_LEVELS = (("国家级", "国家"), ("自治区级", "自治区"), ("省级", "省"), ("市级", "市"))


def platforms(context: Context) -> Answer | None:
    """The platforms of the firms and schools that the question names; without such a name, the hosts of that kind of platform."""
    kind = _KIND.search(context.question.folded)
    level = next((start for word, start in _LEVELS if word in context.question.folded), "")
    hosts = [e.id for e in context.question.of_type("enterprise", "institution")]
    if not hosts and kind is None:
        return None
    result = context.facts(lambda plan: context.workspace.graph.relations(predicate=Predicate.HOSTS_PLATFORM, plan=plan))
    found = _asked(context, result.rows, kind.group() if kind else "", level, hosts)
    made = [s for plan in context.plans() for s in _in_plan(context, plan, found, bool(hosts))]
    return context.answer(Route.GRAPH, made, complete=True, sparql=result.sparql) if made else None


def _asked(context: Context, relations: Sequence[Relation], kind: str, level: str, hosts: Sequence[str]) -> list[Relation]:
    """Who hosts which platform, in the order of the text; the kind must stand in the platform's name, the level must open it."""
    kept = []
    for relation in relations:
        name = fold_text(context.workspace.graph.name(relation.object))
        asked = not hosts or relation.subject in hosts
        if asked and relation.evidence.plan in context.read and kind in name and name.startswith(level):
            kept.append(relation)
    return sorted(kept, key=lambda r: (r.evidence.start, r.object, first_within(context, r.subject, r.evidence)))


def _in_plan(context: Context, plan: Plan, found: Sequence[Relation], by_host: bool) -> list[Sentence]:
    """A counted list for each host or platform, then the sentences that state it."""
    own = [r for r in found if r.evidence.plan == plan.id]
    quoted = tuple(dict.fromkeys(sentence_of(context, r.evidence) for r in own))
    leads = []
    for key in dict.fromkeys(r.subject if by_host else r.object for r in own):
        mine = [r for r in own if key in (r.subject, r.object)]
        names = list(dict.fromkeys(context.workspace.graph.name(r.object if by_host else r.subject) for r in mine))
        says = f"建有平台{len(names)}个：" if by_host else f"的承建单位{len(names)}家："
        ends = listed(names, not by_host and any(r.open_list for r in mine))
        cited = tuple(dict.fromkeys(sentence_of(context, r.evidence) for r in mine))
        leads.append(Sentence(f"{title_of(plan)}中，{context.workspace.graph.name(key)}{says}{ends}", cited))
    return [*leads, *context.say(quoted)]
