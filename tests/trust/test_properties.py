"""Properties of any plan: tiling, addresses, evidence, references that other programs read back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import bibtexparser
import pytest
import rispy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.locate import find_references, locate, resolve
from corpus.model import CorpusError, Found
from index.qa.cite import STYLES, citation_text
from tests.fuzz.targets import TARGETS, check_facts, check_parser, check_quotes, read
from tests.qa.plans import PLAIN, written

SEEDS = Path(__file__).parents[1] / "fuzz" / "seeds"
_MARKERS = ("第{c}章 ", "第{c}节 ", "第{c}条 ", "{c}、", "（{c}）", "({c})", "{n}.", "{n}．", "({n})", "（{n}）", "——", "专栏{n} ", "附件{n} ", "", "一是", "{n}.{n} ")
_WORDS = (
    "支持", "建设", "到2025年", "产业园", "达到30个以上", "提高2.5个百分点", "市科技局", "牵头", "某某公司", "等", ",", "。", ";", ":", "《规划》",
    "参见第二条", "四、(二)1.(2)", "2020年为12%", "不少于", "“十四五”", "\u200b", " ", "①", "约100亿元", "比上年增长8%", "\t", "责任单位:",
)  # fmt: skip
lines = st.builds(
    lambda marker, number, words: marker.format(c="一二三四五六七八九十"[number - 1], n=number) + "".join(words),
    st.sampled_from(_MARKERS), st.integers(1, 10), st.lists(st.sampled_from(_WORDS), max_size=7),
)  # fmt: skip
documents = st.lists(lines, min_size=1, max_size=25).map(lambda rows: "\n".join(rows))
relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
values = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=40).filter(lambda s: " ".join(s.split()))


@given(documents)
@relaxed
def test_any_outline_is_tiled_and_addressed(text: str) -> None:
    check_parser(text.encode())


@given(documents)
@settings(relaxed, max_examples=30)
def test_any_fact_quotes_its_clause(text: str) -> None:
    check_facts(text.encode())


@given(documents)
@relaxed
def test_label_leads_to_its_clause_or_says_why_not(text: str) -> None:
    plan = read(text.encode())
    for clause in plan.clauses if plan else ():
        if not clause.label:
            continue
        if [c.label for c in plan.clauses].count(clause.label) == 1:
            assert locate(plan, clause.label) is clause
        else:
            with pytest.raises(CorpusError, match="没有能唯一确定的条款"):
                locate(plan, clause.label)


@given(documents, st.sampled_from(("第一部分第(二)条", "一、(一)1.(1)", "1.1.1", "第三章第二节", "附件1", "专栏2")))
@relaxed
def test_any_locator_is_answered(text: str, locator: str) -> None:
    plan = read(text.encode())
    if plan is None:
        return
    for reference in find_references(locator):
        assert all(plan.get(clause.path) is clause for clause in resolve(plan, reference.steps))


@given(st.lists(st.one_of(documents, st.sampled_from(PLAIN.split("\n"))), max_size=4).map("\n".join))
@relaxed
def test_any_pasted_text_is_checked(text: str) -> None:
    check_quotes(text.encode())


@given(title=values, issuer=values, number=values, style=st.sampled_from(STYLES))
@relaxed
def test_references_of_any_metadata_are_read_back(title: str, issuer: str, number: str, style: str) -> None:
    plan = written(PLAIN)
    metadata = replace(plan.metadata, title=Found(title, "t"), issuer=Found(issuer, "t"), document_number=Found(number, "t"))
    said = citation_text(replace(plan, metadata=metadata), "2/1/1", style, accessed=date(2026, 11, 23))
    plain = " ".join(title.split())
    if style == "csl-json":
        assert json.loads(said)[0]["title"] == plain
    elif style == "bibtex":
        library = bibtexparser.parse_string(said)
        assert len(library.entries) == 1
        assert library.failed_blocks == []
    elif style == "ris":
        assert len(rispy.loads(said)) == 1
    else:
        assert said.strip()
        assert "\n" not in said


@pytest.mark.parametrize("target", TARGETS)
def test_seeds(target: str) -> None:
    seeds = sorted(p for p in SEEDS.rglob("*") if p.is_file())
    assert len(seeds) >= 10
    for seed in seeds:
        TARGETS[target](seed.read_bytes())
