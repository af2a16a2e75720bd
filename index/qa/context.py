"""What a handler may use to gather evidence for one question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from corpus.model import OUTLINE_KINDS, Clause, Kind, Plan, Span
from corpus.normal import fold_text
from index.passages import Passage, sentences, trim
from index.qa.answer import Answer, Citation, RankedClause, Route, Sentence, Status, cite
from index.qa.question import Intent, Question
from index.qa.support import SupportModel
from index.qa.workspace import Workspace
from index.search import Hit

_VERBS = Path(__file__).parents[1] / "data" / "policy_verbs.txt"
QUOTE_MAX = 400


@dataclass(frozen=True)
class Context:
    """One question in one scope. Handlers read it and return an Answer, or None to let the next one try."""

    workspace: Workspace
    support: SupportModel
    question: Question
    scope: tuple[str, ...]
    intent: Intent | None = None

    @cached_property
    def hits(self) -> list[Hit]:
        """Clauses ranked by hybrid search, at most fifty."""
        return self.workspace.search.search(self.question.text, limit=50, plans=() if self._everywhere else self.scope)

    @property
    def _everywhere(self) -> bool:
        return len(self.scope) == len(self.workspace.plans)

    @cached_property
    def words(self) -> list[str]:
        """Content words of the question."""
        return self.workspace.search.content_words(self.question.text)

    def plans(self) -> Iterator[Plan]:
        return (self.workspace.plans[p] for p in self.scope)

    def plan(self, plan: str) -> Plan:
        return self.workspace.plans[plan]

    def rarity(self, word: str) -> float:
        return self.workspace.search.lexical.rarity(word)

    # -- citations

    def cite_passage(self, passage: Passage) -> Citation:
        return cite(self.plan(passage.plan), passage.clause, Span(passage.start, passage.end))

    def cite_heading(self, plan: Plan, clause: Clause) -> Citation:
        """The printed heading of a clause: marker and title."""
        start = clause.start
        end = clause.title_start + len(clause.title) if clause.title else clause.end
        if plan.text[clause.title_start : end] != clause.title:
            end = min(clause.end, plan.text.find("\n", trim(plan.text, clause.span).start) % (len(plan.text) + 1))
        return cite(plan, clause.path, Span(start, max(end, start + 1)))

    def cite_body(self, plan: Plan, clause: Clause, limit: int = QUOTE_MAX) -> Citation:
        """A clause's own text up to `limit` characters, cut at a sentence end."""
        span = trim(plan.text, clause.span)
        if span.end - span.start <= limit:
            return cite(plan, clause.path, span)
        kept = span.start
        for sentence in sentences(plan.text, span.start, span.end):
            if sentence.end - span.start > limit and kept > span.start:
                break
            kept = sentence.end
        return cite(plan, clause.path, Span(span.start, kept))

    def cite_around(self, plan: Plan, path: str, at: Span, limit: int = QUOTE_MAX) -> Citation:
        """The whole clause when it is short, else the sentences around a place in it."""
        clause = plan[path]
        whole = trim(plan.text, clause.span)
        if whole.end - whole.start <= limit:
            return cite(plan, path, whole)
        parts = sentences(plan.text, clause.start, clause.end)
        first = last = next(i for i, s in enumerate(parts) if s.end > at.start)
        while last + 1 < len(parts) and parts[last].end < at.end:
            last += 1
        while True:
            before = parts[first - 1].start if first else None
            after = parts[last + 1].end if last + 1 < len(parts) else None
            if after is not None and after - parts[first].start <= limit:
                last += 1
            elif before is not None and parts[last].end - before <= limit:
                first -= 1
            else:
                return cite(plan, path, Span(parts[first].start, parts[last].end))

    def sentence_at(self, plan: Plan, start: int, end: int) -> Citation | None:
        """The sentence (within its clause) that holds text[start:end]; None in page furniture."""
        clause = plan.clause_at(start)
        if clause is None or end > clause.end:
            return None
        for span in sentences(plan.text, clause.start, clause.end):
            if span.start <= start and end <= span.end:
                return cite(plan, clause.path, span)
        return cite(plan, clause.path, clause.span)

    # -- answers

    def ranked(self, citations: Sequence[Citation]) -> tuple[RankedClause, ...]:
        """Cited clauses as the first hits, in order of citation."""
        firsts = {(c.plan, c.clause): c for c in reversed(citations)}
        ordered = dict.fromkeys((c.plan, c.clause) for c in citations)
        return tuple(
            RankedClause(self.cite_around(self.plan(k[0]), k[1], Span(firsts[k].start, firsts[k].end)), 1.0, {}) for k in ordered
        )

    def answer(self, route: Route, sentences: Sequence[Sentence], *, complete: bool | None = None, sparql: str | None = None) -> Answer:
        """An answer of these sentences whose citations lead its hits."""
        made = Answer(self.question.text, self.scope, Status.ANSWERED, route, tuple(sentences), complete=complete, sparql=sparql)
        return self.with_hits(made)

    def with_hits(self, made: Answer) -> Answer:
        from dataclasses import replace

        return replace(made, hits=self.ranked(made.citations), intent=self.intent.id if self.intent else "")

    def refuse(self, status: Status, missing: str, readings: Sequence[str] = (), route: Route = Route.SEARCH) -> Answer:
        return Answer(
            self.question.text, self.scope, status, route, missing=missing, readings=tuple(readings),
            intent=self.intent.id if self.intent else "",
        )  # fmt: skip

    # -- headings

    def heading_match(self, plan: Plan, *, children: int = 0) -> tuple[float, Clause] | None:
        """The clause whose title the question names best: share of the title's rarity found in the question (0–1).

        Only clauses with at least `children` outline children count; ties go to the outer, earlier clause.
        """
        best: tuple[float, Clause] | None = None
        for clause in plan.clauses:
            if clause.title and clause.path and len(outline_children(plan, clause)) >= children:
                share = self._title_share(clause.title)
                if share > 0 and (best is None or share > best[0] + 1e-9):
                    best = (share, clause)
        return best

    def _title_share(self, title: str) -> float:
        folded = fold_text(title)
        if len(folded) >= 2 and folded in self.question.folded:
            return 1.0 + len(folded) / 1000
        words = [w for w in dict.fromkeys(self.workspace.segmenter.tokens(title)) if len(w) > 1 and w not in policy_verbs()]
        mass = sum(self.rarity(w) for w in words)
        return sum(self.rarity(w) for w in words if w in self.question.folded) / mass if mass else 0.0


@cache
def policy_verbs() -> frozenset[str]:
    """Words that most headings share (支持, 加快, 发展 …) and that therefore name none of them."""
    return frozenset(_VERBS.read_text(encoding="utf-8").split())


def outline_children(plan: Plan, clause: Clause) -> tuple[Clause, ...]:
    """Children that the outline lists (numbered, dash, enumerated …), without plain paragraphs."""
    return tuple(c for c in plan.children(clause.path) if c.kind in OUTLINE_KINDS and c.kind is not Kind.TABLE)


def name_of(plan: Plan, clause: Clause) -> str:
    """Label and title of a clause as an answer names it."""
    return f"{clause.label}“{clause.title}”" if clause.title and clause.kind is not Kind.HEADING else clause.label


def within(scope: Sequence[str], plan: Plan) -> str:
    """The plan's name in front of a sentence when the scope holds several plans."""
    return f"《{plan.title}》" if len(scope) > 1 else ""


def plain(quote: str) -> str:
    """A quote on one line, as it is printed inside a sentence of an answer."""
    return re.sub(r"\s+", " ", quote).strip()
