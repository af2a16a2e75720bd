"""From a corpus folder to a published generation; the work of one plan is a pure function and is reused."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import platform
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from corpus.load import Source, find_sources, load_plan
from corpus.model import CorpusError, Plan
from corpus.records import clause_row, dump_plan, load_plan_record
from corpus.segment import Segmenter
from index.encoder import encoder_name, load_encoder
from index.lexical import FOLDER as LEXICAL
from index.lexical import LexicalIndex, tokens_of
from index.passages import Passage, passages_of
from index.publish import BuildError, Generation, open_generation, publish, writing
from index.qa import logs
from index.qa import work as kept_work
from index.qa.work import PlanWork
from index.qa.workspace import GRAPH, NAMES, PASSAGES
from index.store import FILE as VECTORS
from index.store import VectorStore

_PACKAGES = ("corpus", "kg", "index")
#: libraries whose next version may read, cut or encode a text differently
_LIBRARIES = (
    "ahocorasick_rs", "bm25s", "charset-normalizer", "faiss-cpu", "jieba", "lxml", "markdown-it-py", "numpy", "openpyxl", "pypdfium2",
    "python-docx", "tokenizers",
)  # fmt: skip
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the generation, per-plan reuse, counts, seconds, and a line per unreadable file."""

    generation: Generation
    plans: tuple[str, ...]
    built: tuple[str, ...]
    reused: tuple[str, ...]
    counts: Mapping[str, int]
    seconds: float
    errors: tuple[str, ...]
    fresh: bool = True


def build(corpus: Path, folder: Path, *, jobs: int = 1, force: bool = False, progress: Progress | None = None) -> BuildReport:
    """Build whatever changed and publish one generation; with nothing changed the current one stays.

    Raises CorpusError when no plan can be read, BuildError when the build directory cannot be written
    or the graph fails its checks. Unreadable files are reported, the others are built all the same.
    """
    began = time.perf_counter()
    inventory = find_sources(corpus)
    keys = {s.id: _work_key(s) for s in inventory.sources}
    current = None if force else _current(folder)
    if current and current.manifest["inputs"] == keys and not inventory.errors:
        _tidy(folder, keys)
        return _report(began, current, keys, (), (), fresh=False)
    show = progress or _silent
    with writing(folder):
        work, errors, built = _collect(inventory.sources, keys, folder / kept_work.FOLDER, jobs, force, show)
        errors = [*inventory.errors, *errors]
        if not work:
            raise CorpusError("\n".join(errors))
        inputs = {w.id: keys[w.id] for w in work}
        show("合并", 0, 1)
        generation = publish(folder, lambda target: _write(target, work, inputs))
        kept_work.prune(folder / kept_work.FOLDER, inputs)
        show("合并", 1, 1)
    return _report(began, generation, inputs, built, errors)


def _tidy(folder: Path, keys: Mapping[str, str]) -> None:
    """Clear leftovers of a build that was cut off after publishing; another writer does it just as well."""
    with suppress(BuildError), writing(folder):
        kept_work.prune(folder / kept_work.FOLDER, keys)


def _report(
    began: float, generation: Generation, inputs: Mapping[str, str], built: Sequence[str], errors: Sequence[str], fresh: bool = True
) -> BuildReport:
    seconds = time.perf_counter() - began
    reused = tuple(plan for plan in inputs if plan not in built)
    logs.event(
        "build", generation=generation.id, plans=len(inputs), built=len(built), reused=len(reused), unreadable=len(errors),
        seconds=round(seconds, 3),
    )  # fmt: skip
    return BuildReport(generation, tuple(inputs), tuple(built), reused, generation.manifest["counts"], seconds, tuple(errors), fresh)


def _silent(stage: str, done: int, total: int) -> None:
    """No progress wanted."""


def _current(folder: Path) -> Generation | None:
    """The current generation when it is whole; a damaged one is to be built again."""
    try:
        generation = open_generation(folder)
    except BuildError:
        return None
    return None if generation.damage else generation


@cache
def versions() -> Mapping[str, str]:
    """Versions of Python and of the libraries a generation depends on."""
    return {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}}


@cache
def _rules() -> str:
    """Fingerprint of everything a plan's result depends on besides the plan: code, lexicons, ontology, libraries."""
    digest = hashlib.sha256(repr(versions()).encode())
    root = Path(__file__).parents[2]
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            plan_data = path.is_relative_to(root / "corpus" / "data") and path.parent != root / "corpus" / "data"
            if path.suffix in (".py", ".toml", ".csv", ".ttl", ".rq", ".txt") and not plan_data:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _work_key(source: Source) -> str:
    parts = (source.id, source.key, _rules(), load_encoder().model_id)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _collect(
    sources: Sequence[Source], keys: Mapping[str, str], cache_folder: Path, jobs: int, force: bool, progress: Progress
) -> tuple[list[PlanWork], list[str], list[str]]:
    """Work of every plan, from the cache or done now; unreadable plans become error lines."""
    done: dict[str, PlanWork] = {}
    for source in sources:
        kept = None if force else kept_work.kept(cache_folder, keys[source.id], source.id)
        if kept:
            done[source.id] = kept
    missing = [s for s in sources if s.id not in done]
    errors: list[str] = []
    built: list[str] = []
    if missing:
        progress("抽取", 0, len(missing))
    for number, (source, result) in enumerate(_run(missing, jobs), 1):
        progress("抽取", number, len(missing))
        if isinstance(result, str):
            errors.append(result)
            logs.event("plan.unreadable", logging.WARNING, plan=source.id)
        else:
            kept_work.keep(cache_folder, keys[source.id], result)
            logs.event("plan.built", plan=source.id, **result.summary["counts"])
            done[source.id] = result
            built.append(source.id)
    return [done[s.id] for s in sources if s.id in done], errors, built


def _run(sources: Sequence[Source], jobs: int) -> Iterable[tuple[Source, PlanWork | str]]:
    if jobs <= 1 or len(sources) <= 1:
        yield from ((source, work_on(source)) for source in sources)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from zip(sources, pool.map(work_on, sources), strict=True)


def work_on(source: Source) -> PlanWork | str:
    """Everything one plan contributes, or one line saying why it cannot be read. Pure but for reading the file."""
    try:
        plan = load_plan(source)
        changed = hashlib.sha256(source.path.read_bytes()).hexdigest() != source.sha256
    except CorpusError as error:
        return str(error)
    except OSError as error:
        return f"{source.path}:无法读取({error.strerror});请检查文件权限"
    if changed:
        return f"{source.path}:构建期间内容有变化;请等保存完成后重新运行 python -m scripts.build"
    return plan_work(plan)


def plan_work(plan: Plan) -> PlanWork:
    """Facts, passages, tokens and vectors of one plan."""
    from kg.build import plan_quads
    from kg.check import check_plan
    from kg.extract import extract

    facts = extract(plan)
    quads = plan_quads(plan, facts)
    names = sorted({name for e in facts.entities for name in (e.name, *e.aliases)})
    segmenter = Segmenter(names)
    passages = passages_of(plan)
    vectors = load_encoder().encode([p.context for p in passages], kind="passage")
    matrix = io.BytesIO()
    np.save(matrix, vectors, allow_pickle=False)
    counts = {
        "clauses": len(plan.clauses), "entities": len(facts.entities), "relations": len(facts.relations), "measures": len(facts.measures),
        "targets": len(facts.targets), "observations": len(facts.observations), "doubts": len(facts.doubts), "passages": len(passages),
    }  # fmt: skip
    return PlanWork(plan.id, {
        "plan.json": dump_plan(plan).encode(),
        "text": plan.text.encode(),
        "quads": quads,
        "passages": _lines(p.as_row() for p in passages),
        "tokens": _lines(tokens_of(f"{p.heading} {p.text}", segmenter) for p in passages),
        "vectors": matrix.getvalue(),
        "summary": json.dumps({
            "counts": counts, "names": names, "title": plan.title, "sha256": plan.sha256,
            "violations": [str(v) for v in check_plan(quads, plan)],
        }, ensure_ascii=False).encode(),
    })  # fmt: skip


def _lines(rows: Iterable[Any]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows).encode()


def _write(target: Path, work: Sequence[PlanWork], inputs: Mapping[str, str]) -> dict[str, Any]:
    """Write the files of a generation from the plans' work, in order of plan id; return the manifest's facts."""
    from kg.merge import dataset_trig

    _gate(work)
    (target / "plans").mkdir()
    plans = []
    for w in work:
        (target / "plans" / f"{w.id}.txt").write_bytes(w.parts["text"])
        (target / "plans" / f"{w.id}.json").write_bytes(w.parts["plan.json"])
        plans.append(load_plan_record(w.parts["plan.json"].decode(), w.parts["text"].decode()))
    (target / "clauses.jsonl").write_bytes(_lines(clause_row(p, c) for p in plans for c in p.clauses))
    (target / GRAPH).write_bytes(dataset_trig({w.id: w.parts["quads"] for w in work}))
    (target / PASSAGES).write_bytes(b"".join(w.parts["passages"] for w in work))
    VectorStore.build(np.vstack([np.load(io.BytesIO(w.parts["vectors"])) for w in work])).save(target / VECTORS)
    LexicalIndex.build([json.loads(line) for w in work for line in w.parts["tokens"].splitlines()]).save(target / LEXICAL)
    names = sorted({name for w in work for name in w.summary["names"]})
    (target / NAMES).write_text("\n".join(names), encoding="utf-8", newline="\n")
    counts: dict[str, int] = {"plans": len(work)}
    for w in work:
        for kind, number in w.summary["counts"].items():
            counts[kind] = counts.get(kind, 0) + number
    encoder = {"name": encoder_name(), "id": load_encoder().model_id}
    sources = {w.id: w.summary["sha256"] for w in work}
    return {
        "plans": [w.id for w in work], "inputs": dict(inputs), "sources": sources, "counts": counts, "encoder": encoder,
        "versions": dict(versions()), "format": 1,
    }  # fmt: skip


def _gate(work: Sequence[PlanWork]) -> None:
    """Refuse to publish a graph that fails its checks."""
    from kg.check import label_conflicts

    violations = [*(v for w in work for v in w.summary["violations"]), *label_conflicts(w.parts["quads"] for w in work)]
    if violations:
        shown = ";".join(violations[:5])
        raise BuildError(f"图谱未通过校验({len(violations)} 处):{shown};请修正规则或 kg/data/review.csv")


def read_passages(lines: Iterable[str]) -> list[Passage]:
    return [Passage.from_row(json.loads(line)) for line in lines]
