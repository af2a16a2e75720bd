"""One question in, one answer out: references, then the graph, then search; every quote checked before it leaves."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from corpus.model import CorpusError
from index.fuse import SIGNALS
from index.qa import logs
from index.qa.absent import find_absences
from index.qa.answer import Answer, RankedClause, Route, Status, cite, merge_hits, verify
from index.qa.context import Context
from index.qa.dialogue import complete
from index.qa.handlers import HANDLERS
from index.qa.handlers.reach import reach
from index.qa.pointers import follow
from index.qa.question import Intent, Question, check_length, understand
from index.qa.reading import linking, many
from index.qa.scope import narrow
from index.qa.shortforms import spell_out
from index.qa.support import SupportModel
from index.qa.workspace import Workspace

#: kinds of questions that are answered before names and years are checked
_UNCHECKED = ("chatter", "clause", "document_date")


class Engine:
    """Answers questions over an opened generation; holds no state between questions, safe to share."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._support = SupportModel(workspace.search)

    def ask(self, text: str, *, plans: Sequence[str] = (), top: int = 10, history: Sequence[str] = ()) -> Answer:
        """Answer a question over the given plans (all when empty); `history` holds earlier questions, oldest first.

        Raises CorpusError for an empty or overlong question and for an unknown plan id.
        """
        began = time.perf_counter()
        context = self._context(text, self._scope(plans), history)
        answer = verify(self._route(context), self.workspace.plans)
        hits = merge_hits(answer.hits, self._search_hits(context, 2 * top), top)
        elapsed = (time.perf_counter() - began) * 1000
        logs.event(
            "question", length=len(text), plans=len(context.scope), status=answer.status.value, route=answer.route.value,
            intent=answer.intent, citations=len(answer.citations), elapsed_ms=round(elapsed, 1),
        )  # fmt: skip
        logs.event("question.text", logging.DEBUG, text=text)
        return replace(answer, question=text, hits=hits, elapsed_ms=elapsed)

    def search(self, text: str, *, plans: Sequence[str] = (), top: int = 10) -> tuple[RankedClause, ...]:
        """The clauses nearest to a text, without answering. Raises CorpusError as `ask` does."""
        return tuple(self._search_hits(self._context(text, self._scope(plans), ()), top))

    def read(self, text: str, *, plans: Sequence[str] = ()) -> Context:
        """A question as it is answered from, for what is fitted on questions. Raises CorpusError as `ask` does."""
        return self._context(text, self._scope(plans), ())

    def _context(self, text: str, scope: Sequence[str], history: Sequence[str]) -> Context:
        """The question made whole and read, in the scope it names itself."""
        check_length(text)
        plans = partial(map, self.workspace.plans.__getitem__, scope)
        link = linking(self.workspace, scope)
        whole = complete(text, history, link, lambda asked, before: follow(asked, before, plans))
        whole = spell_out(whole, self._counter(scope))
        narrowed = narrow(whole, self.workspace.titles, scope, self.workspace.segmenter.tokens)
        question = understand(whole, linking(self.workspace, narrowed.plans), narrowed.topic)
        return Context(self.workspace, self._support.within(narrowed.plans), question, narrowed.plans)

    def _scope(self, plans: Sequence[str]) -> tuple[str, ...]:
        known = self.workspace.plans
        for plan in plans:
            if plan not in known:
                raise CorpusError(f"没有编号为“{plan}”的规划；可选：{'、'.join(list(known)[:20])}")
        return tuple(p for p in known if p in plans) if plans else tuple(known)

    def _counter(self, scope: Sequence[str]) -> Callable[[str], int]:
        """How often the plans print some folded words; of very many, how many of their passages do."""
        if many(scope):
            return lambda words: len(self.workspace.search.rows_with(words))
        return lambda words: sum(self.workspace.folded[p].count(words) for p in scope)

    def _route(self, context: Context) -> Answer:
        unchecked = [i for i in context.question.intents if i.id in _UNCHECKED]
        for intent in unchecked:
            answer = self._handle(context, intent)
            if answer is not None:
                return answer
        absent = find_absences(context.question, context.plans, context.prints, context.words)
        if absent:
            return context.refuse(Status.NOT_MENTIONED, "".join(a.sentence for a in absent))
        for intent in context.question.intents:
            if intent.id not in _UNCHECKED:
                answer = self._handle(context, intent)
                if answer is not None:
                    return answer
        return context.refuse(Status.NOT_MENTIONED, f"{context.plan_words}没有与问题有关的内容。")

    def _handle(self, context: Context, intent: Intent) -> Answer | None:
        reading = reach(context.about(intent))
        answer = HANDLERS[intent.handler](reading)
        return replace(answer, complete=False) if answer and answer.complete and not reading.whole else answer

    def _search_hits(self, context: Context, top: int) -> Iterator[RankedClause]:
        for hit in islice(context.hits, top):
            why = {name: getattr(hit.signals, name) for name in SIGNALS}
            yield RankedClause(cite(context.plan(hit.plan), hit.clause, hit.span), hit.score, why)


__all__ = ["Answer", "Engine", "Question", "Route"]
