"""实体关系: finding by any name, the profile with sources, the drawn relations and the same as a table, paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.qa.workspace import Workspace
from kg.model import Relation
from tests.ui.conftest import TBEA, Open, links, opener, text
from ui.ego import chart, ego
from ui.finder import Finder


@pytest.mark.parametrize(
    "words", ["特变电工", "特变", "TBEA", "tbea", "tebiandiangong", "te bian dian gong", "tbdg"],
)  # fmt: skip
def test_an_entity_is_found_by_name_alias_english_and_pinyin(workspace: Workspace, words: str) -> None:
    found = Finder(workspace.graph.entities().rows).find(words)
    assert found[0].entity.id == TBEA


def test_words_that_name_nothing_find_nothing(workspace: Workspace) -> None:
    finder = Finder(workspace.graph.entities().rows)
    assert finder.find("xyzxyz") == []
    assert finder.find("  ") == []


def test_search_page_lists_matches_and_says_when_there_are_none(app: Open) -> None:
    assert f"?view=entities&entity={TBEA}" in "".join(h.replace("%", "%") for h in map(_plain, links(app(view="entities", find="tbdg"))))
    assert "没有找到“没有这个”" in text(app(view="entities", find="没有这个"))


def _plain(address: str) -> str:
    from urllib.parse import unquote

    return unquote(address)


def test_profile_shows_names_facts_and_sources(app: Open) -> None:
    page = app(entity=TBEA)
    assert not page.exception
    seen = text(page)
    assert "TBEA" in seen
    assert "国家特高压变压器工程技术研究中心" in seen
    assert "拥有特变、中粮屯河、麦趣尔、屯河化工等5家国家级博士后工作站" in seen
    assert any("clause=" in h and "start=" in h for h in links(page))


def test_unknown_entity_is_told_and_the_list_offered(app: Open) -> None:
    seen = text(app(entity="enterprise/没有的公司"))
    assert "图谱中没有" in seen
    assert "特变电工股份有限公司" in seen


def test_path_between_two_entities_names_every_step(app: Open) -> None:
    seen = text(app(entity=TBEA, to="朗青"))
    assert "2 步" in seen
    assert "科普教育基地" in seen


def test_the_drawing_holds_what_the_table_holds(workspace: Workspace) -> None:
    graph = workspace.graph
    around = graph.neighbourhood(TBEA).rows
    drawn = ego(TBEA, (), (), lambda node: graph.neighbourhood(node).rows)
    entities = {r.object if r.subject == TBEA else r.subject for r in around if not r.subject.startswith("clause:")}
    assert {p.id for p in drawn.places} == {TBEA, *entities}
    option = chart(drawn, graph.name, ())
    names = [n["name"] for n in option["baseOption"]["series"][0]["data"]]
    assert names[0] == "特变电工股份有限公司"
    assert len(option["baseOption"]["series"][0]["links"]) == len(drawn.edges)


def test_expanding_adds_neighbours_and_the_limit_counts_what_it_hides(workspace: Workspace) -> None:
    graph = workspace.graph

    def around(node: str) -> tuple[Relation, ...]:
        return graph.neighbourhood(node).rows

    once, twice = ego(TBEA, (), (), around), ego(TBEA, ("platform/科普教育基地",), (), around)
    assert len(twice.places) > len(once.places)
    assert twice.deep
    small = ego(TBEA, (), (), around, limit=3)
    assert len(small.places) == 3
    assert small.hidden == len(once.places) - 3
    only = ego(TBEA, (), ("platform",), around)
    assert {p.id.partition("/")[0] for p in only.places[1:]} == {"platform"}


def test_entities_of_several_plans_come_first(small_build: Path, small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAN_BUILD", str(small_build))
    page = opener()(view="entities")
    shared = small.graph.shared_entities().rows
    assert shared
    assert f"多部规划共同提到 {len(shared)} 个" in text(page)
    assert all(s.name in text(page) for s in shared)


def test_one_plan_shares_nothing(app: Open) -> None:
    assert "多部规划共同提到" not in text(app(view="entities"))
