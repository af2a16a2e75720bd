"""目标指标: the table and its order, filters, the way from the baseline, and the same indicator in two plans."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from kg.model import Comparator, Evidence, Source, Target
from tests.ui.conftest import Open, markup, text
from ui.target_rows import goal_text, plain


def target(comparator: Comparator, value: str | None, upper: str | None = None, unit: str = "%", period: str = "") -> Target:
    at = Evidence("p", "1", 0, 2, "目标")
    number, most = (Decimal(v) if v else None for v in (value, upper))
    return Target("target/p/1/1", "指标", comparator, at, Source("r"), number, most, unit, period=period)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (target(Comparator.EQUAL, "1.50"), "1.5%"),
        (target(Comparator.AT_LEAST, "20"), "不低于 20%"),
        (target(Comparator.RANGE, "1", "3", "名", "每年"), "每年 1–3 名"),
        (target(Comparator.NONDECREASE, None), "只增不减"),
        (target(Comparator.ABOUT, "1E+3", unit="亩"), "约 1000 亩"),
    ],
)
def test_goals_in_words(given: Target, words: str) -> None:
    assert goal_text(given) == words


def test_plain_numbers() -> None:
    assert [plain(Decimal(n)) for n in ("100", "0.170", "1E+3", "0")] == ["100", "0.17", "1000", "0"]


def test_the_page_shows_goals_baselines_and_states(app: Open) -> None:
    page = app(view="targets")
    assert not page.exception
    seen = text(page)
    assert "0.17%（2020 年） → 1.5%" in seen
    assert "果品精深加工率" in seen
    assert page.expander[-1].label.startswith("规划记载的现状数据")


def test_heads_sort_and_say_so(app: Open) -> None:
    rising, falling = (first_cells(markup(app(view="targets", sort=s))) for s in ("2", "-2"))
    assert rising != falling
    assert "aria-sort" in markup(app(view="targets", sort="2"))
    assert rising[-1] == falling[-1] == "财政科技投入", "a goal without a number comes last either way"
    assert first_cells(markup(app(view="targets", sort="99"))) == first_cells(markup(app(view="targets", sort="x")))


def first_cells(body: str) -> list[str]:
    table = body[body.index('class="grid"') :]
    return re.findall(r'data-label="指标"><div><strong>([^<]*)<', table)


def test_filters_and_an_empty_result(app: Open) -> None:
    page = app(view="targets", find="面积")
    assert set(first_cells(markup(page))) == {"小麦种植面积", "玉米(含制种玉米)种植面积", "棉花种植面积", "优质林果面积", "蔬菜种植面积", "露地蔬菜种植面积"}
    page.text_input(key="filter-find").input("没有的指标").run()
    assert "没有符合条件的目标" in text(page)
    assert page.query_params["find"] == "没有的指标"
