"""From a corpus folder to a published generation; the work of one plan is a pure function and is reused."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from corpus.load import Source, find_sources
from corpus.model import CorpusError
from index.encoder import embedded_encoder, encoder_name, load_encoder
from index.publish import BuildError, Generation, open_generation, publish, writing
from index.qa import logs
from index.qa import work as kept_work
from index.qa.assemble import assemble, graph_head
from index.qa.backends import in_step, keep_graph, keep_vectors
from index.qa.executors import Done, run
from index.qa.fingerprint import means, versions
from index.qa.gate import admit
from index.qa.work import KeptWork

Progress = Callable[[str, int, int], None]
Runner = Callable[[Sequence[Source]], Iterator[Done]]
#: the stages in which the work on plans is done and the graph's store is written, as progress names them
EXTRACTION, STORE = "抽取", "图谱库"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the generation, per-plan reuse, counts, seconds, a line per unreadable file and per plan refused by the gate,
    and one about files that are no plans by their name."""

    generation: Generation
    plans: tuple[str, ...]
    built: tuple[str, ...]
    reused: tuple[str, ...]
    counts: Mapping[str, int]
    seconds: float
    errors: tuple[str, ...]
    refused: tuple[str, ...] = ()
    fresh: bool = True
    notice: str = ""


def build(
    corpus: Path, folder: Path, *, jobs: int = 1, ray: str = "", force: bool = False, progress: Progress | None = None
) -> BuildReport:
    """Build whatever changed and publish one generation; with nothing changed the current one stays.

    `jobs` processes of this machine, or the Ray cluster at the address `ray`, share the work.

    Raises CorpusError when no plan can be read or published, BuildError when the build directory cannot be written.
    Unreadable files and plans whose graph fails its checks are reported, the others are built all the same.
    """
    began = time.perf_counter()
    inventory = find_sources(corpus)
    keys = _work_keys(inventory.sources)
    current = None if force else _standing(folder, keys)
    if current and not inventory.errors:
        _tidy(folder, keys)
        return _report(began, current, keys, fresh=False, notice=inventory.notice)
    show = progress or _silent
    with writing(folder):
        runner = partial(run, jobs=jobs, ray=ray)
        work, errors, built = _collect(inventory.sources, keys, folder / kept_work.FOLDER, runner, force, show)
        work, refused = admit(work)
        errors = [*inventory.errors, *errors]
        if not work:
            raise CorpusError("\n".join((*errors, *refused)))
        inputs = {w.id: keys[w.id] for w in work}
        current = None if force else _standing(folder, inputs)
        generation = current or _publish(folder, work, inputs, show)
        kept_work.prune(folder / kept_work.FOLDER, keys)
    return _report(began, generation, inputs, built, errors, refused, fresh=current is None, notice=inventory.notice)


def _publish(folder: Path, work: Sequence[KeptWork], inputs: Mapping[str, str], show: Progress) -> Generation:
    """Make a generation of this work current, and bring the stores and servers that it is also kept in up to date."""
    head = graph_head(work)
    generation = publish(folder, lambda target: _facts(inputs) | assemble(target, work, head, lambda n: show("合并", n, len(work))))
    keep_graph(folder, generation, work, head, lambda n: show(STORE, n, len(work)))
    keep_vectors(generation, work, lambda n: show("向量库", n, len(work)))
    return generation


def _tidy(folder: Path, keys: Mapping[str, str]) -> None:
    """Clear leftovers of a build that was cut off after publishing; another writer does it just as well."""
    with suppress(BuildError), writing(folder):
        kept_work.prune(folder / kept_work.FOLDER, keys)


def _report(
    began: float, generation: Generation, inputs: Mapping[str, str], built: Sequence[str] = (), errors: Sequence[str] = (),
    refused: Sequence[str] = (), *, fresh: bool = True, notice: str = "",
) -> BuildReport:  # fmt: skip
    seconds = time.perf_counter() - began
    built = tuple(plan for plan in built if plan in inputs)
    reused = tuple(plan for plan in inputs if plan not in built)
    logs.event(
        "build", generation=generation.id, plans=len(inputs), built=len(built), reused=len(reused), unreadable=len(errors),
        refused=len(refused), seconds=round(seconds, 3),
    )  # fmt: skip
    counts = generation.manifest["counts"]
    return BuildReport(generation, tuple(inputs), built, reused, counts, seconds, tuple(errors), tuple(refused), fresh, notice)


def _silent(stage: str, done: int, total: int) -> None:
    """No progress wanted."""


def _standing(folder: Path, inputs: Mapping[str, str]) -> Generation | None:
    """The current generation when it is of these inputs, whole, and on the servers that are set; else there is one to be made.

    Its files are read through only where it could stay.
    """
    try:
        generation = open_generation(folder, verify=False)
        if generation.manifest["inputs"] != inputs:
            return None
        generation = open_generation(folder)
    except BuildError:
        return None
    return None if generation.damage or not in_step(generation) else generation


def _work_keys(sources: Sequence[Source]) -> Mapping[str, str]:
    """What the work on each source depends on, as a hash."""
    ours = means()
    return {s.id: hashlib.sha256("\0".join((s.id, s.key, ours)).encode()).hexdigest() for s in sources}


def _facts(inputs: Mapping[str, str]) -> dict[str, Any]:
    """What the manifest says of how the generation was made."""
    encoder = {"name": encoder_name(), "id": load_encoder().model_id, "words": embedded_encoder().model_id}
    return {"inputs": dict(inputs), "encoder": encoder, "versions": dict(versions()), "format": 6}


def _collect(
    sources: Sequence[Source], keys: Mapping[str, str], cache_folder: Path, runner: Runner, force: bool, progress: Progress
) -> tuple[list[KeptWork], list[str], list[str]]:
    """Work of every plan, from the cache or done now; unreadable plans become error lines.

    What is done is kept at once, so a build that is cut off goes on from there.
    """
    found = {} if force else {s.id: kept_work.kept(cache_folder, keys[s.id], s.id) for s in sources}
    done = {plan: work for plan, work in found.items() if work}
    missing = [s for s in sources if s.id not in done]
    errors: dict[str, str] = {}
    built: list[str] = []
    if missing:
        progress(EXTRACTION, 0, len(missing))
    for number, (source, result) in enumerate(runner(missing), 1):
        progress(EXTRACTION, number, len(missing))
        if isinstance(result, str):
            errors[source.id] = result
            logs.event("plan.unreadable", logging.WARNING, plan=source.id)
        else:
            done[source.id] = kept_work.keep(cache_folder, keys[source.id], result)
            logs.event("plan.built", plan=source.id, **result.summary["counts"])
            built.append(source.id)
    return [done[s.id] for s in sources if s.id in done], [errors[plan] for plan in sorted(errors)], sorted(built)
