"""A graph as a store on disk, for corpora whose graph is too large to load into memory for every command.

A store is a copy of what a generation's TriG says, so it is written beside the generations and never believed
without its mark. A new one starts from the files of the one before (they are never changed in place, so they are
linked, not copied) and takes over only the plans that changed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.store import GraphError
from kg.sync import bring, compare

if TYPE_CHECKING:
    import pyoxigraph

FOLDER = "stores"
_MARK = "plans.json"
_TEMPORARY = ".tmp-"
#: files of the storage engine that are never changed once written
_FIXED = ".sst"


class _Disk:
    """A store open for writing, as a destination."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store = store

    def graphs(self) -> Iterator[str]:
        return (graph.value for graph in self._store.named_graphs())

    def drop(self, graphs: Sequence[str]) -> None:
        import pyoxigraph

        for graph in graphs:
            self._store.remove_graph(pyoxigraph.NamedNode(graph))

    def load(self, trig: bytes) -> None:
        import pyoxigraph

        self._store.bulk_load(trig, pyoxigraph.RdfFormat.TRIG)


def find_store(stores: Path, name: str) -> Path | None:
    """The finished store of a generation; None when there is none."""
    return stores / name if (stores / name / _MARK).is_file() else None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store is to hold: plans with the hash of their inputs, the whole as a TriG file, and its parts."""

    plans: Mapping[str, str]
    trig: Path
    head: Callable[[], bytes]
    trig_of: Callable[[str], bytes]


def write_store(stores: Path, name: str, contents: Contents, step: Callable[[int], None]) -> Path:
    """Write the store of a generation, from the newest one there when there is one.

    `step` hears how many plans have been brought. Raises GraphError when the disk or the engine refuses; a store
    that is there already stays.
    """
    if (found := find_store(stores, name)) is not None:
        return found
    temporary, final = stores / f"{_TEMPORARY}{name}", stores / name
    try:
        for leftover in stores.glob(f"{_TEMPORARY}*"):
            shutil.rmtree(leftover)
        _fill(temporary, _start_from_newest(stores, temporary), contents, step)
        (temporary / _MARK).write_text(json.dumps(dict(contents.plans), ensure_ascii=False, sort_keys=True), encoding="utf-8")
        if final.exists():
            shutil.rmtree(final)
        temporary.rename(final)
    except (OSError, ValueError, SyntaxError) as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise GraphError(f"图谱库无法写入:{stores}({error});请检查磁盘空间与权限") from error
    return final


def _fill(folder: Path, there: Mapping[str, str], contents: Contents, step: Callable[[int], None]) -> None:
    import pyoxigraph

    store = pyoxigraph.Store(str(folder))
    if there:
        change = compare(there, contents.plans)
        for number, _ in enumerate(bring(_Disk(store), change, contents.head(), contents.trig_of), 1):
            step(number)
    else:
        store.bulk_load(path=str(contents.trig), format=pyoxigraph.RdfFormat.TRIG)
        step(len(contents.plans))
    store.flush()
    del store  # closes the files, so that the folder is at rest when it gets its name


def _start_from_newest(stores: Path, target: Path) -> Mapping[str, str]:
    """Put the newest finished store's files into `target`; return the plans it holds."""
    finished = sorted((p.parent for p in stores.glob(f"*/{_MARK}")), key=lambda p: (p.stat().st_mtime_ns, p.name))
    if not finished:
        target.mkdir(parents=True)
        return {}
    plans: dict[str, str] = json.loads((finished[-1] / _MARK).read_text(encoding="utf-8"))
    shutil.copytree(finished[-1], target, copy_function=_link_or_copy, ignore=shutil.ignore_patterns(_MARK, "LOCK"))
    return plans


def _link_or_copy(source: str, target: str) -> str:
    if source.endswith(_FIXED):
        try:
            os.link(source, target)
            return target
        except OSError:  # a file system without links
            pass
    return str(shutil.copy2(source, target))


def retire_stores(stores: Path, keep: Collection[str]) -> None:
    """Remove stores of generations that are gone."""
    for folder in stores.iterdir() if stores.is_dir() else ():
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)
