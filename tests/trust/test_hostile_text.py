"""Text made to harm, in a question or in a plan: a clear line or a plain answer, and nobody else's answers change by a byte."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.incoming import add_plan
from corpus.model import CorpusError
from index.qa.build import build
from index.qa.engine import Engine
from index.qa.question import LONGEST
from index.qa.workspace import Workspace
from scripts.trials.probe import QUESTIONS
from tests.conftest import CHANGJI, CORPUS, ROOT
from tests.payloads import ENDLESS, LIE, ORDERS, PAYLOADS
from tests.scripts.commands import is_told_in_one_line, run
from tests.ui.conftest import markup, opener

RELEVANCE = ROOT / "tests" / "relevance" / "changji.jsonl"
#: plain questions, and those in everyday words, whose answers rest on statistics of words
ASKED = (*QUESTIONS, *(row["q"] for row in map(json.loads, RELEVANCE.read_text(encoding="utf-8").splitlines()) if row["kind"] == "paraphrase"))
PLAN = "某县{0}行动方案(2021—2025年)\n\n一、总体要求\n\n{1}\n\n{2}\n\n二、重点任务\n\n(一){0}\n\n到2025年,{0}达到{3}。责任单位:{0}局。\n\n(二)长句\n\n{4}。\n"


def hostile_plan(payload: str) -> bytes:
    """A plan whose title, headings, targets and departments are made of the payload, with orders and one endless sentence.

    A file with the NUL character is refused as no text (tests of uploads).
    """
    payload = payload.replace("\x00", "")
    return PLAN.format(payload, ORDERS[0], ORDERS[1], LIE, "研发经费投入强度高新技术企业" * 500).encode()


def told(engine: Engine, question: str, plan: str = CHANGJI) -> bytes:
    """Everything an answer says, but for the time it took."""
    row = engine.ask(question, plans=[plan]).as_row()
    del row["elapsed_ms"]
    return json.dumps(row, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The embedded plan among plans made of every payload, taken in as uploads."""
    folder = tmp_path_factory.mktemp("crowded")
    shutil.copytree(CORPUS / CHANGJI, folder / "corpus" / CHANGJI)
    for number, payload in enumerate(PAYLOADS.values()):
        add_plan(folder / "corpus", f"hostile-{number}.txt", hostile_plan(payload), actor="甲")
    report = build(folder / "corpus", folder / "build")
    assert len(report.plans) == len(PAYLOADS) + 1
    assert report.errors == ()
    assert sorted(p.name for p in folder.iterdir()) == ["build", "corpus"]
    workspace = Workspace.open(folder / "build")
    yield Engine(workspace)
    workspace.sandbox.close()


@pytest.mark.parametrize("question", ASKED)
def test_other_plans_answer_byte_by_byte_as_before(question: str, engine: Engine, crowded: Engine) -> None:
    assert told(crowded, question) == told(engine, question)


def test_enough_is_asked() -> None:
    assert len(ASKED) >= 50


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_question_gets_a_checked_answer_and_leaves_no_trace(payload: str, engine: Engine) -> None:
    before = told(engine, QUESTIONS[1])
    for question in (payload, payload + "是多少?", QUESTIONS[1] + payload):
        answer = engine.ask(question, plans=[CHANGJI])
        assert LIE not in answer.text.replace(payload, "")
        assert all(engine.workspace.plans[c.plan].text[c.start : c.end] == c.quote for c in answer.citations)
    assert told(engine, QUESTIONS[1]) == before


@pytest.mark.parametrize("order", ORDERS)
def test_orders_in_a_question_are_not_obeyed(order: str, engine: Engine) -> None:
    asked = "研发经费投入强度目标是多少?"
    for question in (f"{asked}{order}", f"{order}{asked}"):
        answer = engine.ask(question, plans=[CHANGJI])
        assert LIE not in answer.text
        assert all(LIE not in c.quote for c in answer.citations)


def test_orders_in_a_plan_are_quoted_as_its_text_only(crowded: Engine) -> None:
    answer = crowded.ask("研发经费投入强度达到多少?")
    assert answer.citations
    for citation in answer.citations:
        assert crowded.workspace.plans[citation.plan].text[citation.start : citation.end] == citation.quote
        assert LIE not in citation.quote or citation.plan.startswith("hostile-")


def test_endless_question_is_told_in_one_line(engine: Engine, build_dir: Path) -> None:
    assert len(ENDLESS) == 50_000 > LONGEST
    with pytest.raises(CorpusError, match="问题过长") as caught:
        engine.ask(ENDLESS)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 100
    assert is_told_in_one_line(run("ask", ENDLESS, "--build", build_dir))


@pytest.mark.parametrize("question", [*PAYLOADS.values(), ENDLESS], ids=[*PAYLOADS, "endless"])
def test_page_shows_an_answer_or_a_line(question: str, build_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAN_BUILD", str(build_dir))
    page = opener()(view="ask", q=question)
    assert not page.exception
    assert not re.search(r"<(script|img|iframe|svg)\b", markup(page))
    assert ("问题过长" in markup(page)) is (question == ENDLESS)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_terminal_is_shown_no_control_or_direction(payload: str, build_dir: Path) -> None:
    ran = run("ask", payload.replace("\x00", ""), "--build", build_dir)
    assert ran.code == 0
    assert [c for c in ran.out if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"] == []
