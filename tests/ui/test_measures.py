"""产业措施: the tree, the matrix with its blanks, the three ways of coverage, filters, and what can be taken away."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import docx
import openpyxl

from index.qa.workspace import Workspace
from kg.model import INSTRUMENTS
from tests.ui.conftest import Open, links, markup, text
from ui.downloads import csv_bytes, file_name, xlsx_bytes
from ui.measure_list import HEAD, memo, rows
from ui.opened import Opened

HUSBANDRY = "industry/畜牧业"


def test_overview_shows_every_industry_with_measures_and_the_blanks(app: Open, workspace: Workspace) -> None:
    page = app(view="measures")
    assert not page.exception
    matrix = workspace.graph.coverage_matrix().rows
    cells = [(c.industry, c.instrument) for c in matrix if c.measures]
    industries, used = {c.industry for c in matrix}, [i for i in INSTRUMENTS if any(c[1] == i for c in cells)]
    assert len(matrix) == len(industries) * len({c.instrument for c in matrix})
    body = markup(page)
    assert body.count('class="blank"') == len(industries) * len(used) - len(cells)
    assert body.count('class="shade-') == len(cells)
    assert "规划未提及" in text(page)


def test_an_industry_lists_direct_and_cross_cutting_measures_with_their_clause(app: Open) -> None:
    page = app(industry=HUSBANDRY)
    assert not page.exception
    seen = text(page)
    assert "直接措施 9 条" in seen
    assert "扶持朗青畜牧、优然牧业、吉缘牧业等做大做强" in seen
    assert any("clause=4/2/1/5" in h and "start=" in h for h in links(page))
    assert [e.label for e in page.expander][1:3] == ["直接措施（9 条）", page.expander[2].label]


def test_filters_live_in_the_address(app: Open) -> None:
    page = app(industry=HUSBANDRY, instrument="技术")
    assert "直接措施 3 条" in text(page)
    page.selectbox(key="filter-strength").set_value("推动").run()
    assert page.query_params["strength"] == "推动"
    assert "直接措施" not in [e.label[:4] for e in page.expander]
    page.button(key="clear-filters").click().run()
    assert "strength" not in page.query_params
    assert page.query_params["industry"] == HUSBANDRY
    assert "直接措施 9 条" in text(page)


def test_an_unknown_industry_is_told(app: Open) -> None:
    assert "请从产业目录中选择" in text(app(industry="industry/没有"))


def test_rows_memo_and_files_hold_the_same_measures(workspace: Workspace, build_dir: Path) -> None:
    opened = Opened(build_dir)
    found = list(workspace.graph.measures(industry=HUSBANDRY).rows)
    listed = rows(opened, found)
    assert len(listed) == len(found)
    assert all(row[4] in row[-1] or row[-1] for row in listed)
    read = list(csv.reader(io.StringIO(csv_bytes(HEAD, listed).decode("utf-8-sig"))))
    assert tuple(read[0]) == HEAD
    assert len(read) == len(listed) + 1
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(HEAD, listed, "畜牧业措施"))).active
    assert sheet.max_row == len(listed) + 1
    document = docx.Document(io.BytesIO(memo(opened, "畜牧业措施", found, "")))
    written = "\n".join(p.text for p in document.paragraphs)
    assert all(c.measure.action in written for c in found)
    assert "四、(二)1.(5)" in written


def test_cells_of_files_are_never_formulas() -> None:
    bad = ["=1+1", "+1", "-1", "@x", "\t=1", "<b>&", "正常"]
    read = list(csv.reader(io.StringIO(csv_bytes(["a"], [[b] for b in bad]).decode("utf-8-sig"))))
    assert [r[0] for r in read[1:]] == ["'=1+1", "'+1", "'-1", "'@x", "'\t=1", "<b>&", "正常"]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(["a"], [["=1+1"], ["坏\x00字"]], "t[1]"))).active
    assert sheet["A2"].value == "=1+1"
    assert sheet["A2"].data_type == "s"
    assert sheet["A3"].value == "坏字"
    assert file_name('a/b\\c:"d"', "e") == "abcd-e"
