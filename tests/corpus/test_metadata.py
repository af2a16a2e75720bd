"""What a document says of itself, where it says so, and what is reported when it contradicts itself or is no plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.load import find_sources, load_plan
from corpus.model import Metadata, Plan
from corpus.parse import parse
from corpus.readers import formats, read_document
from tests.conftest import dev_documents
from tests.corpus.outline_gold import STYLES


def read(text: str, name: str = "a.txt") -> Plan:
    return parse(formats.parse(text.encode(), formats.suffix_of(name, name), name), "x")


def found(metadata: Metadata) -> dict[str, tuple[str, str]]:
    fields = ("title", "issuer", "document_number", "issued", "published", "url")
    values = {f: getattr(metadata, f) for f in fields}
    return {f: (v.value, v.where) for f, v in values.items() if v}


NOTICE = """某市人民政府办公室关于印发某市数据产业发展规划（2024—2028年）的通知
某政办发〔2024〕12号
各县（市、区）人民政府：
现将规划印发给你们，请认真贯彻执行。
某市人民政府办公室
2024年5月6日
某市数据产业发展规划（2024—2028年）
一、总体要求
坚持创新驱动。
二、重点任务
建设数据交易所。
"""


def test_fields_of_an_issued_plan() -> None:
    plan = read(NOTICE)
    assert found(plan.metadata) == {
        "title": ("某市数据产业发展规划（2024—2028年）", "标题"),
        "issuer": ("某市人民政府办公室", "落款"),
        "document_number": ("某政办发〔2024〕12号", "文号行"),
        "issued": ("2024-05-06", "落款"),
    }
    assert plan.metadata.period == (2024, 2028)
    assert plan.metadata.doubts == ()
    for entry in (plan.metadata.issuer, plan.metadata.document_number, plan.metadata.title):
        assert entry is not None
        assert entry.span is not None
        assert entry.value in entry.span.of(plan.text)


def test_fields_of_a_web_page() -> None:
    metadata = parse(read_document(STYLES / "page.html"), "page").metadata
    assert found(metadata) == {
        "title": ("长河市碳达峰实施方案", "标题"),
        "issuer": ("长河市人民政府", "落款"),
        "document_number": ("长政发〔2023〕21号", "文件属性“发文字号”"),
        "issued": ("2023-04-06", "落款"),
        "published": ("2023-04-12", "文件属性“PubDate”"),
    }
    assert metadata.doubts == ()


HEADS = [
    ("发布机构：某县人民政府", "issuer", "某县人民政府"),
    ("发布机构\n：\n某县人民政府", "issuer", "某县人民政府"),
    ("发布机构：\n某县人民政府", "issuer", "某县人民政府"),
    ("成文日期：2023年04月05日", "issued", "2023-04-05"),
    ("成文日期：二〇二三年四月五日", "issued", "2023-04-05"),
    ("发布时间：2023/4/5 10:20", "published", "2023-04-05"),
    ("发 文 字 号：某政发〔2023〕8号", "document_number", "某政发〔2023〕8号"),
    ("某政发(2023)8号", "document_number", "某政发(2023)8号"),
    ("来源：https://example.org/a.html", "url", "https://example.org/a.html"),
]


@pytest.mark.parametrize(("head", "field", "value"), HEADS, ids=[h[0].replace("\n", "|") for h in HEADS])
def test_lines_of_the_page_head(head: str, field: str, value: str) -> None:
    plan = read(f"{head}\n某县养殖业发展规划\n一、目标\n稳定产能。\n二、任务\n防控疫病。\n")
    assert found(plan.metadata)[field][0] == value
    assert plan.title == "某县养殖业发展规划"


def test_empty_fields_say_nothing() -> None:
    """A key without a value is not filled with the next key."""
    plan = read("发布机构：\n成文日期：\n发文字号：\n某县水利规划\n一、目标\n蓄水。\n二、任务\n修渠。\n")
    assert found(plan.metadata) == {"title": ("某县水利规划", "标题")}


def test_joint_issuers() -> None:
    plan = read(NOTICE.replace("某市人民政府办公室\n2024", "某市科技局\n某市财政局\n2024", 1))
    assert found(plan.metadata)["issuer"] == ("某市科技局、某市财政局", "落款")
    assert any("发布机构不一致" in d and "通知标题为" in d for d in plan.metadata.doubts)


def test_contradictions_are_reported() -> None:
    plan = read("成文日期：2024-05-01\n发文字号：某政办发〔2024〕13号\n" + NOTICE)
    assert plan.metadata.doubts == (
        "发文字号不一致：文号行为“某政办发〔2024〕13号”；文号行为“某政办发〔2024〕12号”；页头为“某政办发〔2024〕13号”",
        "成文日期不一致：落款为“2024-05-06”；通知落款为“2024-05-06”；页头为“2024-05-01”",
    )


def test_settings_override(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "source.txt").write_text(NOTICE, encoding="utf-8")
    (folder / "plan.toml").write_text('issuer = "某市人民政府"\nissued = "2024-05-06"\nperiod = [2024, 2030]\n', encoding="utf-8")
    metadata = load_plan(find_sources(tmp_path).sources[0]).metadata
    assert found(metadata)["issuer"] == ("某市人民政府", "plan.toml")
    assert metadata.period == (2024, 2030)
    assert metadata.doubts == ("plan.toml 的 issuer 为“某市人民政府”，落款为“某市人民政府办公室”",)


NO_PLANS = [
    ("briefing.txt", ("标题像是新闻", "没有带编号的条款", "段对话")),
    ("report.txt", ("标题像是报告",)),
]


@pytest.mark.parametrize(("name", "signs"), NO_PLANS)
def test_doubt_about_what_is_no_plan(name: str, signs: tuple[str, ...]) -> None:
    doubts = parse(read_document(STYLES / name), "x").metadata.doubts
    assert len(doubts) == len(signs)
    assert all(sign in doubt and "可能" in doubt for sign, doubt in zip(signs, doubts, strict=True))


def test_no_doubt_about_plans() -> None:
    others = [p for p in sorted(STYLES.iterdir()) if p.suffix != ".outline" and p.name not in dict(NO_PLANS)]
    assert len(others) >= 10
    assert {p.name: parse(read_document(p), "x").metadata.doubts for p in others} == {p.name: () for p in others}


@pytest.mark.skipif(not dev_documents(), reason="needs the folder of real plans")
def test_doubts_about_real_documents() -> None:
    doubtful = {p.name[:2] for p in dev_documents() for d in parse(read_document(p), "x").metadata.doubts if "可能" in d}
    assert doubtful == {"30", "39"}, "a report and a reply"


REPLY = """某省人民政府关于设立长河经济开发区的批复
（某政复〔2012〕28号）
长河市人民政府：
你市请示收悉，批复如下：
一、同意设立省级长河经济开发区。
二、严格执行规划。
"""


def test_number_in_brackets_below_the_title_and_issuer_in_it() -> None:
    assert found(read(REPLY).metadata) == {
        "title": ("某省人民政府关于设立长河经济开发区的批复", "标题"),
        "issuer": ("某省人民政府", "标题"),
        "document_number": ("某政复〔2012〕28号", "文号行"),
    }


def test_title_of_an_issued_document_without_a_title_line_and_several_fields_on_one_line() -> None:
    text = """关于印发《长河新区软件产业若干措施》的通知
发布机构：经济发展局 文号：长新规〔2026〕4号 生成日期：2026年7月31日
为支持软件产业，制定以下措施：
一、研发支持
支持企业研发。
二、附则
自印发之日起施行。
"""
    assert found(read(text).metadata) == {
        "title": ("长河新区软件产业若干措施", "通知标题"),
        "issuer": ("经济发展局", "页头"),
        "document_number": ("长新规〔2026〕4号", "页头"),
        "issued": ("2026-07-31", "页头"),
    }


@pytest.mark.parametrize("title", ["2023年某区重点工作任务分解方案", "长河县前三季度经济运行情况和下一步打算"])
def test_a_first_line_is_the_title_also_with_a_year_in_front_or_no_name_of_a_document(title: str) -> None:
    assert read(f"{title}\n一、主要目标\n生产总值增长8%以上。\n二、重点任务\n推进建设。\n").metadata.title.value == title


def test_day_of_a_report_below_its_title() -> None:
    plan = read("政府工作报告\n——2019年1月8日在长河县第十届人民代表大会第三次会议上\n各位代表：\n一、回顾\n成绩很大。\n二、任务\n抓好落实。\n")
    assert found(plan.metadata)["issued"] == ("2019-01-08", "标题下")
