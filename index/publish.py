"""Generations: a build is written whole beside the old one, then becomes current in one step."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
_TEMPORARY = ".tmp-"
_GENERATION = "gen-"
_NAME = re.compile(_GENERATION + r"[0-9a-f]{16}")
_KEEP = 2
_REPAIR = "请运行 python -m scripts.build --force 重建"
#: Windows has no flock
_HAS_LOCKS = find_spec("fcntl") is not None


class BuildError(Exception):
    """A build directory that cannot be used or written: one line saying what, where and what to do."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Generation:
    """A published generation whose files agree with its manifest; a writer leaves it alone while it is held.

    `damage` says in one line what is wrong with the current generation when this one stands in for it.
    """

    folder: Path
    manifest: Mapping[str, Any]
    damage: str = ""

    @property
    def id(self) -> str:
        return self.folder.name

    def read(self, name: str) -> bytes:
        """Bytes of one file, checked as they are read. Raises BuildError naming a file damaged since opening."""
        try:
            data = (self.folder / name).read_bytes()
        except OSError as error:
            raise BuildError(f"索引文件缺失或无法读取:{self.folder / name};{_REPAIR}") from error
        if hashlib.sha256(data).hexdigest() != self.manifest["files"].get(name):
            raise BuildError(f"索引文件已损坏:{self.folder / name};{_REPAIR}")
        return data


@contextmanager
def writing(build: Path) -> Iterator[None]:
    """Be the only writer of a build directory; leftovers of writers that were cut off are cleared first.

    Raises BuildError in one line when another build is writing or the disk refuses; readers never wait.
    """
    try:
        build.mkdir(parents=True, exist_ok=True)
        with (build / ".lock").open("w") as handle:
            if not _locked(handle.fileno(), shared=False):
                raise BuildError(f"另一个构建正在写入 {build}；请等它结束后重试")
            _sweep(build)
            yield
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise BuildError(f"无法读写 {error.filename or build}（{reason}）；原有索引未受影响，请检查磁盘空间与权限后重试") from error


def publish(build: Path, write: Callable[[Path], Mapping[str, Any]]) -> Generation:
    """Let `write` fill a temporary folder and return facts for the manifest; make it current atomically.

    To be called while `writing`. The generation's name is the hash of its files, so the same input gives the
    same name. Raises what `write` raises and OSError; the current generation is untouched then.
    """
    temporary = build / f"{_TEMPORARY}{os.getpid()}"
    try:
        temporary.mkdir()
        facts = dict(write(temporary))
        files = {name: _sha256(temporary / name) for name in _files(temporary)}
        _write(temporary / MANIFEST, json.dumps({**facts, "files": files}, ensure_ascii=False, indent=1, sort_keys=True))
        _sync_tree(temporary)
        final = build / _name(facts, files)
        _settle(temporary, final)
        _point(build, final.name)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    generation = _read(final, verify=False)
    _retire(build, final.name)
    return generation


def open_generation(build: Path, *, verify: bool = True) -> Generation:
    """The current generation, or the newest whole one when the current is damaged (its `damage` says so).

    Raises BuildError naming the damaged file when there is no whole generation left.
    """
    name, found = _current(build), _generations(build)
    if not name and not found:
        raise BuildError(f"构建目录 {build} 中还没有索引；请先运行 python -m scripts.build")
    try:
        return _read(build / name, verify)
    except BuildError as error:
        if _current(build) != name:  # a build has published meanwhile; what was read is not current any more
            return open_generation(build, verify=verify)
        damage = error
    for folder in found:
        with suppress(BuildError):
            return _read(folder, verify, str(damage))
    raise damage


def _current(build: Path) -> str:
    """Name in CURRENT; empty when it is missing, unreadable or no name of a generation."""
    try:
        name = (build / CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return name if _NAME.fullmatch(name) else ""


def _generations(build: Path) -> list[Path]:
    """Folders of generations, newest first; one that a writer removes meanwhile is left out."""
    found: list[tuple[int, str, Path]] = []
    for folder in build.glob(f"{_GENERATION}*"):
        with suppress(OSError):
            found.append((folder.stat().st_mtime_ns, folder.name, folder))
    return [folder for _, _, folder in sorted(found, reverse=True)]


def _name(facts: Mapping[str, Any], files: Mapping[str, str]) -> str:
    digest = hashlib.sha256(json.dumps([facts, files], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return f"{_GENERATION}{digest[:16]}"


def _read(folder: Path, verify: bool, damage: str = "") -> Generation:
    if not _NAME.fullmatch(folder.name):
        raise BuildError(f"索引指针缺失或损坏:{folder / CURRENT};{_REPAIR}")
    lease = _hold(folder / MANIFEST)
    try:
        generation = Generation(folder, _checked_manifest(folder, verify), damage)
    except BaseException:
        _release(lease)
        raise
    weakref.finalize(generation, _release, lease)
    return generation


def _checked_manifest(folder: Path, verify: bool) -> Mapping[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = manifest["files"]
        name = _name({k: v for k, v in manifest.items() if k != "files"}, files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BuildError(f"索引清单缺失或损坏:{folder / MANIFEST};{_REPAIR}") from error
    if folder.name != name:
        raise BuildError(f"索引清单与目录名不符:{folder / MANIFEST};{_REPAIR}")
    for file, expected in files.items():
        try:
            whole = _sha256(folder / file) == expected if verify else (folder / file).is_file()
        except OSError:
            raise BuildError(f"索引文件缺失或无法读取:{folder / file};{_REPAIR}") from None
        if not whole:
            raise BuildError(f"索引文件已损坏:{folder / file};{_REPAIR}")
    return dict(manifest)


def _hold(path: Path) -> int | None:
    """A shared lock that keeps a writer from removing the generation; it ends with the process at the latest."""
    if not _HAS_LOCKS:
        return None
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    _locked(descriptor, shared=True)
    return descriptor


def _release(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)


def _locked(descriptor: int, *, shared: bool) -> bool:
    """Whether the lock was free; always where the platform has no such lock (the renames protect readers there)."""
    if not _HAS_LOCKS:
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _sync(path: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_tree(folder: Path) -> None:
    for name in _files(folder):
        _sync(folder / name)
    for sub in sorted(p for p in folder.rglob("*") if p.is_dir()):
        _sync(sub)
    _sync(folder)


def _settle(temporary: Path, final: Path) -> None:
    """Give a finished folder its name; the same generation published before stays, unless it is damaged."""
    aside = final.with_name(f"{_TEMPORARY}damaged-{final.name}")
    if final.exists():
        with suppress(BuildError):
            _read(final, verify=True)
            return
        final.rename(aside)
    temporary.rename(final)
    _sync(final.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _point(build: Path, name: str) -> None:
    pointer = build / f"{_TEMPORARY}{CURRENT}"
    _write(pointer, name + "\n")
    _sync(pointer)
    pointer.replace(build / CURRENT)
    _sync(build)


def _sweep(build: Path) -> None:
    """Remove leftovers of builds that were cut off."""
    for leftover in build.glob(f"{_TEMPORARY}*"):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def _retire(build: Path, current: str) -> None:
    """Keep the current generation, the one before it for repairs, and those that readers hold.

    A folder is renamed before it is removed, so that nobody ever meets half a generation.
    """
    for folder in [p for p in _generations(build) if p.name != current][_KEEP - 1 :]:
        lease = _hold(folder / MANIFEST)
        try:
            if lease is None or _locked(lease, shared=False):
                gone = folder.rename(folder.with_name(f"{_TEMPORARY}old-{folder.name}"))
                shutil.rmtree(gone, ignore_errors=True)
        except OSError:
            continue
        finally:
            _release(lease)
