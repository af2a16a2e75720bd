"""A question about one plan is read with the names of that plan: what others call a firm or put below an industry is not heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.qa.build import build
from index.qa.engine import Engine
from index.qa.workspace import Workspace

OWN = """滨江市产业发展规划

一、重点任务

（一）支持二产发展

1.新型建材产业

依托星河屯垦型材、星河屯垦涂料等企业，重点开展节能建筑技术研究与应用示范。

2.装备制造业

扶持输变电装备做大做强。
"""
OTHER = """滨海市产业发展规划

一、重点任务

（一）支持一产发展

1.装备制造业

支持星河屯垦、滨海重工等企业做大做强，建设农机装备基地。
"""


@pytest.mark.parametrize("asked", ["规划里哪些地方提到星河屯垦?", "哪些措施覆盖第二产业?", "哪些措施覆盖第一产业?", "装备制造业有哪些措施?"])
def test_the_answer_of_a_plan_is_the_same_beside_another(tmp_path: Path, asked: str) -> None:
    answers = []
    for number, texts in enumerate(({"own": OWN}, {"own": OWN, "other": OTHER})):
        corpus = tmp_path / str(number)
        corpus.mkdir()
        for name, text in texts.items():
            (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
        build(corpus, tmp_path / f"build-{number}")
        answers.append(Engine(Workspace.open(tmp_path / f"build-{number}")).ask(asked, plans=("own",)))
    alone, beside = answers
    assert [s.text for s in beside.sentences] == [s.text for s in alone.sentences]
    assert (beside.status, beside.missing) == (alone.status, alone.missing)
