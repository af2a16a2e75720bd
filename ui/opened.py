"""The shared side of the app: one opened generation for all sessions, replaced when a build publishes a new one."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import streamlit as st

from corpus.model import Plan
from index.publish import CURRENT, BuildError
from index.qa.engine import Engine
from index.qa.workspace import Workspace

BUILD_VARIABLE, CORPUS_VARIABLE = "PLAN_BUILD", "PLAN_CORPUS"


class Opened:
    """A workspace with its engine; heavy parts are made once, whichever session asks first."""

    def __init__(self, build: Path) -> None:
        self.build = build
        self.workspace = Workspace.open(build)
        self.damage = self.workspace.generation.damage
        self._lock = threading.RLock()

    @property
    def id(self) -> str:
        return self.workspace.generation.id

    @property
    def plans(self) -> dict[str, Plan]:
        return dict(self.workspace.plans)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.workspace)

    @property
    def engine(self) -> Engine:
        with self._lock:
            return self._engine

    def warm(self) -> None:
        """Load the engine aside, so that the first question does not wait for it."""
        threading.Thread(target=self._warm, daemon=True, name="warm-engine").start()

    def _warm(self) -> None:
        # the first question meets the same mistake and tells it to somebody
        with suppress(BuildError):
            self.workspace.sandbox.warm()
            self.engine  # noqa: B018


def build_folder() -> Path:
    return Path(os.environ.get(BUILD_VARIABLE, "build"))


def corpus_folder() -> Path:
    return Path(os.environ.get(CORPUS_VARIABLE, "corpus/data"))


def current() -> Opened:
    """The generation that is current now. Raises BuildError in one line when there is none that is whole."""
    build = build_folder()
    pointer = build / CURRENT
    try:
        stamp = (pointer.read_text(encoding="utf-8"), pointer.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        stamp = ("", 0)
    return _open(str(build.resolve()), stamp)


@st.cache_resource(max_entries=3, show_spinner="正在打开索引…")
def _open(build: str, stamp: tuple[str, int]) -> Opened:
    """`stamp` is the name and time of the current generation, so that a new build is opened anew."""
    try:
        opened = Opened(Path(build))
    except (OSError, UnicodeDecodeError, KeyError, ValueError) as error:
        raise BuildError(f"无法打开构建目录 {build}({error});请运行 python -m scripts.build --force 重建") from error
    opened.warm()
    return opened
