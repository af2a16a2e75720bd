"""One question in one scope: what it finds, how rare its words are, which plans are read for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Self, TypeVar

from corpus.model import Plan
from corpus.normal import fold_text
from index.expand import lexicon
from index.lexical import Rarities
from index.qa.question import Intent, LinkedEntity, Question, separated, without_times
from index.qa.support import Support, SupportModel
from index.qa.workspace import Workspace
from index.ranked import Ranking
from index.search import stopwords
from kg.model import Mention, Observation, Target
from kg.named import Result

#: up to so many plans every one is read
MANY = 64
T = TypeVar("T")


def many(scope: Collection[str]) -> bool:
    """Whether so many plans are asked about that not all of them can be read."""
    return len(scope) > MANY


def linking(workspace: Workspace, scope: Sequence[str]) -> Callable[[str], list[LinkedEntity]]:
    """Finds the names in a question about some plans; what only other plans name is no name there."""
    return partial(workspace.link, plans=_named(scope))


def _named(scope: Sequence[str]) -> Sequence[str]:
    """The plans whose names count: of very many, those of all."""
    return () if many(scope) else scope


@dataclass(frozen=True)
class Reading:
    """One question in one scope."""

    workspace: Workspace
    support: SupportModel
    question: Question
    scope: tuple[str, ...]
    intent: Intent | None = None
    narrowed: tuple[str, ...] = ()
    """the plans that are read for it when so many are asked about that not all can be (see reach); empty: all"""
    whole: bool = True
    """whether no other plan has anything to say"""

    def about(self, intent: Intent) -> Self:
        """The same question read as one of its kinds; its hits, which every reply shows, are searched for once."""
        _ = self.hits
        return self._with(intent=intent)

    def reading(self, plans: Sequence[str], whole: bool) -> Self:
        """The same question answered from these plans of its scope; `whole` when no other has anything to say."""
        return self._with(narrowed=tuple(plans), whole=whole)

    def _with(self, **fields: object) -> Self:
        """A copy with other fields that keeps what is known already."""
        own = copy(self)
        vars(own).update(fields)
        return own

    def link(self, text: str) -> list[LinkedEntity]:
        """The names in a question like this one."""
        return linking(self.workspace, self.scope)(text)

    def shared_names(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """Names in the text that several entities share, with the ids they may mean."""
        return self.workspace.shared_names(text, _named(self.scope))

    @cached_property
    def hits(self) -> Ranking:
        """Clauses ranked by hybrid search, at most fifty."""
        return self.workspace.search.search(self._searched, limit=50, plans=() if self._everywhere else self.scope)

    @property
    def best_score(self) -> float:
        """The highest score of a sentence: scores count as shares of it, whatever the scale of the ranking."""
        return self.hits.best_score or 1.0

    @property
    def _searched(self) -> str:
        """The topic, a foreign or coined name of an entity (TBEA) given by the name that the plans print."""
        topic = self.question.topic
        for entity in self.question.entities:
            if entity.text.isascii():
                topic = topic.replace(entity.text, entity.name)
        return topic

    @property
    def _everywhere(self) -> bool:
        return len(self.scope) == len(self.workspace.plans)

    @cached_property
    def words(self) -> list[str]:
        """Content words of the question, years and the plan's own name left out."""
        return self.workspace.search.content_words(separated(without_times(self.question.topic)))

    @cached_property
    def _official(self) -> dict[str, tuple[str, ...]]:
        """For each content word, the official wording of the everyday expressions of the question that hold it."""
        terms = [(t.everyday, tuple(fold_text(o) for o in t.official)) for t in lexicon().find(self.question.topic)]
        found = {w: tuple(o for everyday, official in terms if w in everyday for o in official) for w in self.words}
        return {w: official for w, official in found.items() if official}

    def supported(self, words: Sequence[str], text: str) -> Support:
        """Support of words of the question by a text; official wording of its everyday expressions counts."""
        return self.support.measure(words, text, self._official)

    def supported_near(self, words: Sequence[str], hits: int) -> Support:
        """Support by the best three sentences of each of the first hits together."""
        near = [p.context for hit in self.hits[:hits] for p, _ in hit.sentences[:3]]
        return self.support.measure_any(words, near, self._official)

    def shares(self, words: Sequence[str], texts: Sequence[str], weights: Mapping[str, float] | None = None) -> list[float]:
        """The share of words of the question that each of some texts has, each word weighed."""
        return self.support.shares(words, texts, self._official, weights or {})

    def supported_each(self, words: Sequence[str], texts: Sequence[str]) -> list[Support]:
        """The same by each of some texts."""
        return self.support.measure_each(words, texts, self._official)

    @property
    def stopwords(self) -> frozenset[str]:
        """Words of asking."""
        return stopwords()

    @property
    def only_plan(self) -> str:
        """The plan in scope when it is the only one; empty otherwise."""
        return self.scope[0] if len(self.scope) == 1 else ""

    @cached_property
    def _texts(self) -> list[str]:
        """The folded texts of the plans in scope."""
        return [self.workspace.folded[p] for p in self.scope]

    def prints(self, words: str) -> bool:
        """Whether a plan in scope prints these folded words; over very many the index is asked."""
        if many(self.scope):
            return bool(self.workspace.search.rows_with(words))
        return any(words in text for text in self._texts)

    @property
    def read(self) -> tuple[str, ...]:
        """The plans that are read: those in scope unless they are very many."""
        return self.narrowed or self.scope

    def plans(self) -> Iterator[Plan]:
        """The plans that are read."""
        return (self.workspace.plans[p] for p in self.read)

    def facts(self, ask: Callable[[str], Result[T]]) -> Result[T]:
        """What the graph says of the plans that are read: asked once for all, of a corpus of very many plan by plan."""
        if len(self.workspace.plans) <= MANY:
            return ask("")
        found = [ask(plan) for plan in self.read]
        return Result(tuple(row for result in found for row in result.rows), found[0].sparql)

    def mentions(self, identifier: str) -> Result[Mention]:
        """The places that print an entity."""
        return self.facts(lambda plan: self.workspace.graph.mentions(identifier, plan=plan))

    @property
    def targets(self) -> Result[Target]:
        return self.facts(lambda plan: self.workspace.graph.targets(plan=plan))

    @property
    def observations(self) -> Result[Observation]:
        return self.facts(lambda plan: self.workspace.graph.observations(plan=plan))

    def plan(self, plan: str) -> Plan:
        return self.workspace.plans[plan]

    @cached_property
    def _rarities(self) -> Rarities:
        return self.workspace.search.words_in(self.scope)

    def rarity(self, word: str) -> float:
        """How much a word tells within the plans in scope."""
        return self._rarities.rarity(word)
