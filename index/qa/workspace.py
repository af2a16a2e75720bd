"""An opened generation: plans, graph and index together, checked against each other, immutable."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from corpus.model import Kind, Plan, Span
from corpus.normal import fold_text
from corpus.records import load_plan_record
from corpus.segment import Segmenter
from index.encoder import embedded_encoder, load_encoder
from index.layout import FILE as LAYOUT
from index.layout import Layout
from index.passages import Passage, PassageLines
from index.publish import BuildError, Generation, open_generation
from index.qa import logs
from index.qa.backends import graph_files, open_graph, open_indexes
from index.qa.question import LinkedEntity
from index.qa.vocabulary import policy_verbs
from index.qa.wording import body_spans
from index.search import SearchIndex
from kg.known import FILE as ENTITIES
from kg.linker import Linker
from kg.model import Entity
from kg.query import Graph
from kg.sandbox import Sandbox

PASSAGES = "passages.jsonl"
NAMES = "names.txt"
#: plans that stay in memory once read
_PLANS = 256
#: clauses whose sentences are kept
_CLAUSES = 20_000
#: sentences of which it is remembered whether they say something
_SENTENCES = 50_000
_LABEL = re.compile(r"^[(（\[【]?(?:责任|牵头|配合)(?:单位|部门)|^原文链接|^[(（]?此件|〔20\d\d〕\d+号[)）]?$")
#: choices of plans whose names are kept ready to be found
_LINKERS = 16
T = TypeVar("T")


class Read(Mapping[str, T]):
    """Something of every plan of a generation by id, made when first asked for; of very many plans the last ones are kept."""

    def __init__(self, plans: Iterable[str], make: Callable[[str], T], kept: int = _PLANS) -> None:
        self._plans = dict.fromkeys(plans)
        self._make = make
        self._made: dict[str, T] = {}
        self._kept = kept

    def __getitem__(self, plan: str) -> T:
        if plan not in self._made:
            if plan not in self._plans:
                raise KeyError(plan)
            while len(self._made) >= self._kept:
                self._made.pop(next(iter(self._made)), None)
            made = self._made[plan] = self._make(plan)
            return made
        return self._made[plan]

    def __iter__(self) -> Iterator[str]:
        return iter(self._plans)

    def __len__(self) -> int:
        return len(self._plans)


class Workspace:
    """Everything a reader needs of one generation; opened parts stay open, nothing changes afterwards.

    `plans` whole, `folded` texts and `titles` by id: a question over many plans needs few of them whole.
    """

    def __init__(self, generation: Generation) -> None:
        """Raises BuildError for a generation that an earlier version has built."""
        self.generation = generation
        if ENTITIES not in generation.manifest["files"]:
            raise BuildError(f"索引由较早的版本建立:{generation.folder};请运行 python -m scripts.build")
        ids, titles = generation.manifest["plans"], generation.manifest["titles"]
        self.plans: Mapping[str, Plan] = Read(ids, self._plan)
        self.folded: Mapping[str, str] = Read(ids, lambda plan: fold_text(self._text(plan)))
        self.titles: Mapping[str, str] = Read(ids, lambda plan: fold_text(titles[plan]), len(ids))
        self.body_spans = lru_cache(maxsize=_CLAUSES)(self._body_spans)
        self.tells = lru_cache(maxsize=_SENTENCES)(self._tells)
        self.title_words = lru_cache(maxsize=_CLAUSES)(self._title_words)
        self._linker = lru_cache(maxsize=_LINKERS)(self._linker_of)

    @classmethod
    def open(cls, build: Path, *, verify: bool = True) -> Workspace:
        """Open the current generation, or the newest whole one when the current is damaged.

        Raises BuildError in one line when there is none.
        """
        generation = open_generation(build, verify=verify)
        logs.event("open", logging.WARNING if generation.damage else logging.INFO, generation=generation.id, damage=generation.damage)
        return cls(generation)

    def _text(self, plan: str) -> str:
        return self.generation.read(f"plans/{plan}.txt").decode("utf-8")

    def _body_spans(self, plan: str, path: str) -> tuple[Span, ...]:
        """See index.qa.wording; a question looks at the sentences of a clause many times."""
        whole = self.plans[plan]
        return tuple(body_spans(whole, whole[path]))

    def _tells(self, passage: Passage) -> bool:
        """Whether a sentence says something: no bare heading, list of offices, or line of the issuing notice."""
        clause = self.plans[passage.plan][passage.clause]
        if passage.clause.startswith("notice") or clause.kind is Kind.PLAN or _LABEL.search(passage.text):
            return False
        spans = self.body_spans(passage.plan, passage.clause)
        return clause.kind is Kind.ROW or any(s.start < passage.end and passage.start < s.end for s in spans)

    def _title_words(self, plan: str, path: str) -> tuple[str, tuple[str, ...]]:
        """The folded title of a clause and its words that tell it from others; an attachment's without those of the plan's own title."""
        clause = self.plans[plan][path]
        words = [w for w in dict.fromkeys(self.segmenter.tokens(clause.title)) if len(w) > 1 and w not in policy_verbs()]
        common = self.titles[plan] if clause.kind is Kind.APPENDIX else ""
        return fold_text(clause.title), tuple(w for w in words if w not in common)

    def _plan(self, plan: str) -> Plan:
        return load_plan_record(self.generation.read(f"plans/{plan}.json").decode("utf-8"), self._text(plan))

    @cached_property
    def graph(self) -> Graph:
        return open_graph(self.generation)

    @cached_property
    def sandbox(self) -> Sandbox:
        """Where SPARQL of users runs: `workspace.sandbox.query(text)`."""
        return Sandbox(graph_files(self.generation))

    @cached_property
    def segmenter(self) -> Segmenter:
        return Segmenter(self.generation.read(NAMES).decode("utf-8").split("\n"))

    @cached_property
    def search(self) -> SearchIndex:
        recorded = self.generation.manifest["encoder"]
        encoder = load_encoder(recorded["name"])
        if (encoder.model_id, embedded_encoder().model_id) != (recorded["id"], recorded.get("words")):
            raise BuildError("索引所用的编码模型与现有模型不一致，请运行 python -m scripts.build")
        return SearchIndex(
            PassageLines(self.generation.read(PASSAGES)), Layout.from_bytes(self.generation.read(LAYOUT)),
            *open_indexes(self.generation), encoder, self.segmenter, tuple(self.plans),
        )  # fmt: skip

    def _linker_of(self, plans: tuple[str, ...]) -> tuple[Linker, Mapping[str, Entity]]:
        entities = [e for plan in plans for e in self.graph.entities(plan).rows] if plans else self.graph.entities().rows
        names = [(name, e.id) for e in entities for name in (e.name, e.name_en, *e.aliases) if name]
        return Linker(names), {e.id: e for e in entities}

    def link(self, text: str, plans: Sequence[str] = ()) -> list[LinkedEntity]:
        """Entities of some plans (of all when empty) named in a question, in order; a name of several entities links to none."""
        linker, entities = self._linker(_some(plans, self.plans))
        return [
            LinkedEntity(entity, entities[entity].type.value, entities[entity].name, text[start:end])
            for start, end, entity in linker.link(text)
        ]

    def shared_names(self, text: str, plans: Sequence[str] = ()) -> list[tuple[str, tuple[str, ...]]]:
        """Names in the question that several entities of these plans share, with the ids they may mean."""
        return [(name, ids) for name, ids in self._linker(_some(plans, self.plans))[0].ambiguous if name in text]


def _some(plans: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """The plans that are asked about; nothing when these are all."""
    return tuple(plans) if len(plans) < len(known) else ()
