"""A graph as a store on disk, for corpora whose graph is too large to load into memory for every command.

A store is a copy of what a generation's TriG says, so it is written beside the generations and never believed
without its mark. A new one starts from the files of the one before (they are never changed in place, so they are
linked, not copied) and takes over only the plans that changed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from kg.store import GraphError, LocalStore
from kg.sync import Contents, bring, changes

FOLDER = "stores"
_MARK = "plans.json"
_TEMPORARY = ".tmp-"
#: files of the storage engine that are never changed once written
_FIXED = ".sst"
#: bringing a plan costs several times what it costs in a load of all: so many plans, or such a part of them, are brought, not more
_FEW, _PART = 8, 1 / 8


class _Disk(LocalStore):
    """A store open for writing, as a destination; which plans it holds is told by its mark."""

    def replace(self, graphs: Sequence[str], trig: bytes, plan: str = "", key: str = "") -> None:
        import pyoxigraph

        for graph in graphs:
            self._store.remove_graph(pyoxigraph.NamedNode(graph))
        self._store.bulk_load(trig, pyoxigraph.RdfFormat.TRIG)

    def load(self, trig: Path) -> None:
        """Add a whole TriG file."""
        import pyoxigraph

        self._store.bulk_load(path=str(trig), format=pyoxigraph.RdfFormat.TRIG)
        self._store.optimize()  # merged files answer three times as fast; worth it only when everything is written anew

    def close(self) -> None:
        """Bring the files to rest."""
        self._store.flush()
        del self._store


def find_store(stores: Path, name: str) -> Path | None:
    """The finished store of a generation; None when there is none."""
    return stores / name if (stores / name / _MARK).is_file() else None


def write_store(stores: Path, name: str, trig: Path, contents: Contents, step: Callable[[int], None]) -> Path:
    """Write the store of a generation: from the newest one there when there is one, else from the whole TriG file.

    `step` hears how many plans have been brought. Raises GraphError when the disk or the engine refuses; a store
    that is there already stays.
    """
    if (found := find_store(stores, name)) is not None:
        return found
    temporary, final = stores / f"{_TEMPORARY}{name}", stores / name
    try:
        for leftover in stores.glob(f"{_TEMPORARY}*"):
            shutil.rmtree(leftover)
        _fill(temporary, _start_from_newest(stores, temporary, contents.plans), trig, contents, step)
        (temporary / _MARK).write_text(json.dumps(dict(contents.plans), ensure_ascii=False, sort_keys=True), encoding="utf-8")
        if final.exists():
            shutil.rmtree(final)
        temporary.rename(final)
    except (OSError, ValueError, SyntaxError) as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise GraphError(f"图谱库无法写入：{stores}（{error}）；请检查磁盘空间与权限") from error
    return final


def _fill(folder: Path, there: Mapping[str, str], trig: Path, contents: Contents, step: Callable[[int], None]) -> None:
    import pyoxigraph

    step(0)
    store = _Disk(pyoxigraph.Store(str(folder)))
    if there:
        for number, _ in enumerate(bring(store, there, contents), 1):
            step(number)
    else:
        store.load(trig)
        step(len(contents.plans))
    store.close()


def _start_from_newest(stores: Path, target: Path, wanted: Mapping[str, str]) -> Mapping[str, str]:
    """Put the newest finished store's files into `target`; return the plans it holds: none where most are others."""
    finished = sorted((p.parent for p in stores.glob(f"*/{_MARK}")), key=lambda p: (p.stat().st_mtime_ns, p.name))
    plans: dict[str, str] = json.loads((finished[-1] / _MARK).read_text(encoding="utf-8")) if finished else {}
    if not plans or len(changes(plans, wanted)) > max(_FEW, _PART * len(wanted)):
        target.mkdir(parents=True)
        return {}
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
