"""A disk that fails, at the boundary between Python and the operating system, for one process.

Every step that changes a file below one folder is counted: opening for writing, each write, fsync, mkdir, rename,
remove. At one of them the disk refuses (ENOSPC after half of the data, EIO), the process is killed, or the power is
cut: what was written and not yet synced is lost, then the process is killed. Only for processes made to be spoilt.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn


class Fault(StrEnum):
    """What happens at the chosen step."""

    NONE = "none"
    KILL = "kill -9"
    POWER = "power cut"
    ENOSPC = "ENOSPC"
    EIO = "EIO"


class Disk:
    """Installed once in a process; `steps` holds the kinds of the steps seen so far, in order."""

    def __init__(self, folder: Path, fault: Fault, at: int) -> None:
        self._folder = str(folder.resolve())
        self._fault, self._at = fault, at
        self._unsynced: dict[str, None] = {}
        self.steps: list[str] = []

    def install(self) -> None:
        """Replace the functions through which Python changes files."""
        original: dict[str, Callable[..., Any]] = {n: getattr(os, n) for n in ("mkdir", "rename", "replace", "unlink", "rmdir", "fsync")}
        plain_open = io.open

        def opening(file: Any, mode: str = "r", *more: Any, **options: Any) -> Any:
            if isinstance(file, int) or not set(mode) & set("wax+") or not self._ours(file):
                return plain_open(file, mode, *more, **options)
            self._step("open")
            raw = _File(self, os.fspath(file), mode)
            return raw if "b" in mode else io.TextIOWrapper(raw, *more[1:], **{k: v for k, v in options.items() if k != "buffering"})

        def changing(name: str) -> Callable[..., Any]:
            def call(path: Any, *more: Any, **options: Any) -> Any:
                if options.get("dir_fd") is not None or self._ours(path):
                    self._step(name)
                done = original[name](path, *more, **options)
                if name in ("rename", "replace"):
                    self._moved(os.fspath(path), os.fspath(more[0]))
                return done

            return call

        def syncing(descriptor: int) -> None:
            self._step("fsync")
            original["fsync"](descriptor)
            self._unsynced.pop(str(Path(f"/proc/self/fd/{descriptor}").readlink()), None)

        for module in (builtins, io):
            module.open = opening  # type: ignore[attr-defined]
        for name in ("mkdir", "rename", "replace", "unlink", "rmdir"):
            setattr(os, name, changing(name))
        setattr(os, "fsync", syncing)  # noqa: B010 - as above

    def write(self, raw: io.FileIO, data: bytes) -> int:
        """A write that may fail half way."""
        self._unsynced[str(raw.name)] = None
        self._step("write", lambda: raw.write(data[: len(data) // 2]))
        raw.write(data)
        return len(data)

    def _moved(self, old: str, new: str) -> None:
        self._unsynced = {(new + p[len(old) :] if p == old or p.startswith(old + "/") else p): None for p in self._unsynced}

    def _ours(self, path: Any) -> bool:
        return os.path.abspath(os.fsdecode(path)).startswith(self._folder)  # noqa: PTH100 - the path need not exist

    def _step(self, kind: str, half: Callable[[], object] = lambda: None) -> None:
        self.steps.append(kind)
        if self._fault is Fault.NONE or len(self.steps) != self._at:
            return
        if self._fault is Fault.EIO:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        half()
        if self._fault is Fault.ENOSPC:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._end()

    def _end(self) -> NoReturn:
        if self._fault is Fault.POWER:
            for path in self._unsynced:
                if Path(path).exists():
                    os.truncate(path, 0)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")


class _File(io.BufferedIOBase):
    """A file that writes through a Disk, without a buffer of its own; not a real file to NumPy, which then uses `write`."""

    def __init__(self, disk: Disk, name: str, mode: str) -> None:
        self._disk, self.name = disk, os.path.abspath(name)  # noqa: PTH100 - may not exist yet
        self._raw = io.FileIO(self.name, mode.replace("b", "").replace("t", ""))

    def write(self, data: Any) -> int:
        return self._disk.write(self._raw, bytes(data))

    def fileno(self) -> int:
        return self._raw.fileno()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        self._raw.close()
        super().close()
