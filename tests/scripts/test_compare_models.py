"""Encoders compared on the same questions: the embedded one finds more everyday wording than words alone, and is small."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.encoder import EncoderError
from index.qa.evaluate import read_cases
from index.qa.workspace import Workspace
from scripts.compare_models import compared

CHANGJI = Path(__file__).parents[1] / "relevance" / "changji.jsonl"


def test_each_model_has_its_row_beside_bm25(workspace: Workspace) -> None:
    words, embedded = compared(workspace, read_cases(CHANGJI), ["embedded"])
    assert (words.name, words.size_mb, embedded.name) == ("BM25", None, "embedded")
    assert embedded.everyday5 > words.everyday5 + 0.5
    assert embedded.size_mb is not None
    assert embedded.size_mb <= 32
    assert embedded.ms_per_query is not None
    assert 0 <= words.hit1 <= words.hit5 <= 1


def test_a_model_that_is_not_there_is_said_in_one_line(workspace: Workspace) -> None:
    with pytest.raises(EncoderError, match="无法载入编码模型"):
        list(compared(workspace, read_cases(CHANGJI)[:3], ["no/such-model"]))
