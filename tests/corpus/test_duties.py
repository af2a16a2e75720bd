"""Responsibility brackets are data in every place they stand, also broken over lines and pages."""

from __future__ import annotations

import pytest

from corpus.model import Plan
from corpus.parse import parse
from corpus.readers import formats
from corpus.unbroken import join_brackets
from kg.departments import detect_duties
from kg.sentences import sentences
from tests.corpus.documents import pdf_of

LINES = [
    "某市产业发展行动方案", "一、总体要求", "推动高质量发展。", "二、重点任务",
    "（一）培育企业。支持企业做大做强，形成一批龙头企业。"
    "（责任单位：市科技局、市工业和信息化局、市财政局、市人力资源和社会保障局，各县（市、区）人民政府）",
    "（二）建设平台。建设重点实验室。（市科技局牵头，市财政局、市教育局配合）",
    "（三）引育人才。引进高层次人才。（牵头单位：市委组织部；配合单位：市人力资源社会保障局、市财政局，按职责分工负责）",
]  # fmt: skip
DUTIES = [
    ("2/1", "responsibleDepartment", "市科技局"), ("2/1", "responsibleDepartment", "市工业和信息化局"),
    ("2/1", "responsibleDepartment", "市财政局"), ("2/1", "responsibleDepartment", "市人力资源和社会保障局"),
    ("2/1", "responsibleDepartment", "各县（市、区）人民政府"),
    ("2/2", "leadDepartment", "市科技局"), ("2/2", "supportingDepartment", "市财政局"), ("2/2", "supportingDepartment", "市教育局"),
    ("2/3", "leadDepartment", "市委组织部"), ("2/3", "supportingDepartment", "市人力资源社会保障局"),
    ("2/3", "supportingDepartment", "市财政局"),
]  # fmt: skip

TEXT = "\n".join(LINES)
FORMS = [
    ("whole.txt", TEXT.encode()),
    ("in-a-word.txt", TEXT.replace("工业和信息化", "工业和信\n息化").encode()),
    ("over-a-page.txt", TEXT.replace("市财政局、市人力", "市财政局、\r\n\r\n　　市人力").encode()),
    ("twice.txt", TEXT.replace("工业和信息化", "工业和信\n息化").replace("市财政局、市人力", "市财\n政局、市人力").encode()),
    ("second-bracket.txt", TEXT.replace("牵头，市财政局", "牵头，市财\n政局").encode()),
    ("large.pdf", pdf_of(LINES, size=16)),
    ("pages.pdf", pdf_of(LINES, size=30)),
]


def read(name: str, data: bytes) -> Plan:
    return parse(formats.parse(data, formats.suffix_of(name, name), name), "x")


@pytest.mark.parametrize(("name", "data"), FORMS, ids=[name for name, _ in FORMS])
def test_duties_over_breaks(name: str, data: bytes) -> None:
    plan = read(name, data)
    duties = detect_duties(plan, [s for c in plan.clauses for s in sentences(plan, c)])
    found = [(d.evidence.clause, d.predicate.value, "".join(d.find.name.split())) for d in duties]
    assert sorted(found) == sorted(DUTIES)


UNJOINED = [
    ("一、目标（见附表\n二、任务）", "a number opens the next line"),
    ("建设（一期\n工程。投资（2亿元）", "a sentence ends before the bracket does"),
    ("建设一期。\n工程）", "nothing is open"),
]


@pytest.mark.parametrize(("text", "reason"), UNJOINED, ids=[reason for _, reason in UNJOINED])
def test_lines_that_stay_apart(text: str, reason: str) -> None:
    document = formats.parse(text.encode(), ".txt", "a.txt")
    assert join_brackets(document) == document, reason
