"""Where a part measures and what it may use, and what a part is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: one line of a table: column → text or number
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """`folder` is for whatever a part writes; `dev` a further corpus, used when present; `quick` measures least."""

    corpus: Path
    folder: Path
    cases: Path
    dev: Path
    quick: bool

    @property
    def build(self) -> Path:
        """A build of the corpus, made when a part first needs it."""
        return _built(self.corpus, self.folder / "build")

    @property
    def dev_build(self) -> Path | None:
        return _built(self.dev, self.folder / "dev") if self.dev.is_dir() else None

    def times(self, many: int) -> int:
        """How often to repeat: twice when quick."""
        return 2 if self.quick else many


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture of a table: columns of the x axis and over it, each with its English label (no font need have Chinese)."""

    across: tuple[str, str]
    up: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the bench: its heading, how its figures come about, what makes its rows, and its picture if it has one."""

    title: str
    note: str
    measure: Callable[[Setting], Sequence[Row]]
    plot: Plot | None = None


def _built(corpus: Path, folder: Path) -> Path:
    if not folder.is_dir():
        from index.qa.build import build

        build(corpus, folder)
    return folder
