"""Imported by the process that spoilt builds are forked from: one build made there, so that each fork need not load everything anew."""

from __future__ import annotations

import tempfile
from pathlib import Path

from index.qa.build import build
from scripts.trials.probe import make_corpora


def warm() -> None:
    """Build a small corpus and leave nothing of it."""
    with tempfile.TemporaryDirectory(prefix="plan-warm-") as folder:
        build(make_corpora(Path(folder), embedded=False).first, Path(folder) / "build")


if __name__ != "__main__":
    warm()
