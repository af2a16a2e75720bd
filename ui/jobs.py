"""One build at a time, aside from the sessions: it goes on when a browser is closed, and every session sees how far it is."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import streamlit as st

from ui import build_worker


@dataclass(frozen=True, slots=True)
class State:
    """How far the build is: stage and counts while it runs, then what it did (`counts` empty: nothing) and one line per mistake."""

    running: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    errors: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        return min(self.done / self.total, 1.0) if self.total else 0.0


class Job:
    """The build of one build directory; safe to share between sessions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = State()

    @property
    def state(self) -> State:
        return self._state

    def start(self, corpus: Path, folder: Path) -> bool:
        """Begin a build unless one is running; False when one is."""
        with self._lock:
            if self._state.running:
                return False
            self._state = State(running=True, stage="准备")
        threading.Thread(target=self._run, args=(corpus, folder), name="build", daemon=True).start()
        return True

    def _run(self, corpus: Path, folder: Path) -> None:
        last: dict[str, Any] = {"errors": [build_worker.INTERRUPTED]}
        try:
            for row in build_worker.run(corpus, folder):
                last = row
                if "stage" in row:
                    self._state = replace(self._state, **row)
        finally:
            errors = tuple(last.get("errors", (build_worker.INTERRUPTED,)))
            self._state = State(counts=last.get("counts", {}), seconds=last.get("seconds", 0.0), errors=errors)


@st.cache_resource
def job(folder: str) -> Job:
    """The job of a build directory, the same for all sessions."""
    return Job()
