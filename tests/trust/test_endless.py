"""One thing said without an end: any text is read in time that grows with its length, or the suite would not come to its own end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.sentences import LONGEST, sentences
from tests.fuzz.targets import check_facts, check_parser, check_quotes, read

#: what lists, headings, numbers and sentences are made of; some hold many ways of reading the same
UNITS = (
    "研发经费投入强度", "软件、", "研发投入,", "1234567890", " \u3000", "（((", "《《“", "》》”）", "一、", "(一)", "——", "2025年", "达到30亿元", "县科技局、", "县科技局和", "由",
    "华为有限公司", "华为有限公司、", "科技园区", "\n", "支持种业。\n", "一、种业\n", "1.1.", "| a | b |\n", "第二条", "5%", "等", "的", "在", "abc ", "。", "责任单位:", "# ", "<b>", "：；",
    "中国(新疆)", "电信、金融等", "支持和", "不低于", "“十四五”", "2020年为12%,", "牵头", "依托A、B等", "每年", "百分之", "甲和乙", "与甲", "龙头企业甲、", "重点企业:甲、", "以甲为代表", "《某条例》第三条",
)  # fmt: skip
LENGTH = 4000


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("check", [check_parser, check_facts], ids=lambda c: c.__name__)
def test_repeated(check: Callable[[bytes], None], unit: str) -> None:
    text = "某县产业发展规划(2021—2025年)\n\n一、重点任务\n\n支持" + unit * (LENGTH // len(unit)) + "。\n"
    check(text.encode())


@pytest.mark.parametrize("unit", UNITS)
def test_repeated_in_pasted_text(unit: str) -> None:
    check_quotes((unit * (LENGTH // len(unit))).encode())


@pytest.mark.parametrize("unit", ["百分之", "2020年为12%,", "华为有限公司", "“十四五”", "支持A、", "龘", "㍿"])
def test_rules_see_no_endless_sentence(unit: str) -> None:
    """What takes time with the square of a sentence does so within a bound; nothing is lost at the cuts."""
    plan = read(("某县产业发展规划\n\n一、重点任务\n\n支持" + unit * (30_000 // len(unit)) + "。\n").encode())
    assert plan is not None
    found = [s.span(0, len(s.text)) for clause in plan.clauses for s in sentences(plan, clause)]
    assert max(stop - start for start, stop in found) <= LONGEST
    assert sum(stop - start for start, stop in found) > 29_000
    if unit.endswith((",", "、")):
        assert all(plan.text.startswith((unit, "支持"), start) for start, stop in found if stop - start > 100), "cut behind a mark"
