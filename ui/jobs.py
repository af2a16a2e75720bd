"""One build at a time, aside from the sessions: it goes on when a browser is closed, and every session sees how far it is."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from corpus.model import CorpusError
from index.publish import BuildError
from index.qa.build import BuildReport, build
from kg.lexicon import LexiconError


@dataclass(frozen=True, slots=True)
class State:
    """How far the build is: its stage and counts while it runs, then its report or one line per mistake."""

    running: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    report: BuildReport | None = None
    errors: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        return self.done / self.total if self.total else 0.0


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
        threading.Thread(target=self._run, args=(corpus, folder), name="build").start()
        return True

    def _progress(self, stage: str, done: int, total: int) -> None:
        self._state = replace(self._state, stage=stage, done=done, total=total)

    def _run(self, corpus: Path, folder: Path) -> None:
        try:
            report = build(corpus, folder, progress=self._progress)
            self._state = State(report=report, errors=report.errors)
        except (CorpusError, BuildError, LexiconError) as error:
            self._state = State(errors=tuple(str(error).splitlines()))
        except BaseException:
            # the log gets the traceback from the thread; the page must not wait for ever
            self._state = State(errors=("构建意外中断,原有索引不受影响;请查看服务日志后重试",))
            raise


@st.cache_resource
def job(folder: str) -> Job:
    """The job of a build directory, the same for all sessions."""
    return Job()
