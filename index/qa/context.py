"""What a handler may use to gather evidence for one question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.model import OUTLINE_KINDS, Clause, Kind, Plan, Span
from corpus.normal import fold_text
from index.passages import Passage, sentences, trim
from index.qa.answer import Answer, Citation, RankedClause, Route, Sentence, Status, cite
from index.qa.reading import Reading
from index.qa.vocabulary import attributes, policy_verbs
from index.qa.wording import headline, place_of, plain, title_of

QUOTE_MAX = 400
_STOP = re.compile(r"[。！？!?；](?:[”’」』）)]*)")
Accept = Callable[[Plan, Clause], bool]


@dataclass(frozen=True)
class Context(Reading):
    """One question in one scope. Handlers read it and return an Answer, or None to let the next one try."""

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
        """The sentence (within its clause) or the table row that holds text[start:end]; None in page furniture."""
        clause = plan.clause_at(start)
        if clause is None or end > clause.end:
            return None
        if clause.kind is Kind.ROW:
            return cite(plan, clause.path, clause.span)
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

    def say(self, citations: Iterable[Citation], group: str = "") -> list[Sentence]:
        """Each quote as a sentence; the place is named where it changes, the plan where several are in scope."""
        made: list[Sentence] = []
        before: Citation | None = None
        for c in (part for whole in citations for part in self._singly(whole)):
            same = before is not None and (before.plan, before.clause) == (c.plan, c.clause)
            made.append(Sentence(plain(c.quote) if same else f"{self.place(c)}：{plain(c.quote)}", (c,), group))
            before = c
        return made

    def _singly(self, citation: Citation) -> list[Citation]:
        """A quote of several sentences as one citation for each, so that every sentence carries its own."""
        plan = self.plan(citation.plan)
        stops = [m.end() for m in _STOP.finditer(plan.text, citation.start, citation.end)]
        bounds = [citation.start, *(s for s in stops if s < citation.end), citation.end]
        if len(bounds) == 2:
            return [citation]
        return [c for a, b in pairwise(bounds) if (c := cite(plan, citation.clause, Span(a, b))).quote]

    def place(self, citation: Citation) -> str:
        """Where a quote stands, with the plan's name when several plans are in scope."""
        plan = self.plan(citation.plan)
        return self.within(plan) + place_of(plan, plan[citation.clause])

    def within(self, plan: Plan) -> str:
        """The plan's name in front of a place when the scope holds several plans."""
        return title_of(plan) if len(self.scope) > 1 else ""

    def cite_sentences(self, plan: Plan, clause: Clause) -> list[Citation]:
        """The sentences of a clause's own text, its heading left out; the heading alone when there is nothing else."""
        if clause.kind is Kind.ROW:
            return [self.cite_body(plan, clause)]
        return [cite(plan, clause.path, span) for span in self.workspace.body_spans(plan.id, clause.path)]

    def tells(self, passage: Passage) -> bool:
        """Whether a sentence says something: no bare heading, list of offices, or line of the issuing notice."""
        return self.workspace.tells(passage)

    def answer(
        self, route: Route, sentences: Sequence[Sentence], *, complete: bool | None = None, sparql: str | None = None
    ) -> Answer:
        """An answer of these sentences, the plan named in the first; its citations lead its hits."""
        made = Answer(
            self.question.text, self.scope, Status.ANSWERED, route, self._named(sentences), complete=complete, sparql=sparql
        )
        return replace(made, hits=self.ranked(made.citations), intent=self.intent.id if self.intent else "")

    def _named(self, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
        first = sentences[0] if sentences else None
        if first is None or not first.citations:
            return tuple(sentences)
        plan = self.plan(first.citations[0].plan)
        if title_of(plan) in first.text + first.group:
            return tuple(sentences)
        label = plan[first.citations[0].clause].label
        joint = "" if label and first.text.startswith(label) else "："
        return (replace(first, text=title_of(plan) + joint + first.text), *sentences[1:])

    def refuse(self, status: Status, missing: str, readings: Sequence[str] = (), route: Route = Route.SEARCH) -> Answer:
        return Answer(
            self.question.text, self.scope, status, route, missing=missing, readings=tuple(readings),
            intent=self.intent.id if self.intent else "",
        )  # fmt: skip

    @property
    def plan_words(self) -> str:
        """The plan in scope as a refusal names it."""
        if len(self.scope) == 1:
            return title_of(self.plan(self.scope[0]))
        return f"所查的{len(self.scope)}份规划" if self.whole else f"{len(self.scope)}份规划中最相关的{len(self.read)}份"

    # -- headings

    def heading_match(self, plan: Plan, *, children: int = 0, accept: Accept | None = None) -> tuple[float, Clause] | None:
        """The clause whose title the question names best, and how well (about 0–1).

        The share of the title's rarity found in the question, less when the question speaks of things that the
        headings down to the clause do not name. Only clauses with at least `children` children that `accept` takes
        count; ties go to the outer, earlier clause.
        """
        best: tuple[float, Clause] | None = None
        for clause in plan.clauses:
            share = self._title_share(plan, clause) if clause.title and clause.path else 0.0
            accepted = share > 0 and (accept is None or accept(plan, clause))
            if accepted and (not children or len(outline_children(plan, clause)) >= children):
                score = share * self._title_fit(plan, clause)
                if score > 0 and (best is None or score > best[0] + 1e-9):
                    best = (score, clause)
        return best

    def best_heading(self, *, children: int = 0, accept: Accept | None = None) -> tuple[float, Plan, Clause] | None:
        """The best heading match over all plans in scope; ties go to the earlier plan."""
        return next(iter(self.headings(children=children, accept=accept)), None)

    def headings(self, *, children: int = 0, accept: Accept | None = None) -> list[tuple[float, Plan, Clause]]:
        """The best heading match of each plan that is read, best first."""
        found = [(p, self.heading_match(p, children=children, accept=accept)) for p in self.plans()]
        matches = [(match[0], plan, match[1]) for plan, match in found if match]
        return sorted(matches, key=lambda row: -row[0])

    def _title_share(self, plan: Plan, clause: Clause) -> float:
        """How much of a clause's title the question names; words of the plan's own title tell an attachment's title from none."""
        folded, words = self.workspace.title_words(plan.id, clause.path)
        if len(folded) >= 2 and folded in self.question.folded:
            return 1.0 + len(folded) / 1000
        named = [w for w in words if w in self.question.folded]
        return sum(map(self.rarity, named)) / sum(map(self.rarity, words)) if named else 0.0

    def _title_fit(self, plan: Plan, clause: Clause) -> float:
        """How much of what the question names stands in the headings down to the clause (0.25–1)."""
        path = fold_text(" ".join((plan.title, *plan.heading_path(clause.path))))
        foreign = any(fold_text(e.text) not in path and fold_text(e.name) not in path for e in self.question.entities)
        words = [w for w in self.words if len(w) > 1 and w not in policy_verbs() and w not in attributes()]
        mass = sum(self.rarity(w) for w in words)
        named = sum(self.rarity(w) for w in words if w in path) / mass if mass else 1.0
        return (0.5 if foreign else 1.0) * (0.5 + 0.5 * named)


def outline_children(plan: Plan, clause: Clause) -> tuple[Clause, ...]:
    """Children that the outline lists (numbered, dash, enumerated …), else paragraphs that open with a headline, else rows of its table."""
    children = plan.children(clause.path)
    listed = tuple(c for c in children if c.kind in OUTLINE_KINDS and c.kind is not Kind.TABLE)
    opened = tuple(c for c in children if c.kind is Kind.PARAGRAPH and headline(plan, c))
    return listed or (opened if len(opened) > 1 else _numbered_rows(plan, children))


def _numbered_rows(plan: Plan, children: Sequence[Clause]) -> tuple[Clause, ...]:
    """The rows of the only table among the children that are numbered 1, 2, … in their first cell; empty when none are."""
    tables = [c for c in children if c.kind is Kind.TABLE]
    rows = plan.children(tables[0].path) if len(tables) == 1 else ()
    numbered = tuple(r for r in rows if r.cells and r.cells[0].of(plan.text).strip().isdigit())
    running = [str(n) for n in range(1, len(numbered) + 1)]
    return numbered if len(numbered) > 1 and [r.cells[0].of(plan.text).strip() for r in numbered] == running else ()
