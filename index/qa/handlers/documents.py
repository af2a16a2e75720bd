"""Questions about the document itself: who issued it, when, its number and period."""

from __future__ import annotations

import re

from corpus.model import Found, Plan, Span
from corpus.normal import fold
from index.qa.answer import Answer, Citation, Route, Sentence
from index.qa.context import Context, plain, within


def metadata(context: Context) -> Answer | None:
    """One field of the metadata, cited where the text prints it; nothing is said that the text does not show."""
    assert context.intent is not None
    sentences = []
    for plan in context.plans():
        found: Found | None = getattr(plan.metadata, context.intent.field)
        citation = _where(plan, found) if found else None
        if found and citation:
            value = _chinese_date(found.value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", found.value) else found.value
            sentences.append(Sentence(context.intent.say.format(title=plan.title, value=value), (citation,)))
    return context.answer(Route.GRAPH, sentences, complete=True) if sentences else None


def period(context: Context) -> Answer | None:
    """The years a plan covers, cited where they are printed."""
    sentences = []
    for plan in context.plans():
        years = plan.metadata.period
        if not years:
            continue
        folded = fold(plan.text)
        printed = re.search(rf"{years[0]}年?[-~至到]{years[1]}", folded.text)
        citation = context.sentence_at(plan, *_offsets(folded.span(*printed.span()))) if printed else _title(plan)
        if citation:
            sentences.append(Sentence(f"《{plan.title}》的规划期为{years[0]}年至{years[1]}年", (citation,)))
    return context.answer(Route.GRAPH, sentences, complete=True) if sentences else None


def addressees(context: Context) -> Answer | None:
    """To whom the issuing notice is sent: its first paragraph, which ends in a colon."""
    sentences = []
    for plan in context.plans():
        for clause in plan.children("notice")[:2]:
            citation = context.cite_body(plan, clause)
            if citation.quote.endswith((":", ":")):
                sentences.append(Sentence(f"《{plan.title}》的通知主送:{plain(citation.quote).rstrip(':')}", (citation,)))
    return context.answer(Route.GRAPH, sentences, complete=True) if sentences else None


def numbered(context: Context) -> Answer | None:
    """Sentences that name a document by its 发文字号."""
    sentences = []
    for plan in context.plans():
        folded = fold(plan.text)
        for number in context.question.document_numbers:
            for found in re.finditer(re.escape(number), folded.text):
                citation = context.sentence_at(plan, *_offsets(folded.span(*found.span())))
                if citation:
                    sentences.append(Sentence(f"{within(context.scope, plan)}{citation.label}:{plain(citation.quote)}", (citation,)))
    return context.answer(Route.GRAPH, list(dict.fromkeys(sentences)), complete=True) if sentences else None


def on_date(context: Context) -> Answer | None:
    """What the text says at a full date."""
    sentences = []
    for plan in context.plans():
        folded = fold(plan.text)
        for date in context.question.dates:
            for found in re.finditer(re.escape(date), folded.text):
                citation = context.sentence_at(plan, *_offsets(folded.span(*found.span())))
                if citation:
                    sentences += _dated(context, plan, date, citation)
    return context.answer(Route.GRAPH, sentences, complete=True) if sentences else None


def _dated(context: Context, plan: Plan, date: str, citation: Citation) -> list[Sentence]:
    issued = plan.metadata.issued
    if issued and _chinese_date(issued.value) == date and citation.clause.startswith("notice"):
        title = context.cite_heading(plan, plan["notice"])
        issuer = plan.metadata.issuer.value if plan.metadata.issuer else ""
        return [Sentence(f"{date},{issuer}印发《{plan.title}》", (citation, title))]
    return [Sentence(f"{within(context.scope, plan)}{plain(citation.quote)}", (citation,))]


def _where(plan: Plan, found: Found) -> Citation | None:
    from index.qa.answer import cite

    span = found.span
    if span is not None:
        clause = plan.clause_at(span.start)
        if clause is not None and span.end <= clause.end:
            return cite(plan, clause.path, span)
    at = plan.text.find(found.value)
    while at >= 0:
        clause = plan.clause_at(at)
        if clause is not None:
            return cite(plan, clause.path, Span(at, at + len(found.value)))
        at = plan.text.find(found.value, at + 1)
    return None


def _title(plan: Plan) -> Citation | None:
    from index.qa.answer import cite

    return cite(plan, "", plan[""].span) if plan[""].end > plan[""].start else None


def _offsets(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _chinese_date(iso: str) -> str:
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{year}年{month}月{day}日"
