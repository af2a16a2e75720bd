"""Other ways to find the passage, over the same passages and the same questions: how good, how fast."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.model import Span
from corpus.segment import Segmenter
from index.encoder import EMBEDDED_FOLDER, load_encoder
from index.passages import Passage
from index.qa.engine import Engine
from index.qa.evaluate import ABSENT, Case, read_cases
from index.qa.workspace import Workspace
from scripts.figures.clock import milliseconds
from scripts.figures.setting import Row, Setting

_TOP = 100
#: a place found: plan and stored offsets
Place = tuple[str, int, int]
#: a question → rows of passages, best first
Ranker = Callable[[str], Sequence[int]]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Collection:
    """The passages of a build, their jieba words, and their vectors by the embedded encoder."""

    passages: Sequence[Passage]
    words: Sequence[list[str]]
    vectors: Floats

    @classmethod
    def of(cls, workspace: Workspace) -> Collection:
        passages = list(workspace.search.passages)
        words = [_words(passage.context) for passage in passages]
        return cls(passages, words, load_encoder().encode([p.context for p in passages], kind="passage"))


_SEGMENTER = Segmenter()


def _words(text: str) -> list[str]:
    return _SEGMENTER.tokens(text)


def bare_scoring(collection: Collection) -> tuple[Callable[[str], object], Callable[[str], object]]:
    """What any hybrid search does for a question: BM25 and nearest vectors, from its text or from words and vector at hand."""
    import bm25s
    import faiss

    lexical, flat = bm25s.BM25(), faiss.IndexFlatIP(collection.vectors.shape[1])
    lexical.index(list(collection.words), show_progress=False)
    flat.add(collection.vectors)
    at_hand: dict[str, tuple[list[str], Floats]] = {}

    def read(question: str) -> tuple[list[str], Floats]:
        return _words(question), load_encoder().encode([question], kind="query")

    def score(words: list[str], vector: Floats) -> object:
        return lexical.get_scores(words or [""]), flat.search(vector, _TOP)

    def prepared(question: str) -> object:
        return score(*at_hand[question])

    def tokenised(question: str) -> object:
        at_hand[question] = read(question)
        return score(*at_hand[question])

    return tokenised, prepared


def measure(setting: Setting) -> Sequence[Row]:
    """Share of questions whose evidence is in the first clause found or the first five, mean reciprocal rank, time by turns."""
    rows = list(_compared("内置规划", Workspace.open(setting.build), read_cases(setting.cases)[: 8 if setting.quick else None]))
    if setting.dev_build:
        cases = [case for path in sorted(setting.cases.parent.glob("dev[0-9]*.jsonl")) for case in read_cases(path)]
        rows += _compared("开发规划", Workspace.open(setting.dev_build), cases)
    return rows


def _compared(corpus: str, workspace: Workspace, cases: Sequence[Case]) -> Iterator[Row]:
    collection = Collection.of(workspace)
    engine = Engine(workspace)
    ways: dict[str, Callable[[Case], Iterable[Place]]] = {
        "plangraph ask(含答案)": lambda case: _clauses(engine, case),
        **{name: _searching(collection, ranker) for name, ranker in _rankers(collection).items()},
    }
    asked = [case for case in cases if case.answerable and (not case.plan or case.plan in workspace.plans)]
    ranks: dict[str, list[int]] = {name: [] for name in ways}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for case in asked:
        for name, way in ways.items():
            began = time.perf_counter()
            places = list(way(case))
            seconds[name].append(time.perf_counter() - began)
            ranks[name].append(_rank(places, case, workspace))
    for name in ways:
        taken = milliseconds(float(np.median(seconds[name])))
        yield {"语料": corpus, "方法": name, "题数": len(asked), **_quality(ranks[name]), "中位 ms": taken}


def _quality(ranks: Sequence[int]) -> Mapping[str, float]:
    shares = {f"hit@{k}": round(float(np.mean([r <= k for r in ranks])), 3) for k in (1, 5)}
    return {**shares, "MRR": round(float(np.mean([1 / r if r < ABSENT else 0.0 for r in ranks])), 3)}


def _rank(places: Iterable[Place], case: Case, workspace: Workspace) -> int:
    """Rank of the first place that overlaps a gold quote."""
    for rank, (plan, start, end) in enumerate(places, 1):
        text = workspace.plans[plan].text
        for quote in case.quotes:
            at = text.find(quote, max(0, start - len(quote)), end + len(quote))
            if at >= 0 and Span(at, at + len(quote)).overlaps(Span(start, end)):
                return rank
    return ABSENT


def _clauses(engine: Engine, case: Case) -> Iterable[Place]:
    hits = engine.ask(case.q, plans=(case.plan,) if case.plan else ()).hits
    return ((h.citation.plan, h.citation.start, h.citation.end) for h in hits)


def _searching(collection: Collection, ranker: Ranker) -> Callable[[Case], Iterable[Place]]:
    """Passages found, those of one block together at the rank of the first, as our own hits are."""

    def places(case: Case) -> Iterable[Place]:
        found = (collection.passages[row] for row in ranker(case.q))
        blocks: dict[tuple[str, int], Place] = {}
        for p in found:
            if not case.plan or p.plan == case.plan:
                first = blocks.setdefault((p.plan, p.block), (p.plan, p.start, p.end))
                blocks[p.plan, p.block] = (p.plan, min(first[1], p.start), max(first[2], p.end))
        return list(blocks.values())[:10]

    return places


def _rankers(collection: Collection) -> dict[str, Ranker]:
    import bm25s
    from rank_bm25 import BM25Okapi

    lexical = bm25s.BM25()
    lexical.index(list(collection.words), show_progress=False)
    okapi = BM25Okapi(collection.words)
    return {
        "bm25s(jieba 词)": lambda q: _best(lexical.get_scores(_words(q) or [""])),
        "rank_bm25(jieba 词)": lambda q: _best(okapi.get_scores(_words(q))),
        "FAISS + sentence-transformers": _plain_script(collection.passages),
        **({"txtai 混合(同一编码模型)": _txtai(collection)} if find_spec("txtai") else {}),
    }


def _best(scores: npt.NDArray[Any]) -> list[int]:
    return [int(row) for row in np.argsort(-scores, kind="stable")]


def _plain_script(passages: Sequence[Passage]) -> Ranker:
    """The script most would write: encode, normalise, IndexFlatIP."""
    import faiss
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(EMBEDDED_FOLDER), device="cpu")
    vectors = model.encode([p.context for p in passages], normalize_embeddings=True, show_progress_bar=False)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    def rank(question: str) -> list[int]:
        vector = model.encode([question], normalize_embeddings=True, show_progress_bar=False)
        return [int(row) for row in index.search(vector, len(passages))[1][0]]

    return rank


def _txtai(collection: Collection) -> Ranker:
    """txtai's own mixture of BM25 and vectors, over words cut by jieba as Chinese needs."""
    from txtai import Embeddings

    encoder, whole = load_encoder(), {}

    def cut(text: str) -> str:
        """The words with blanks between; the encoder is to see the text as it was."""
        words = " ".join(_words(text))
        whole[words] = text
        return words

    def transform(texts: Sequence[Any]) -> Floats:
        return encoder.encode([whole[t] for t in texts], kind="passage")

    scoring = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"lowercase": False, "whitespace": True}}
    index = Embeddings(method="external", transform=transform, content=False, hybrid=True, scoring=scoring)
    index.index((row, cut(passage.context), None) for row, passage in enumerate(collection.passages))
    limit = len(collection.passages)
    return lambda question: [int(row) for row, _ in index.search(cut(question), limit)]
