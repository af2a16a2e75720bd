"""One opened generation for everybody in this process, replaced when a build publishes a new one."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path

from corpus.model import Plan
from index.publish import CURRENT, BuildError
from index.qa.engine import Engine
from index.qa.reading import many
from index.qa.workspace import Workspace


class Opened:
    """A workspace with its engine; heavy parts are made once, whoever asks first."""

    def __init__(self, build: Path) -> None:
        self.build = build
        self.workspace = Workspace.open(build)
        self.damage = self.workspace.generation.damage
        self._lock = threading.RLock()

    @property
    def id(self) -> str:
        return self.workspace.generation.id

    @property
    def plans(self) -> Mapping[str, Plan]:
        return self.workspace.plans

    @property
    def titles(self) -> Mapping[str, str]:
        """The title of each plan by id, without reading the plans."""
        titles: dict[str, str] = self.workspace.generation.manifest["titles"]
        return titles

    @property
    def many(self) -> bool:
        """Whether there are more plans than one list of all their measures could be read through."""
        return many(self.plans)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.workspace)

    @property
    def engine(self) -> Engine:
        with self._lock:
            return self._engine

    def warm(self) -> None:
        """Load the engine and a sandbox aside, so that the first question does not wait for them."""
        threading.Thread(target=self._warm, daemon=True, name="warm-engine").start()

    def _warm(self) -> None:
        # the first question meets the same mistake and tells it to somebody
        with suppress(BuildError):
            self.workspace.sandbox.warm()
            self.engine  # noqa: B018


class Library:
    """The generation that is current in a build directory, whenever asked."""

    def __init__(self, build: Path) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._stamp: tuple[str, int] | None = None
        self._opened: Opened | None = None

    def current(self) -> Opened:
        """What is current now; who holds an older one keeps it. Raises BuildError in one line when none is whole."""
        with self._lock:
            stamp = self._pointer()
            if self._opened is None or stamp != self._stamp:
                self._opened, self._stamp = self._open(), stamp
            return self._opened

    def _pointer(self) -> tuple[str, int]:
        """Name and time of the current generation; they change with every publication."""
        pointer = self._build / CURRENT
        try:
            return pointer.read_text(encoding="utf-8"), pointer.stat().st_mtime_ns
        except (OSError, UnicodeDecodeError):
            return "", 0

    def _open(self) -> Opened:
        try:
            opened = Opened(self._build)
        except (OSError, UnicodeDecodeError, KeyError, ValueError) as error:
            raise BuildError(f"无法打开构建目录 {self._build}（{error}）；请运行 python -m scripts.build --force 重建") from error
        opened.warm()
        return opened


@cache
def library(build: Path) -> Library:
    """The one library of a build directory in this process; give an absolute path."""
    return Library(build)
