"""An answer as markup: badges, sentences with [n] linked to the highlighted words, sources, nearest clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from corpus.model import Plan
from index.qa.answer import STATUS_ZH, Answer, Citation, RankedClause, Sentence, Status
from index.qa.cite import sentence_form
from ui import links
from ui.markup import Html, join, tag
from ui.names import ROUTE_ZH, SIGNAL_ZH

_QUOTE = 120


def head_html(answer: Answer) -> Html:
    """Status, completeness, route and time as quiet badges."""
    badges = [tag("span", STATUS_ZH[answer.status], css=f"badge {answer.status.value}")]
    if answer.status is Status.ANSWERED:
        badges.append(_completeness(answer))
    badges.append(tag("span", f"{ROUTE_ZH[answer.route]} · {_time(answer.elapsed_ms)}", css="badge quiet"))
    return tag("div", *badges, css="badges")


def _time(milliseconds: float) -> str:
    return f"{milliseconds:.0f} 毫秒" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} 秒"


def _completeness(answer: Answer) -> Html:
    if answer.complete is None:
        return Html("")
    if answer.complete:
        return tag("span", "完整", css="badge complete", title="规划中符合条件的内容已全部列出")
    shown = len(answer.sentences)
    return tag("span", f"前 {shown} 条", css="badge partial", title="按相关程度列出，规划中可能还有其他内容")


def answer_html(answer: Answer) -> Html:
    """The sentences, list groups under their heads; for a refusal what is missing and the readings."""
    if answer.status is not Status.ANSWERED:
        readings = tag("ul", *[tag("li", links.link(r, links.url(links.ASK, q=r))) for r in answer.readings]) if answer.readings else ""
        return join([tag("p", answer.missing or STATUS_ZH[answer.status], css="lead"), readings])
    numbers = {c: n for n, c in enumerate(answer.citations, 1)}
    first, *rest = answer.sentences
    if first.group:
        rest = [first, *rest]
    lead = "" if first.group else tag("p", _sentence(first, numbers), css="lead")
    blocks = [_group(group, list(members), numbers) for group, members in groupby(rest, key=lambda s: s.group)]
    return join([lead, *blocks])


def _group(group: str, sentences: list[Sentence], numbers: Mapping[Citation, int]) -> Html:
    if not group and len(sentences) == 1:
        return tag("p", _sentence(sentences[0], numbers), css="lead")
    items = tag("ol", *[tag("li", _sentence(s, numbers)) for s in sentences])
    return join([tag("h2", group) if group else "", items])


def _sentence(sentence: Sentence, numbers: Mapping[Citation, int]) -> Html:
    notes = [
        links.link(
            f"[{numbers[c]}]", links.cited_url(c), css="cite-mark",
            title=f"{c.label} {c.title}".strip(), aria_label=f"依据 {numbers[c]}：{c.label}",
        )
        for c in sentence.citations
    ]
    computed = tag("span", "计算得出", css="badge quiet") if sentence.computed else ""
    return join([sentence.text, tag("span", *notes, css="cites"), computed])


def sources_html(answer: Answer, plans: Mapping[str, Plan]) -> Html:
    """The numbered sources: clause, quote, and ways to open and copy it."""
    numbered = list(enumerate(answer.citations, 1))
    blocks = [
        _sources_of(list(members), plans, len(answer.scope) > 1)
        for _, members in groupby(numbered, key=lambda pair: (pair[1].plan, pair[1].clause))
    ]
    return tag("section", tag("h2", f"依据 {len(numbered)} 处"), *blocks)


def _sources_of(numbered: Sequence[tuple[int, Citation]], plans: Mapping[str, Plan], several: bool) -> Html:
    """Neighbouring sources from one clause, under its name."""
    first = numbered[0][1]
    plan = plans[first.plan]
    head = links.link(place(first), links.clause_url(first.plan, first.clause), css="source-place")
    where = tag("span", f"《{plan.title}》", css="source-plan") if several else ""
    items = [tag("li", _source(c, plan), value=n) for n, c in numbered]
    return tag("section", tag("h3", head, where), tag("ol", *items, css="sources"), css="source-clause")


def _source(citation: Citation, plan: Plan) -> Html:
    quote = links.link(shortened(citation.quote), links.cited_url(citation), css="source-quote", title="打开原文")
    form = sentence_form(plan, citation.clause)
    copies = tag(
        "div", links.copy_button("复制引文", f"“{citation.quote}”（{form}）", title=form),
        links.copy_button("复制链接", links.cited_url(citation), address=True), css="source-tools",
    )  # fmt: skip
    return join([tag("blockquote", quote), copies])


def place(citation: Citation) -> str:
    return f"{citation.label} {citation.title}".strip()


def shortened(quote: str, longest: int = _QUOTE) -> str:
    """The beginning of a long quote; it is whole behind the link."""
    line = " ".join(quote.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def nearest_html(answer: Answer, plans: Mapping[str, Plan], title: str, *, limit: int, why: bool = False) -> Html:
    """Ranked clauses, with the signals that ranked them when asked."""
    if not answer.hits:
        return tag("p", "没有相近的条款。", css="page-line")
    several = len(answer.scope) > 1
    items = [tag("li", _nearest(h, plans, several, why)) for h in answer.hits[:limit]]
    return tag("section", tag("h2", title) if title else "", tag("ol", *items, css="sources"))


def _nearest(hit: RankedClause, plans: Mapping[str, Plan], several: bool, why: bool) -> Html:
    c = hit.citation
    head = links.link(place(c), links.cited_url(c), css="source-place")
    where = tag("span", f"《{plans[c.plan].title}》", css="source-plan") if several else ""
    return join([head, where, tag("blockquote", shortened(c.quote)), _signals(hit) if why else ""])


def _signals(hit: RankedClause) -> Html:
    """Each signal as a meter with its figure."""
    if not hit.why:
        return tag("p", "由图谱事实直接给出", css="signals-none")
    cells = [
        tag("span", tag("span", SIGNAL_ZH.get(name, name)), _bar(value), tag("span", f"{value:.2f}", css="figure"), css="signal")
        for name, value in hit.why.items() if value > 0
    ]  # fmt: skip
    return tag("div", *cells, css="signals")


def _bar(value: float) -> Html:
    width = round(100 * min(max(value, 0.0), 1.0))
    return tag("span", tag("span", style=f"width:{width}%"), css="bar", aria_hidden="true")
