"""复核: the work list, the keys that rulings use, and what is written to review.csv."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.audit import Action, changes
from index.qa.workspace import Workspace
from kg import review
from kg.extract import extract
from kg.lexicon import LexiconError
from kg.review import Ruling, Verdict
from tests.conftest import CHANGJI
from tests.ui.conftest import Open, opener, text
from ui.opened import Opened
from ui.rulings import Item, items, rule, rulings_of


@pytest.fixture
def found(build_dir: Path) -> tuple[Item, ...]:
    return items(Opened(build_dir))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A review file of its own."""
    path = tmp_path / "review.csv"
    monkeypatch.setattr(review, "REVIEW", path)
    return path


def test_least_certain_first_and_every_key_once(found: tuple[Item, ...]) -> None:
    confidence = [i.fact.source.confidence for i in found]
    assert confidence == sorted(confidence)
    assert len({i.key for i in found}) == len(found) > 400


def test_a_ruling_by_the_listed_key_meets_its_fact(found: tuple[Item, ...], workspace: Workspace) -> None:
    plan = workspace.plans[CHANGJI]
    for kind, held in (("relation", "relations"), ("measure", "measures"), ("target", "targets"), ("observation", "observations")):
        item = next(i for i in found if i.kind == kind)
        before, after = extract(plan, rulings=()), extract(plan, rulings=(Ruling(CHANGJI, item.key, Verdict.REJECT, "试"),))
        assert len(getattr(after, held)) < len(getattr(before, held)), kind


def test_rulings_are_appended_and_read_back(found: tuple[Item, ...], file: Path) -> None:
    first, second = found[:2]
    rule(file, first, Ruling(CHANGJI, first.key, Verdict.ACCEPT, "原文如此,含“逗号”,和\"引号\""))
    rule(file, second, Ruling(CHANGJI, second.key, Verdict.REJECT, "不是事实"))
    assert [(r.fact, r.verdict) for r in rulings_of(file)] == [(first.key, Verdict.ACCEPT), (second.key, Verdict.REJECT)]
    assert [p.name for p in file.parent.iterdir()] == ["review.csv"]


def test_a_correction_that_is_no_value_is_refused_and_nothing_written(found: tuple[Item, ...], file: Path) -> None:
    target = next(i for i in found if i.kind == "target")
    with pytest.raises(LexiconError, match="不是字段 value 的有效取值"):
        rule(file, target, Ruling(CHANGJI, target.key, Verdict.CORRECT, "试", "value", "很多"))
    assert not file.exists()


def test_the_page_records_a_decision(app: Open, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: tuple[Item, ...]) -> None:
    monkeypatch.setenv("PLAN_CORPUS", str(tmp_path))
    item = found[0]
    page = opener()(view="corpus", tab="review", fact=item.key)
    assert not page.exception
    assert item.evidence.quote in text(page)
    page.button(key="verdict-save").click().run()
    assert "请写明理由" in text(page)
    page.text_input(key="verdict-reason").input("与原文一致")
    page.button(key="verdict-save").click().run()
    assert not page.exception
    assert [(r.fact, r.verdict) for r in rulings_of(file)] == [(item.key, Verdict.ACCEPT)]
    assert [c.action for c in changes(tmp_path)] == [Action.FACT_REVIEWED]
    assert "fact" not in page.query_params
    assert "已作的结论（1 条）" in [e.label for e in page.expander]


def test_a_decision_can_be_taken_back(app: Open, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: tuple[Item, ...]) -> None:
    monkeypatch.setenv("PLAN_CORPUS", str(tmp_path))
    for item in found[:2]:
        rule(file, item, Ruling(CHANGJI, item.key, Verdict.ACCEPT, f"理由,“{item.key}”"))
    page = opener()(view="corpus", tab="review")
    page.selectbox(key="undo-choice").set_value(0)
    page.button(key="undo").click().run()
    assert not page.exception
    assert [r.fact for r in rulings_of(file)] == [found[1].key]
    assert [c.action for c in changes(tmp_path)] == [Action.REVIEW_WITHDRAWN]
    page.button(key="undo").click().run()
    assert rulings_of(file) == ()
    assert "undo" not in [b.key for b in page.button]


def test_pages_and_kinds(app: Open, file: Path) -> None:
    page = app(view="corpus", kind="target", page="99", tab="review")
    assert not page.exception
    assert "第 2 页，共 2 页" in text(page)
    assert "上一页" in text(page)
