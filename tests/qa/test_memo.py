"""Word memos read back: the question, every sentence with its numbers, one reference for each number."""

from __future__ import annotations

import io
import re
from datetime import date

import docx
import pytest

from index.qa.engine import Engine
from index.qa.memo import CAUTION, answer_memo

DAY = date(2026, 11, 25)


def read(content: bytes) -> list[str]:
    return [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]


@pytest.mark.parametrize("asked", ["现代种业有哪些措施?", "煤炭产业有哪些量化指标?", "研发经费投入强度2020年和2025年分别是多少?"])
def test_memo_holds_every_sentence_and_reference(engine: Engine, asked: str) -> None:
    answer = engine.ask(asked)
    lines = read(answer_memo(answer, engine.workspace.plans, accessed=DAY))
    assert (lines[0], lines[-1]) == (asked, CAUTION)
    assert [s.text for s in answer.sentences if not any(line.startswith(s.text) for line in lines)] == []
    references = [line for line in lines if re.match(r"\[\d+\] ", line)]
    assert [int(re.findall(r"\d+", r)[0]) for r in references] == list(range(1, len(answer.citations) + 1))
    for reference, citation in zip(references, answer.citations, strict=True):
        assert [said for said in (citation.label, "[EB/OL]", "[2026-11-25]") if said not in reference] == []
        assert re.sub(r"\s+", "", citation.quote) in re.sub(r"\s+", "", reference)
    used = {int(n) for line in lines[1:] if not re.match(r"\[\d+\] ", line) for n in re.findall(r"\[(\d+)\]", line)}
    assert used == set(range(1, len(references) + 1))


def test_memo_of_measures_keeps_its_groups(engine: Engine) -> None:
    lines = read(answer_memo(engine.ask("现代种业有哪些措施?"), engine.workspace.plans, accessed=DAY))
    groups = [line for line in lines if line in ("直接措施", "其他条款提及", "适用于各产业的通用措施")]
    assert groups == ["直接措施", "其他条款提及", "适用于各产业的通用措施"]


def test_memo_of_a_refusal_says_why(engine: Engine) -> None:
    lines = read(answer_memo(engine.ask("纺织服装产业到2025年产值多少?"), engine.workspace.plans, accessed=DAY))
    assert any(line.startswith("【提及但未量化】") for line in lines)
