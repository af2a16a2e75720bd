"""Questions that name a clause, or ask what and how many parts a chapter has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.locate import resolve_range
from corpus.model import Clause, Kind, Plan
from corpus.normal import fold_text
from corpus.numerals import parse_numeral
from index.passages import sentences
from index.qa.answer import Answer, Citation, Route, Sentence, Status, cite
from index.qa.context import Context, outline_children
from index.qa.handlers.sections import standard_sections
from index.qa.measured import asked_words
from index.qa.vocabulary import generic
from index.qa.wording import headline, place_of, plain, title_of

_WHOLE = 4_000
_READINGS = 12
_TITLE_SHARE = 0.45
_HEADING = 0.8
_OWN_HEADING = 0.15
_CLOSE = 0.1
_PLANS = 5
_LOOKED_AT = 10
_NUMBER_SAID = re.compile(r"哪([两二三四五六七八九十]+|\d+)(?:个|条|项|类|种|大|方面|点|章|部分)")
_COUNTED = re.compile(r"(?:几|多少)(?:项|个|条|类|大)([\u4e00-\u9fff]{2,8})")
_TASKS = re.compile(r"(?:多少|几)[条项](?:具体)?(?:政策)?(?:措施|任务|工作|举措)")
#: asks for the single tasks, not for the parts they are sorted into
_SINGLE = re.compile(r"具体|小[项点条]|(?:多少|几)条(?:措施|任务|工作|举措|具体)")
_OPENS_LIST = re.compile(r"[:：]\s*$")
_PRINTED_COUNT = re.compile(r"\d+[项条个]")


def lookup(context: Context) -> Answer | None:
    """The clauses a reference names; an ambiguous or absent reference is said to be so."""
    longest = max(context.question.references, key=lambda r: len(r.steps))
    found = [(p, resolve_range(p, longest)) for p in context.plans()]
    found = [(p, clauses) for p, clauses in found if clauses]
    written = context.question.topic[longest.span.start : longest.span.end]
    if not found:
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有“{written}”这一条款。", route=Route.CLAUSE)
    plan, clauses = found[0]
    if len(found) > 1 or (len(clauses) > 1 and not longest.until):
        readings = [f"{context.within(p)}{place_of(p, c)}" for p, cs in found for c in cs]
        more = f"（共{len(readings)}处，列出前{_READINGS}处）" if len(readings) > _READINGS else ""
        missing = f"“{written}”可指多个条款{more}，请选择其一。"
        return context.refuse(Status.AMBIGUOUS, missing, readings[:_READINGS], Route.CLAUSE)
    below = [c for clause in clauses for c in plan.subtree(clause.path) if c.end > c.start]
    whole = sum(c.end - c.start for c in below) <= _WHOLE
    if whole:
        return context.answer(Route.CLAUSE, _in_full(context, plan, below), complete=True)
    return context.answer(Route.CLAUSE, [s for clause in clauses for s in _outline(context, plan, clause)], complete=False)


def _in_full(context: Context, plan: Plan, clauses: Sequence[Clause]) -> list[Sentence]:
    """Every sentence of the clauses; a bare heading stands for itself."""
    cited: list[Citation] = []
    for clause in clauses:
        body = context.cite_sentences(plan, clause)
        cited += body or [context.cite_heading(plan, clause)]
    return _without_echo(context, plan, context.say(cited))


def _without_echo(context: Context, plan: Plan, made: Sequence[Sentence]) -> list[Sentence]:
    """A bare heading is printed once, not as the quote after its own name."""
    out = []
    for sentence in made:
        c = sentence.citations[0]
        clause = plan[c.clause]
        bare = clause.title and plain(c.quote).rstrip("。.:：") == plain(clause.marker + clause.title).rstrip("。.:：")
        out.append(replace(sentence, text=context.place(c)) if bare else sentence)
    return out


def _outline(context: Context, plan: Plan, clause: Clause) -> list[Sentence]:
    """A long clause: its own sentences, then the headings of all parts below it."""
    parts = [c for c in plan.subtree(clause.path) if c is not clause and (c.title or headline(plan, c)) and c.end > c.start]
    lead = Sentence(
        f"{context.within(plan)}{place_of(plan, clause)}篇幅较长，以下为它的正文和各级标题，共{len(parts)}个",
        (context.cite_heading(plan, clause),),
    )
    own = context.say(context.cite_sentences(plan, clause))
    heads = [Sentence(place_of(plan, part), (context.cite_heading(plan, part),), "各级标题") for part in parts]
    return [lead, *own, *heads]


def count_children(context: Context) -> Answer | None:
    """“基本原则有几条”: the number and the titles of a chapter's parts, or of parts that each name what is counted."""
    return list_children(context) or _counted(context) or _of_the_plan(context)


def list_children(context: Context) -> Answer | None:
    """“一产包括哪些产业”: the titles of a chapter's parts, for every plan in scope that has such a chapter."""
    found = context.headings(children=2)
    introduced = _introduced(context, found)
    if introduced:
        return _answer_of(context, introduced)
    if not found or found[0][0] < _TITLE_SHARE:
        sections = standard_sections(context)
        return _answer_of(context, sections) if sections else None
    any_heading = context.best_heading()
    if any_heading and any_heading[0] >= _HEADING and any_heading[0] > found[0][0] + _OWN_HEADING:
        return None
    near = [(plan, clause) for score, plan, clause in found if score >= max(_TITLE_SHARE, found[0][0] - _CLOSE)]
    chosen = [(plan, clause) for plan, clause in near if _fits(context, plan, clause)]
    return _answer_of(context, chosen) if chosen else None


def _fits(context: Context, plan: Plan, clause: Clause) -> bool:
    """Whether a clause has as many parts as the question says (哪四类), and it or a part names the question's rarest word.

    A word that no plan prints is no hindrance: headings say it in other words.
    """
    parts = outline_children(plan, clause)
    said = _NUMBER_SAID.search(context.question.folded)
    if said and parse_numeral(said[1].replace("两", "二")) != len(parts):
        return False
    printed = [w for w in asked_words(context).words if not generic(w) and context.prints(w)]
    rarest = max(printed, key=context.rarity, default="")
    return rarest in fold_text(" ".join((plan.title, *plan.heading_path(clause.path), plan.own_text(clause), *(c.title for c in parts))))


def _introduced(context: Context, headed: Sequence[tuple[float, Plan, Clause]]) -> list[tuple[Plan, Clause]]:
    """A near clause whose own text ends by opening a list (主要职责是：) and says all that is asked, where no heading does."""
    words = [w for w in asked_words(context).words if not all(w in fold_text(p.title) for p in context.plans())]
    if not words or any(_says(words, " ".join(p.heading_path(c.path))) for _, p, c in headed[:1]):
        return []
    near = ((context.plan(hit.plan), hit.clause) for hit in context.hits[:_LOOKED_AT])
    opened = [(p, p[path]) for p, path in near if _OPENS_LIST.search(p.own_text(p[path])) and len(outline_children(p, p[path])) > 1]
    return next(([(p, c)] for p, c in opened if _says(words, p.own_text(c))), [])


def _says(words: Sequence[str], text: str) -> bool:
    folded = fold_text(text)
    return all(w in folded for w in words)


def _counted(context: Context) -> Answer | None:
    """“实施了几项科普工程”: the parts of a near clause, when every one of them names what is counted."""
    noun = _COUNTED.search(context.question.folded)
    if noun is None:
        return None
    for hit in context.hits[:_LOOKED_AT]:
        plan = context.plan(hit.plan)
        for clause in (plan[hit.clause], *plan.ancestors(hit.clause)[-1:]):
            children = outline_children(plan, clause)
            if clause.path and len(children) > 1 and all(noun[1][-2:] in fold_text(plan.own_text(c)) for c in children):
                return _answer_of(context, [(plan, clause)])
    return None


def _of_the_plan(context: Context) -> Answer | None:
    """“方案提出多少条措施”: of each plan the part below which most clauses are numbered on."""
    if not _TASKS.search(context.question.folded) or any(not generic(w) for w in asked_words(context).words):
        return None
    chosen = [(plan, max(plan.clauses, key=lambda c: len(running(plan, c)))) for plan in context.plans()]
    counted = [(plan, clause) for plan, clause in chosen if running(plan, clause)]
    return _answer_of(context, counted) if counted else None


def _answer_of(context: Context, chosen: Sequence[tuple[Plan, Clause]]) -> Answer:
    """The parts of each clause; the parts lead the hits, the chapter's own heading comes after them."""
    made = [s for plan, clause in chosen[:_PLANS] for s in list_parts(context, plan, clause)]
    heads = [context.cite_heading(plan, clause) for plan, clause in chosen[:_PLANS]]
    answer = context.answer(Route.GRAPH, made, complete=len(chosen) <= _PLANS)
    return replace(answer, hits=context.ranked([*(c for c in answer.citations if c not in heads), *heads]))


def list_parts(context: Context, plan: Plan, clause: Clause) -> list[Sentence]:
    """The parts of a clause, counted and each named."""
    children = outline_children(plan, clause)
    head = context.cite_heading(plan, clause)
    parts = "下设%d个部分" if _PRINTED_COUNT.search(clause.title) else "共%d项"
    on = running(plan, clause)
    told = f"，其下第1—{len(on)}条连续编号，合计{len(on)}条" if on else ""
    lead = Sentence(f"{context.within(plan)}{place_of(plan, clause)}{parts % len(children)}{told}，完整列出如下", (head,))
    if on and _SINGLE.search(context.question.folded):
        return [lead, *(replace(_item(context, plan, c), group=headline(plan, plan[c.parent])) for c in on if c.parent is not None)]
    return [lead, *(_item(context, plan, child) for child in children)]


def running(plan: Plan, clause: Clause) -> tuple[Clause, ...]:
    """The clauses below the parts of a clause whose numbers run on from part to part (1–25 below (一)–(八)); empty when none do."""
    parts = outline_children(plan, clause)
    below = [c for part in parts for c in outline_children(plan, part)]
    numbers = [c.path.rsplit("/", 1)[-1] for c in below]
    return tuple(below) if len(parts) > 1 and len(below) > len(parts) and numbers == [str(n) for n in range(1, len(below) + 1)] else ()


def _item(context: Context, plan: Plan, child: Clause) -> Sentence:
    """A part by its heading, or by its opening sentence when it has none."""
    if child.title:
        citation = context.cite_heading(plan, child)
    else:
        span = sentences(plan.text, child.start, child.end)[0]
        citation = cite(plan, child.path, span)
    return Sentence(plain(citation.quote), (citation,))


def chapters(context: Context) -> Answer | None:
    """“规划分几章”: the top level of the outline of each plan."""
    made: list[Sentence] = []
    for plan in context.plans():
        tops = [c for c in outline_children(plan, plan[""]) if c.kind is not Kind.NOTICE and c.path[:1].isdigit()]
        if tops:
            heads = [context.cite_heading(plan, c) for c in tops]
            made.append(Sentence(f"{title_of(plan)}正文分{len(tops)}个部分，完整列出如下", (heads[0],)))
            made += [Sentence(plain(h.quote), (h,)) for h in heads]
    return context.answer(Route.GRAPH, made, complete=True) if made else None


