"""What decides between answer and refusal: the fitted scales, and both kinds of error on everyday questions over real plans."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from corpus.model import Plan
from index.qa import calibrated
from index.qa.absent import find_absences
from index.qa.answer import Answer, Status
from index.qa.build import build
from index.qa.calibrated import FigureEvidence, Scale, SubjectEvidence, scales
from index.qa.elsewhere import policy_nearness
from index.qa.engine import Engine
from index.qa.question import understand
from index.qa.workspace import Workspace
from tests.conftest import PLANS_DEV
from tests.qa.gold import RELEVANCE, rows

PLAN = """南坪县公共服务提升行动方案（2024—2026年）

一、主要目标

到2026年，新增普惠托位1200个，改造农贸市场9个，建成社区健身点35处，维修养护人防工程22处。

二、重点任务

（一）办好托育。支持用人单位办托，鼓励幼儿园招收三岁以下幼儿。

（二）改善市场环境。按经营方式将摊位分为固定、流动、早晚三类。统一摊位布局，整治占道经营，完善冷藏设施。

（三）方便群众健身。开放学校操场，增设夜间照明。
"""
EVERYDAY = sorted(RELEVANCE.glob("everyday*.jsonl"))


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("support")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "county.txt").write_text(PLAN, encoding="utf-8")
    build(folder / "corpus", folder / "build")
    return Engine(Workspace.open(folder / "build"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("两三岁的娃娃白天谁来带？", "托育"),
        ("摆摊占了路怎么办？", "占道经营"),
    ],
)
def test_everyday_words_are_answered(unseen: Engine, asked: str, said: str) -> None:
    answer = unseen.ask(asked)
    assert answer.status is Status.ANSWERED, answer.text
    assert said in answer.text


@pytest.mark.parametrize("asked", ["高速铁路什么时候通车？", "出国留学怎么资助？", "网络诈骗怎么打击？"])
def test_absent_topics_are_refused(unseen: Engine, asked: str) -> None:
    answer = unseen.ask(asked)
    assert answer.status is Status.NOT_MENTIONED, answer.text
    assert answer.hits, "a refusal shows the nearest clauses"


def test_a_list_of_another_length_is_no_answer(unseen: Engine) -> None:
    """二、重点任务 has three parts, so four are no question of its headings."""
    assert "共3项" in unseen.ask("重点任务有哪三项？").text
    assert "共3项" not in unseen.ask("重点任务有哪四项？").text


def test_policy_wording_that_the_plan_prints_does_not_count() -> None:
    asked = "退役军人怎么安置?"
    assert policy_nearness(asked, lambda _: False) > policy_nearness(asked, lambda expression: "退役军人" in expression)


def test_evidence_weighs_as_it_must() -> None:
    """What speaks for an answer never counts against it, and the other way round."""
    better = {"near": 0.1, "lead": 1.0, "support": 0.2, "standing": 0.1, "policy": -0.1, "foreign": -0.2, "lacking": -1.0, "place": -1.0}
    for evidence in (SubjectEvidence(0.4, 0.5, 3.0, 0.4), FigureEvidence(0.4, 1, 1, 0.8)):
        scale = scales()[type(evidence)]
        for field in evidence.__dataclass_fields__:
            changed: Any = dataclasses.replace(evidence, **{field: getattr(evidence, field) + better[field]})
            assert scale.score(changed) >= scale.score(evidence), field


def test_a_scale_accepts_above_its_threshold() -> None:
    scale = Scale((1.0, -1.0, 0.0, 0.0), 0.2)
    assert scale.accepts(SubjectEvidence(0.5, 0.2, 9.0, 1.0))
    assert not scale.accepts(SubjectEvidence(0.4, 0.2, 9.0, 1.0))


def test_weights_of_other_fields_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "support.toml").write_text("[subject]\nnear = 1.0\nthreshold = 0.0\n", encoding="utf-8")
    monkeypatch.setattr(calibrated, "SUPPORT", tmp_path / "support.toml")
    with pytest.raises(ValueError, match="fit_support"):
        scales.__wrapped__()


@pytest.mark.parametrize("asked", ["跟邻省怎么一块儿办?", "够格去股市上市的公司要几家?", "没上市的小公司在哪儿挂牌?"])
def test_words_of_a_sentence_are_no_place(unseen: Engine, asked: str) -> None:
    plans: tuple[Plan, ...] = tuple(unseen.workspace.plans.values())
    words = unseen.workspace.search.content_words(asked)
    assert find_absences(understand(asked, lambda _: []), lambda: plans, list(unseen.workspace.folded.values()), words) == ()


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, Any], Answer]]:
    if not PLANS_DEV.is_dir():
        pytest.skip("needs the folder of real plans")
    target = tmp_path_factory.mktemp("everyday")
    build(PLANS_DEV, target)
    engine = Engine(Workspace.open(target))
    return [(row, engine.ask(row["q"], plans=(row["plan"],))) for path in EVERYDAY for row in rows(path)]


def test_both_errors_on_everyday_questions(answered: list[tuple[dict[str, Any], Answer]]) -> None:
    """Questions on eight plans; the weights were fitted on these, the bounds leave room."""
    false = [a.status is not Status.ANSWERED for row, a in answered if row["quotes"]]
    true = [a.status is not Status.ANSWERED for row, a in answered if not row["quotes"]]
    assert (len(false), len(true)) == (156, 153)
    assert sum(false) / len(false) <= 0.2
    assert sum(true) / len(true) >= 0.75


def test_everyday_rows_are_whole() -> None:
    for path in EVERYDAY:
        cases = rows(path)
        assert len({case["q"] for case in cases}) == len(cases)
        assert all(bool(case["quotes"]) == (case["kind"] != "unanswerable") and bool(case["must"]) == bool(case["quotes"]) for case in cases)
        assert json.dumps(cases, ensure_ascii=False).isprintable()
