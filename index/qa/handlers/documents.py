"""Questions about the document itself: who issued it, when, its number and period."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Clause, Found, Furniture, Plan, Span
from corpus.normal import fold
from index.passages import trim
from index.qa.answer import Answer, Citation, Route, Sentence, Status, cite
from index.qa.context import Context
from index.qa.question import Intent
from index.qa.wording import plain, title_of

_OPENING = 12
_SALUTATION = re.compile(
    r"\s*(?P<offices>[^\s。；;，,:：][^。；;，,:：\n]{1,120}(?:局|委|办|厅|部|院|政府|机构|单位|兵团|公司|部门|企业)[:：])"
)
_FIELDS = {"issuer": "发布机构", "issued": "印发日期", "published": "公开日期", "document_number": "发文字号", "title": "标题"}
#: a field whose absence is not worth a word beside the others
_SPARE = ("published",)
_NUMBER_OF = re.compile(r"(?P<kind>请示|来文|来函|函|报告|意见|通知|批复|方案|规划|办法|决定|纲要)(?:文件)?的?(?:发文字号|文号|文件编号)")


def metadata(context: Context) -> Answer | None:
    """The fields of the metadata that are asked for, cited where the text prints them; one it does not show is said to be absent."""
    asked = [i for i in context.question.intents if i.field]
    other = [s for plan in context.plans() for s in _others_number(context, plan)]
    if other:
        return context.answer(Route.GRAPH, other, complete=True)
    sentences = [s for plan in context.plans() for s in _fields(plan, asked)]
    if not sentences:
        missing = f"{context.plan_words}的正文没有写明{'、'.join(dict.fromkeys(_FIELDS[i.field] for i in asked))}。"
        return context.refuse(Status.NOT_MENTIONED, missing, route=Route.GRAPH)
    return context.answer(Route.GRAPH, sentences, complete=True)


def _fields(plan: Plan, asked: Sequence[Intent]) -> list[Sentence]:
    """A sentence for each field that the plan shows, then one that names those it does not; none when it shows none of them."""
    told = [(i, _field(plan, i)) for i in asked]
    made = [s for _, s in told if s is not None]
    missing = "、".join(_FIELDS[i.field] for i, s in told if s is None and i.field not in _SPARE)
    if made and missing:
        made.append(Sentence(f"{title_of(plan)}没有写明{missing}", (_title(plan) or made[0].citations[0],)))
    return made


def _field(plan: Plan, intent: Intent) -> Sentence | None:
    found: Found | None = getattr(plan.metadata, intent.field)
    citation = _where(plan, found) if found else None
    if found is None or citation is None:
        return None
    return Sentence(intent.say.format(title=title_of(plan), value=plain(_spellings(found.value)[-1])), (citation,))


def _others_number(context: Context, plan: Plan) -> list[Sentence]:
    """The number of another document that the question names by its kind (请示的文号) and the text prints behind that word."""
    asked = _NUMBER_OF.search(context.question.folded)
    if asked is None or asked["kind"] in plan.title:
        return []
    printed = re.search(rf"{re.escape(asked['kind'])}[（(]([^（()）]*〔\d{{4}}〕[^（()）]*号)[）)]", plan.text)
    citation = context.sentence_at(plan, *printed.span(1)) if printed else None
    return [Sentence(f"{asked['kind']}的发文字号为{printed[1]}", (citation,))] if printed and citation else []


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
            sentences.append(Sentence(f"{title_of(plan)}的规划期为{years[0]}年至{years[1]}年", (citation,)))
    return context.answer(Route.GRAPH, sentences, complete=True) if sentences else None


def addressees(context: Context) -> Answer | None:
    """To whom the issuing notice, or a document that is none, is sent: the words up to the colon that opens it."""
    sentences = []
    for plan in context.plans():
        for clause in (*plan.children("notice"), *plan.children(""))[:_OPENING]:
            span = _salutation(plan, clause)
            if span is not None:
                citation = cite(plan, clause.path, span)
                sentences.append(Sentence(f"{title_of(plan)}主送{plain(citation.quote)}", (citation,)))
                break
    return context.answer(Route.GRAPH, sentences, complete=True) if sentences else None


def _salutation(plan: Plan, clause: Clause) -> Span | None:
    """The offices that a paragraph opens with and that end in a colon; None when it opens otherwise."""
    found = _SALUTATION.match(plan.text, clause.start, clause.end)
    return Span(*found.span("offices")) if found else None


def numbered(context: Context) -> Answer | None:
    """Sentences that name a document by its 发文字号."""
    cited = [c for plan in context.plans() for number in context.question.document_numbers for c in _sentences_with(context, plan, number)]
    return context.answer(Route.GRAPH, context.say(dict.fromkeys(cited)), complete=True) if cited else None


def on_date(context: Context) -> Answer | None:
    """What the text says at a full date."""
    sentences = []
    for plan in context.plans():
        for date in context.question.dates:
            sentences += [s for c in _sentences_with(context, plan, date) for s in _dated(context, plan, date, c)]
    return context.answer(Route.GRAPH, sentences, complete=True) if sentences else None


def _sentences_with(context: Context, plan: Plan, words: str) -> list[Citation]:
    """The sentences that print these folded words."""
    folded = fold(plan.text)
    places = (folded.span(*found.span()) for found in re.finditer(re.escape(words), folded.text))
    return [c for c in (context.sentence_at(plan, *_offsets(span)) for span in places) if c is not None]


def _dated(context: Context, plan: Plan, date: str, citation: Citation) -> list[Sentence]:
    issued = plan.metadata.issued
    if issued and _chinese_date(issued.value) == date and citation.clause.startswith("notice"):
        title = context.cite_heading(plan, plan["notice"])
        issuer = plan.metadata.issuer.value if plan.metadata.issuer else ""
        return [Sentence(f"{date},{plain(issuer)}印发{title_of(plan)}", (citation, title))]
    return context.say([citation])


def _where(plan: Plan, found: Found) -> Citation | None:
    """Where a field's value is printed: in its clause, else in any, else in the head of the page, which stands for the document."""
    span = found.span
    if span is not None:
        clause = plan.clause_at(span.start)
        if clause is not None and span.end <= clause.end:
            return cite(plan, clause.path, span)
    spellings = _spellings(found.value)
    places = (m.start() for m in re.finditer("|".join(map(re.escape, spellings)), plan.text))
    clause = next((c for c in map(plan.clause_at, places) if c is not None), None)
    if clause is not None:
        own = re.compile("|".join(map(re.escape, spellings))).search(plan.text, clause.start)
        return cite(plan, clause.path, Span(*own.span())) if own else None
    return next((_head_line(plan, f) for f in plan.furniture if any(s in plan.text[f.start : f.end] for s in spellings)), None)


def _head_line(plan: Plan, line: Furniture) -> Citation:
    """A line of the page's head as a citation of the document as a whole."""
    span = trim(plan.text, Span(line.start, line.end))
    return Citation(plan.id, "", line.reason, plan.title, span.of(plan.text), span.start, span.end)


def _title(plan: Plan) -> Citation | None:
    return cite(plan, "", plan[""].span) if plan[""].end > plan[""].start else None


def _offsets(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _spellings(value: str) -> tuple[str, ...]:
    """How a field's value may be printed: as it is, a date also in Chinese."""
    return (value, _chinese_date(value)) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else (value,)


def _chinese_date(iso: str) -> str:
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{year}年{month}月{day}日"
