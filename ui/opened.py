"""Where the app finds its index and corpus."""

from __future__ import annotations

import os
from pathlib import Path

from index.qa.opened import Opened, library

BUILD_VARIABLE, CORPUS_VARIABLE = "PLAN_BUILD", "PLAN_CORPUS"


def build_folder() -> Path:
    return Path(os.environ.get(BUILD_VARIABLE, "build"))


def corpus_folder() -> Path:
    return Path(os.environ.get(CORPUS_VARIABLE, "corpus/data"))


def current() -> Opened:
    """The generation that is current now. Raises BuildError in one line when there is none that is whole."""
    return library(build_folder().resolve()).current()


__all__ = ["BUILD_VARIABLE", "CORPUS_VARIABLE", "Opened", "build_folder", "corpus_folder", "current"]
