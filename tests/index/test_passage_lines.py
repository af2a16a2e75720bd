"""Passages read from their lines are the passages that were written."""

from __future__ import annotations

import json

import pytest

from corpus.model import Plan
from index.passages import PassageLines, passages_of


def test_lines_give_back_every_passage(plan: Plan) -> None:
    made = passages_of(plan)
    lines = PassageLines("".join(json.dumps(p.as_row(), ensure_ascii=False) + "\n" for p in made).encode())
    assert len(lines) == len(made) > 300
    assert tuple(lines) == made
    assert lines[-1] == made[-1]
    assert list(lines[3:5]) == list(made[3:5])
    with pytest.raises(IndexError):
        lines[len(made)]


def test_no_lines_are_no_passages() -> None:
    assert len(PassageLines(b"")) == 0
