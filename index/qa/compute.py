"""The work on one plan: a pure function of its file, the rules and the encoder, wherever it runs."""

from __future__ import annotations

import gc
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from corpus.load import Source, load_plan
from corpus.model import CorpusError, Plan
from corpus.records import clause_row, dump_plan
from corpus.segment import Segmenter
from index.encoder import embedded_encoder, load_encoder
from index.layout import layout_of
from index.lexical import count_texts
from index.passages import passages_of
from index.qa.work import PlanWork
from index.vectors import passage_vectors

#: what a mistake in our own rules raises; it must not take the other plans with it
_MISTAKES = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)


def work_on(source: Source) -> PlanWork | str:
    """Everything one plan contributes, or one line saying why it has to be left out. Pure but for reading the file."""
    try:
        plan = load_plan(source)
        changed = hashlib.sha256(source.path.read_bytes()).hexdigest() != source.sha256
    except CorpusError as error:
        return str(error)
    except OSError as error:
        return f"{source.path}:无法读取（{error.strerror}）；请检查文件权限"
    if changed:
        return f"{source.path}:构建期间内容有变化；请等保存完成后重新运行 python -m scripts.build"
    try:
        with _collected_later():
            return plan_work(plan)
    except _MISTAKES as error:
        return f"{source.path}:程序处理这份文件时出错（{_told(error)}），没有收入索引，其余照常；请把文件与这一行报告给维护者"


@contextmanager
def _collected_later() -> Iterator[None]:
    """A plan leaves some thousand small objects to collect, which can wait for its end; looking for them takes a tenth of its time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _told(error: Exception) -> str:
    """Kind, place and message of an error of the program in one line."""
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    return " ".join(f"{type(error).__name__} {Path(last.filename).name} 第 {last.lineno} 行 {error}".split())[:200]


def plan_work(plan: Plan) -> PlanWork:
    """Facts, passages, word counts and vectors of one plan."""
    from kg.build import plan_quads
    from kg.check import check_plan
    from kg.extract import extract
    from kg.merge import share_of

    facts = extract(plan)
    quads = plan_quads(plan, facts)
    share = share_of(plan.id, quads)
    names = sorted({name for e in facts.entities for name in (e.name, *e.aliases)})
    segmenter = Segmenter(names)
    passages = passages_of(plan)
    layout = layout_of(passages, embedded_encoder())
    words = count_texts([f"{p.heading} {p.text}" for p in passages], segmenter)
    counts = {
        "clauses": len(plan.clauses), "entities": len(facts.entities), "relations": len(facts.relations), "measures": len(facts.measures),
        "targets": len(facts.targets), "observations": len(facts.observations), "doubts": len(facts.doubts), "passages": len(passages),
    }  # fmt: skip
    return PlanWork(plan.id, {
        "plan.json": dump_plan(plan).encode(),
        "text": plan.text.encode(),
        "clauses": _lines(clause_row(plan, c) for c in plan.clauses),
        "graph": share.blocks,
        "common": share.common,
        "passages": _lines(p.as_row() for p in passages),
        "layout": layout.to_bytes(),
        "words": words.to_bytes(),
        "vectors": _array(passage_vectors(load_encoder(), passages, layout)),
        "summary": json.dumps({
            "counts": counts, "names": names, "title": plan.title, "sha256": plan.sha256, "totals": asdict(share.own),
            "violations": [str(v) for v in check_plan(quads, plan)],
        }, ensure_ascii=False).encode(),
    })  # fmt: skip


def _lines(rows: Iterable[Any]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows).encode()


def _array(values: Any) -> bytes:
    out = io.BytesIO()
    np.save(out, values, allow_pickle=False)
    return out.getvalue()
