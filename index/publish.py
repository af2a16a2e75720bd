"""Generations: a build is written whole beside the old one, then becomes current in one step."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
_TEMPORARY = ".tmp-"
_KEEP = 2


class BuildError(Exception):
    """A build directory that cannot be used or written: one line saying what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation whose files agree with its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.folder.name


def publish(build: Path, write: Callable[[Path], Mapping[str, Any]]) -> Generation:
    """Let `write` fill a temporary folder and return facts for the manifest; make it current atomically.

    The generation's name is the hash of its files, so the same input gives the same name.
    Raises BuildError when the disk refuses; the current generation is untouched then.
    """
    build.mkdir(parents=True, exist_ok=True)
    with _lock(build):
        _sweep(build)
        temporary = build / f"{_TEMPORARY}{os.getpid()}"
        try:
            temporary.mkdir()
            facts = dict(write(temporary))
            files = {name: _sha256(temporary / name) for name in _files(temporary)}
            digest = hashlib.sha256(json.dumps([facts, files], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
            _write(temporary / MANIFEST, json.dumps({**facts, "files": files}, ensure_ascii=False, indent=1, sort_keys=True))
            _sync_tree(temporary)
            final = build / f"gen-{digest[:16]}"
            if final.exists():
                shutil.rmtree(final)
            temporary.rename(final)
            _sync(build)
            _point(build, final.name)
        except OSError as error:
            shutil.rmtree(temporary, ignore_errors=True)
            raise BuildError(f"无法写入构建目录 {build}:{error.strerror};请检查磁盘空间与权限后重试") from error
        _retire(build, final.name)
    return Generation(final, json.loads((final / MANIFEST).read_text(encoding="utf-8")))


def open_generation(build: Path, *, verify: bool = True) -> Generation:
    """The current generation, or the newest whole one when the current is damaged.

    Raises BuildError naming the damaged file when there is no whole generation left.
    """
    if not (build / CURRENT).is_file():
        raise BuildError(f"构建目录 {build} 中还没有索引;请先运行 python -m scripts.build")
    name = (build / CURRENT).read_text(encoding="utf-8").strip()
    others = sorted((p for p in build.glob("gen-*") if p.name != name), key=lambda p: p.stat().st_mtime, reverse=True)
    first: BuildError | None = None
    for folder in [build / name, *others]:
        try:
            return _read(folder, verify)
        except BuildError as error:
            first = first or error
    raise first or BuildError(f"构建目录 {build} 为空;请运行 python -m scripts.build")


def damage(build: Path) -> str:
    """One line about what is wrong with the current generation; empty when it is whole."""
    try:
        _read(build / (build / CURRENT).read_text(encoding="utf-8").strip(), True)
    except (BuildError, OSError, UnicodeDecodeError) as error:
        return str(error)
    return ""


def _read(folder: Path, verify: bool) -> Generation:
    repair = "请运行 python -m scripts.build --force 重建"
    if not folder.name.startswith("gen-"):
        raise BuildError(f"{folder.parent / CURRENT} 的内容已损坏;{repair}")
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = manifest["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BuildError(f"索引清单缺失或损坏:{folder / MANIFEST};{repair}") from error
    facts = {k: v for k, v in manifest.items() if k != "files"}
    digest = hashlib.sha256(json.dumps([facts, files], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    if folder.name != f"gen-{digest[:16]}":
        raise BuildError(f"索引清单与目录名不符:{folder / MANIFEST};{repair}")
    for name, expected in files.items():
        if not (folder / name).is_file():
            raise BuildError(f"索引文件缺失:{folder / name};{repair}")
        if verify and _sha256(folder / name) != expected:
            raise BuildError(f"索引文件已损坏:{folder / name};{repair}")
    return Generation(folder, manifest)


@contextmanager
def _lock(build: Path) -> Iterator[None]:
    """One writer at a time; a second build says so instead of waiting without end."""
    with (build / ".lock").open("w") as handle:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows has no flock; the atomic rename still protects readers
            pass
        except OSError as error:
            raise BuildError(f"另一个构建正在写入 {build};请等它结束后重试") from error
        yield


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


def _point(build: Path, name: str) -> None:
    pointer = build / f"{_TEMPORARY}{CURRENT}"
    _write(pointer, name + "\n")
    _sync(pointer)
    pointer.replace(build / CURRENT)
    _sync(build)


def _sweep(build: Path) -> None:
    """Leftovers of builds that were cut off."""
    for leftover in build.glob(f"{_TEMPORARY}*"):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def _retire(build: Path, current: str) -> None:
    """Keep the current generation and the one before it, so that open readers and repairs find it."""
    old = sorted((p for p in build.glob("gen-*") if p.name != current), key=lambda p: p.stat().st_mtime, reverse=True)
    for folder in old[_KEEP - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)
