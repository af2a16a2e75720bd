"""Clause references in every written form, alone, in ranges, and relative to the clause that writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.crossref import cross_references, find_relatives, resolve_relative
from corpus.locate import find_references, resolve, resolve_range
from corpus.model import Kind, Plan
from corpus.parse import parse
from corpus.readers import formats, read_document
from tests.corpus.outline_gold import STYLES

_WRITTEN = Path(__file__).parents[1] / "relevance" / "locators.jsonl"
LOCATORS = [json.loads(line) for line in _WRITTEN.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", LOCATORS, ids=[row["q"] for row in LOCATORS])
def test_written_variants(plan: Plan, row: dict[str, str]) -> None:
    references = find_references(row["q"])
    assert [c.path for c in resolve_range(plan, references[-1])] == [row["path"]]


def test_number_of_variants() -> None:
    assert len(LOCATORS) == 60


def test_locators_resolve_to_their_clause(plan: Plan) -> None:
    addressed = [c for c in plan.clauses if c.kind in (Kind.NUMBERED, Kind.DASH, Kind.ENUM) and c.level > 1]
    assert len(addressed) == 72
    for clause in addressed:
        for written in (clause.label, clause.path.replace("/", ".")):
            references = find_references(f"{written}讲了什么")
            assert [c.path for c in resolve(plan, references[0].steps)] == [clause.path], written




@pytest.fixture(scope="module")
def statute() -> Plan:
    return parse(read_document(STYLES / "statute.txt"), "statute")


@pytest.fixture(scope="module")
def deep() -> Plan:
    return parse(read_document(STYLES / "deep.txt"), "deep")


RANGES = [
    ("第四部分第(二)条至第(四)条", ["4/2", "4/3", "4/4"]),
    ("四、（二）至（四）", ["4/2", "4/3", "4/4"]),
    ("第四部分第二条到第三条", ["4/2", "4/3"]),
    ("四、(二)1.(1)-(3)", ["4/2/1/1", "4/2/1/2", "4/2/1/3"]),
    ("三、(二)第1项至第3项", ["3/2/1", "3/2/2", "3/2/3"]),
    ("4.2.1~4.2.3", ["4/2/1", "4/2/2", "4/2/3"]),
]


@pytest.mark.parametrize(("written", "paths"), RANGES, ids=[w for w, _ in RANGES])
def test_ranges(plan: Plan, written: str, paths: list[str]) -> None:
    (reference,) = find_references(written)
    assert [c.path for c in resolve_range(plan, reference)] == paths


RELATIVE = [
    ("本条", "1/3/2", "1/3"),
    ("本条第（二）项", "1/3/1", "1/3/2"),
    ("上一条", "1/2", "1/1"),
    ("前条", "2/4", "1/3"),
    ("下一条", "1/3/1", "2/4"),
    ("本章", "2/4/2", "2"),
    ("上一章", "2/5", "1"),
    ("本章第五条", "2/4", "2/5"),
    ("上一项", "1/3/2", "1/3/1"),
    ("上一条", "1/1", None),
    ("本节", "1/1", None),
]


@pytest.mark.parametrize(("written", "at", "path"), RELATIVE, ids=[f"{w} in {a}" for w, a, _ in RELATIVE])
def test_relative_references(statute: Plan, written: str, at: str, path: str | None) -> None:
    (relative,) = find_relatives(f"依照{written}办理")
    found = resolve_relative(statute, relative, statute[at])
    assert (found.path if found else None) == path
    assert f"依照{written}办理"[relative.span.start : relative.span.end] == written


def test_relative_references_without_unit_words(plan: Plan, deep: Plan) -> None:
    """一、 and （一） are called 条 and 部分 although they print no such word."""
    for written, at, path in [("上一条", "4/3", "4/2"), ("本部分", "4/2/1", "4"), ("下一条", "4/2/1/1", "4/2/1/2")]:
        (relative,) = find_relatives(written)
        found = resolve_relative(plan, relative, plan[at])
        assert found is not None
        assert found.path == path
    (relative,) = find_relatives("上一节")
    found = resolve_relative(deep, relative, deep["2/2"])
    assert found is not None
    assert found.path == "2/1"


@pytest.mark.parametrize("text", ["本项目投资", "上一年度", "本级财政", "本条件", "上线下线", "本部门", "本章程规定"])
def test_words_that_are_no_pointers(text: str) -> None:
    assert find_relatives(text) == ()


CROSS = """某市奖励办法
第一章 总则
第一条 为落实《科学技术进步法》第五条，制定本办法。
第二条 符合第四条、第五条规定的单位可以申报，具体条件见第二章。
第二章 条件
第三条 前条所称单位应当独立核算。
第四条 营业收入增长10%以上。建设第二条输气管道的企业优先。
第五条 违反本办法第三条至第四条规定的，取消资格；上一条的比例可以调整。
"""


def test_cross_references_between_clauses() -> None:
    """Only what words around it call a reference is one; articles of other laws are not."""
    plan = parse(formats.parse(CROSS.encode(), ".txt", "a.txt"), "x")
    found = [(c.clause, c.span.of(plan.text), c.targets) for c in cross_references(plan)]
    assert found == [
        ("1/2", "第四条", ("2/4",)),
        ("1/2", "第五条", ("2/5",)),
        ("1/2", "第二章", ("2",)),
        ("2/3", "前条", ("1/2",)),
        ("2/5", "第三条至第四条", ("2/3", "2/4")),
        ("2/5", "上一条", ("2/4",)),
    ]


@pytest.mark.parametrize("written", ["清单第2项是什么?", "附件第二项讲了什么", "目录中第2条的内容"])
def test_an_item_of_a_list_printed_as_a_table_is_its_row(tmp_path: Path, written: str) -> None:
    path = tmp_path / "list.md"
    rows = "| 序号 | 举措 | 范围 |\n|---|---|---|\n| 1 | 仪器共享 | 全国 |\n| 2 | 快速审查 | 试点地区 |\n"
    path.write_text(f"# 某市推广改革举措的实施方案\n\n一、总体要求\n\n推广以下举措。\n\n附件：推广清单\n\n{rows}", encoding="utf-8")
    listed = parse(read_document(path), "list")
    found = [c for r in find_references(written) for c in resolve(listed, r.steps)]
    assert [[cell.of(listed.text) for cell in c.cells] for c in found] == [["2", "快速审查", "试点地区"]]
