"""Markup in the text of a plan, and so in its entities, facts and answers, stays text on every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.qa.build import build
from tests.ui.conftest import Open, markup, opener, text

SCRIPT, IMAGE = "<script>alert(1)</script>", "![图](http://x.invalid/p.png)"
LINK, TAG = "[链](javascript:alert(2))", "<img src=x onerror=alert(3)>"
PLAN = f"""某县{TAG}产业发展规划

一、发展目标
到2025年,{SCRIPT}产业增加值达到20亿元,{LINK}面积达到5万亩以上。
二、重点任务
(一)培育{IMAGE}产业。依托{TAG}科技有限公司等龙头企业,支持{SCRIPT}软件产业园建设。
(二){LINK}产业。鼓励{IMAGE}集团有限公司建设研发平台,责任单位:县{SCRIPT}科技局。
"""
VIEWS = (
    {}, {"q": f"哪些措施支持{TAG}产业?"}, {"q": SCRIPT, "after": [IMAGE]}, {"view": "measures"}, {"view": "entities"}, {"view": "entities", "find": TAG},
    {"view": "targets"}, {"view": "targets", "find": SCRIPT}, {"view": "plan", "whole": "1"}, {"view": "plan", "clause": TAG},
    {"view": "query", "sparql": "SELECT ?a WHERE { ?m z:action ?a }"}, {"view": "query", "sparql": TAG}, {"view": "corpus"},
    {"view": "corpus", "tab": "review"}, {"entity": f"enterprise/{SCRIPT}"}, {"industry": f"industry/{IMAGE}"},
)  # fmt: skip


@pytest.fixture(scope="module")
def bad_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("payload")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "某县.txt").write_text(PLAN, encoding="utf-8")
    build(folder / "corpus", folder / "build")
    return folder


@pytest.fixture
def bad(bad_build: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setenv("PLAN_BUILD", str(bad_build / "build"))
    monkeypatch.setenv("PLAN_CORPUS", str(bad_build / "corpus"))
    return opener()


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_view_shows_payloads_as_text(bad: Open, view: dict[str, str | list[str]]) -> None:
    page = bad(**view)
    assert not page.exception
    body = markup(page)
    assert not re.search(r"<(script|img|iframe|svg)\b", body)
    assert not re.search(r'href="(?!\?)', body), "links lead to the app's own views only"
    assert not page.main.markdown, "no text of documents goes through Markdown"


def test_the_text_is_there_character_by_character(bad: Open) -> None:
    seen = text(bad(view="plan", whole="1"))
    assert all(payload in seen for payload in (SCRIPT, IMAGE, LINK, TAG))
