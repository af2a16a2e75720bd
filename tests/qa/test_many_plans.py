"""Over very many plans a question reads few of them whole, and answers as over few."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.qa import reading
from index.qa.build import build
from index.qa.engine import Engine
from index.qa.workspace import Workspace
from tests.small_plans import write_small_plans

FILLER = "{n}号镇防灾减灾预案\n\n一、值守\n\n汛期安排专人巡查第{n}号水库。\n"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    (folder / "corpus").mkdir()
    write_small_plans(folder / "corpus")
    for number in range(1, 8):
        (folder / "corpus" / f"filler-{number}.txt").write_text(FILLER.format(n=number), encoding="utf-8")
    build(folder / "corpus", folder / "build")
    return folder / "build"


@pytest.mark.parametrize("asked", ["哪些措施覆盖现代种业?", "有哪些量化目标?", "怎样发展现代畜牧业?"])
def test_the_same_answer_from_few_plans(many: Path, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = Engine(Workspace.open(many)).ask(asked)
    monkeypatch.setattr(reading, "MANY", 1)
    few = Engine(Workspace.open(many)).ask(asked)
    assert (few.text, few.citations, few.complete) == (everything.text, everything.citations, everything.complete)
    assert everything.citations


def test_titles_and_folded_texts_cost_no_whole_plan(many: Path) -> None:
    workspace = Workspace.open(many)
    assert len({workspace.titles[p] for p in workspace.plans}) == 9
    assert all(workspace.folded[p] for p in workspace.plans)
    assert "_made" in vars(workspace.plans)
    assert vars(workspace.plans)["_made"] == {}


def test_a_list_that_leaves_plans_unread_says_so(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(Workspace.open(many))
    assert engine.ask("文件分几章?").complete
    monkeypatch.setattr(reading, "MANY", 1)
    few = Engine(Workspace.open(many)).ask("文件分几章?")
    assert few.complete is False
    assert 0 < len({c.plan for c in few.citations}) < len(engine.workspace.plans)


def test_the_index_knows_what_the_texts_print(many: Path) -> None:
    workspace = Workspace.open(many)
    for words in ("现代种业", "汛期安排", "种业汛期", "3号水库", "从未写过"):
        assert bool(workspace.search.rows_with(words)) == any(words in workspace.folded[p] for p in workspace.plans), words


def test_a_question_kept_to_one_plan_asks_the_graph_of_that_plan_alone(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(Workspace.open(many))
    everything = engine.ask("有哪些量化目标?")
    monkeypatch.setattr(reading, "MANY", 1)
    plan = everything.citations[0].plan
    kept = engine.ask("有哪些量化目标?", plans=[plan])
    assert f"/plan/{plan}>" in (kept.sparql or "")
    assert set(kept.citations) == {c for c in everything.citations if c.plan == plan}
