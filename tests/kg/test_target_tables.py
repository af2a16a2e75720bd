"""Indicator tables: every row a target with its base year, once, and sums of levels as computed starts."""

from __future__ import annotations

from pathlib import Path

from corpus.parse import parse
from corpus.readers import read_document
from kg.extract import extract
from kg.model import PlanFacts

TEXT = """# 滨江市科技创新“十四五”规划

一、发展现状

2020年,国家级孵化器3家,省级孵化器5家。

二、发展目标

到2025年,省级以上孵化器达到15家。

专栏1 主要指标

| 序号 | 指标名称 | 2020年 | 2025年 | 属性 |
|---|---|---|---|---|
| 1 | 研发经费投入强度（%） | 1.45 | 2.2 | 预期性 |
| 2 | 单位产值能耗降低（%） | — | [13.5] | 约束性 |
| 3 | 每万人口高价值发明专利（件） | 2.1 | ≥6 | 预期性 |

三、主要任务

加快建设。
"""


#: one cell a line, values that look like the next number, lines that name the next rows, a heading right behind
FLAT = """滨江区城市更新“十五五”规划

一、总体目标

至2030年,建成一批示范片区。

序号

指标

单位

属性

目标

促发展

1

片区更新数量

个

预期性

2

2

楼宇更新数量

个

预期性

25

惠民生

3

旧房修缮面积

万平方米

约束性

90

4

口袋公园数量

座

预期性

10

二、主要任务

（一）优化商业资源。推进更新。
"""


def facts(folder: Path, text: str = TEXT) -> PlanFacts:
    path = folder / "plan.md"
    path.write_text(text, encoding="utf-8")
    return extract(parse(read_document(path), "table"), rulings=())


def test_each_row_is_one_target_and_its_base_year_an_observation(tmp_path: Path) -> None:
    found = facts(tmp_path)
    rows = [(t.indicator, t.comparator.value, str(t.value), t.unit, t.kind) for t in found.targets if t.source.rule == "target.table"]
    assert rows == [
        ("研发经费投入强度", "=", "2.2", "%", "预期性"),
        ("单位产值能耗降低", "=", "13.5", "%", "约束性"),
        ("每万人口高价值发明专利", ">=", "6", "件", "预期性"),
    ]
    bases = {o.id: (str(o.quantity.value), o.year) for o in found.observations if o.source.rule == "observation.table"}
    assert list(bases.values()) == [("1.45", 2020), ("2.1", 2020)]
    assert [bases.get(t.baseline) for t in found.targets if t.source.rule == "target.table"] == [("1.45", 2020), None, ("2.1", 2020)]


def test_a_table_with_borders_is_not_read_a_second_time_as_run_together(tmp_path: Path) -> None:
    found = facts(tmp_path)
    assert "target.flat" not in [t.source.rule for t in found.targets]
    assert "flat_table" not in [d.kind for d in found.doubts]


def test_levels_counted_in_one_clause_are_summed_as_a_computed_start(tmp_path: Path) -> None:
    found = facts(tmp_path)
    hatched = next(t for t in found.targets if t.indicator == "省级以上孵化器")
    base = next(o for o in found.observations if o.id == hatched.baseline)
    assert (base.source.rule, base.quantity.value, base.year, len(base.parts)) == ("observation.sum", 8, 2020, 2)


ROWS = (
    "专栏1　主要指标指　　标2015年2020年〔累计〕属性生态状况1.森林覆盖率（%）21.6623.04〔1.38〕约束性"
    "2.主要污染物排放总量减少（%）化学需氧量--〔10〕约束性氨氮--〔10〕二氧化硫--〔15〕3.自然岸线保有率（%）-≥35-预期性"
)
RUN_TOGETHER = f"# 某市生态规划（2016—2020年）\n\n第一章 目标\n\n{ROWS}\n\n第二章 任务\n\n加强治理。\n"


def test_members_of_a_group_in_a_run_together_box_take_its_heading_unit_and_kind(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text(RUN_TOGETHER, encoding="utf-8")
    found = extract(parse(read_document(path), "flat"), rulings=())
    rows = [(t.indicator, str(t.value), t.unit, t.kind) for t in found.targets if t.source.rule == "target.flat"]
    assert rows == [
        ("森林覆盖率", "23.04", "%", "约束性"),
        ("主要污染物排放总量减少化学需氧量", "10", "%", "约束性"),
        ("主要污染物排放总量减少氨氮", "10", "%", "约束性"),
        ("主要污染物排放总量减少二氧化硫", "15", "%", "约束性"),
        ("自然岸线保有率", "35", "%", "预期性"),
    ]


def test_a_table_of_one_cell_a_line_has_its_rows_and_ends_before_the_next_heading(tmp_path: Path) -> None:
    found = facts(tmp_path, FLAT)
    rows = [(t.indicator, str(t.value), t.unit, t.kind, t.year, t.year_inherited) for t in found.targets]
    assert rows == [
        ("片区更新数量", "2", "个", "预期性", 2030, True),
        ("楼宇更新数量", "25", "个", "预期性", 2030, True),
        ("旧房修缮面积", "90", "万平方米", "约束性", 2030, True),
        ("口袋公园数量", "10", "座", "预期性", 2030, True),
    ]
    path = tmp_path / "plan.md"
    assert [c.title for c in parse(read_document(path), "flat").clauses if c.marker == "二、"] == ["主要任务"]


def test_base_values_of_a_run_together_box_are_observations_of_the_base_year(tmp_path: Path) -> None:
    """Only a row that prints a base value has one; the goal starts from it, and a lost border is a doubt."""
    path = tmp_path / "plan.md"
    path.write_text(RUN_TOGETHER, encoding="utf-8")
    found = extract(parse(read_document(path), "flat"), rulings=())
    bases = [o for o in found.observations if o.source.rule == "observation.flat"]
    assert [(o.indicator, str(o.quantity.value), o.quantity.unit, o.year) for o in bases] == [("森林覆盖率", "21.66", "%", 2015)]
    goals = [t for t in found.targets if t.source.rule == "target.flat"]
    assert [t.baseline for t in goals] == [bases[0].id, "", "", "", ""]
    assert [d.kind for d in found.doubts if d.kind == "flat_table"] == ["flat_table"]
    assert all(f.evidence.quote in RUN_TOGETHER for f in (*bases, *goals))


def test_a_box_of_actions_is_no_run_together_table(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text(RUN_TOGETHER.replace(ROWS, "专栏1　重点工程\n\n到2020年，森林覆盖率达到23.04%，为约束性指标。"), encoding="utf-8")
    rules = [f.source.rule for found in [extract(parse(read_document(path), "box"), rulings=())] for f in (*found.targets, *found.observations)]
    assert rules
    assert not {"target.flat", "observation.flat"} & set(rules)


#: a group cell that spans rows is printed once; the rows below it have a cell less
GROUPED = """# 滨江区水务“十五五”规划

一、总体目标

到2030年,河湖更清。

表1 主要指标

| 序号 | 类别 | 指标名称 | 指标属性 | 现状值（2025年） | 目标值（2030年） |
|---|---|---|---|---|---|
| 1 | 水安全 | 堤防达标率 | 约束性 | 80% | 不低于95% |
| 2 | 积水点消除比例 | 预期性 | 70% | 100% |
| 3 | 水生态 | 滨水空间长度 | 预期性 | 21km | 24km |
| 4 | 河湖水面率 | 约束性 | 3.1% | 3.2% | 注：按年度调查 |

二、主要任务

加快建设。
"""


def test_rows_below_a_cell_that_spans_them_keep_their_columns(tmp_path: Path) -> None:
    found = facts(tmp_path, GROUPED)
    rows = [(t.indicator, t.comparator.value, str(t.value), t.unit, t.kind) for t in found.targets if t.source.rule == "target.table"]
    assert rows == [
        ("堤防达标率", ">=", "95", "%", "约束性"),
        ("积水点消除比例", "=", "100", "%", "预期性"),
        ("滨水空间长度", "=", "24", "km", "预期性"),
        ("河湖水面率", "=", "3.2", "%", "约束性"),
    ]
    assert [str(o.quantity.value) for o in found.observations if o.source.rule == "observation.table"] == ["80", "70", "21", "3.1"]
