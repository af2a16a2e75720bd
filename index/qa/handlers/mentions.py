"""Where something is mentioned, and how often."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Plan, Span
from corpus.normal import fold
from index.qa.answer import Answer, Citation, Route, Sentence, Status
from index.qa.context import Context
from index.qa.question import without_times
from index.qa.wording import title_of

#: asks where something is laid down (写在第几条, 哪几条讲到), in whatever words the text has it
_PLACED = re.compile(
    r"(?:[写讲说载列放]|规定|出现)?[在于是属]?(?:第几|哪[一几个些]?)(?:条款|[条章节款]|部分)[里中]?(?:提到|涉及|规定了?|写[到了]?|[讲说谈][到了的]?)?"
)
_ASKING = re.compile(
    rf"{_PLACED.pattern}|什么关系|什么联系|有什么|之间|怎么扯上关系的?|关系|联系|哪些|哪几个?|哪里|哪儿|何处|什么|几(次|处)|多少"
    r"|地方|条款|章节|部分|同时|都|提到|提及|出现|涉及|写到|规划|方案|文件|里|一共|总共|全文|哪一?[处份]|在哪|在|被|了|过|的|有|分别|和|与|次|处|段|条|[?,。、]"
)
_SHOWN = 60
_FEWEST = 5
_LONGEST_TERM = 12


def mentions(context: Context) -> Answer | None:
    """Every sentence that names the term; with two terms, every clause that names both."""
    asked = terms(context)
    found = [(plan, term, _places(context, plan, term)) for plan in context.plans() for term in asked]
    found = [f for f in found if f[2]]
    if not found:
        return _absent(context, asked)
    if len(asked) > 1:
        return together(context, sentence=False)
    made: list[Sentence] = []
    whole = True
    most = max(_FEWEST, _SHOWN // len(found))
    for plan, term, places in found:
        cited = _nearest_first(context, _cited(context, plan, places))
        clauses = len({c.clause for c in cited})
        shown = "" if len(cited) <= most else f"，列出前{most}处"
        lead = f"{title_of(plan)}中“{term}”共出现{len(places)}次，见于{clauses}个条款{shown}"
        made += [Sentence(lead, tuple(cited[:1])), *context.say(cited[:most])]
        whole = whole and len(cited) <= most
    return context.answer(Route.GRAPH, made, complete=whole)


def _nearest_first(context: Context, cited: Sequence[Citation]) -> list[Citation]:
    """As the text has them; where the question is where something is laid down, the clauses nearest to it lead."""
    if not _laid_down(context):
        return list(cited)
    ranks = {(hit.plan, hit.clause): rank for rank, hit in reversed(list(enumerate(context.hits)))}
    return sorted(cited, key=lambda c: ranks.get((c.plan, c.clause), len(ranks)))


def _laid_down(context: Context) -> bool:
    """Whether the question is where something is laid down (写在, 讲到, 规定), not where a word is printed."""
    frame = _PLACED.search(context.question.folded)
    return frame is not None and '"' not in context.question.folded and re.search("[写讲说谈载]|规定", frame[0]) is not None


def _absent(context: Context, asked: Sequence[str]) -> Answer | None:
    """A single term that no plan prints is said to be absent, unless the question is where it is laid down in other words."""
    if _laid_down(context) or len(asked) != 1 or len(asked[0]) > _LONGEST_TERM:
        return None
    return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有出现“{asked[0]}”。", route=Route.GRAPH)


def together(context: Context, *, sentence: bool) -> Answer | None:
    """Every sentence (or, with sentence=False, every clause) that names all terms of the question."""
    asked = terms(context)
    made = [s for plan in context.plans() for s in _shared(context, plan, asked, sentence)] if len(asked) > 1 else []
    return context.answer(Route.GRAPH, made, complete=True) if made else None


def _shared(context: Context, plan: Plan, asked: Sequence[str], sentence: bool) -> list[Sentence]:
    """The sentences of each place that names all terms."""
    by_term = [_cited(context, plan, _places(context, plan, term)) for term in asked]
    if sentence:
        return context.say(c for c in by_term[0] if all(c in others for others in by_term[1:]))
    by_clause = [{c.clause: c for c in reversed(cited)} for cited in by_term]
    paths = dict.fromkeys(c.clause for c in by_term[0] if all(c.clause in other for other in by_clause))
    cited = dict.fromkeys(found[path] for path in paths for found in by_clause)
    return context.say(sorted(cited, key=lambda c: c.start))


def terms(context: Context) -> list[str]:
    """Entity names and quoted words of the question; else what is left when the words of asking are taken away."""
    found = [e.name for e in context.question.entities]
    rest = without_times(context.question.folded)
    for entity in context.question.entities:
        rest = rest.replace(fold(entity.text).text, " ")
    rest = rest.replace('"', "")
    found += [t for t in _ASKING.sub(" ", rest).split() if len(t) >= 2]
    return list(dict.fromkeys(found))[:3]


def _places(context: Context, plan: Plan, term: str) -> list[Span]:
    """Offsets of a term; an entity is found under all its names, as the graph linked them."""
    entity = next((e for e in context.question.entities if e.name == term), None)
    if entity is not None:
        linked = context.workspace.graph.mentions(entity.id, plan=plan.id).rows
        return [Span(m.evidence.start, m.evidence.end) for m in linked]
    folded = fold(plan.text)
    needle = fold(term).text
    spans = [folded.span(*m.span()) for m in re.finditer(re.escape(needle), folded.text)]
    return [s for s in spans if plan.clause_at(s.start) is not None]


def _cited(context: Context, plan: Plan, places: Sequence[Span]) -> list[Citation]:
    found = (context.sentence_at(plan, p.start, p.end) for p in places)
    return list(dict.fromkeys(c for c in found if c is not None))
