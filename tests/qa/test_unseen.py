"""Questions over a plan that no rule was written for: numbers in everyday words, coined terms, counts over running numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.qa.answer import Status
from index.qa.build import build
from index.qa.engine import Engine
from index.qa.workspace import Workspace

PLAN = """海云市海洋经济发展规划（2021—2025年）

一、发展基础与现状

2020年，全市海洋生产总值达到860亿元，占地区生产总值比重达到21.4%。港口货物吞吐量达到1.2亿吨。

二、发展目标

到2025年，海洋生产总值突破1300亿元，占地区生产总值比重达到25%以上，年均增长8.5%左右。培育年产值超50亿元的海洋装备龙头企业3家，海洋经济市场主体达到1500家。建设时速160公里以上动车组检修基地，建成深远海养殖基地6个，年产智能网箱120套。海水淡化能力达到每日40万吨，新建滨海步道86公里。

三、主要任务

（一）构建“一带三湾”空间布局

1．建设海洋装备产业带。围绕船舶修造、海工平台、海洋仪器三大支柱产业，健全“1+2+N”服务体系（即1个海洋大数据中心，2个检测基地，N个服务站）。由市海洋局牵头。

2．优化审批服务。用海项目审批时限压缩至15个工作日以内。

（二）推进“四个一批”工程

3．做强渔业。推广深远海养殖，扶持海丰渔业等企业。大力发展珍珠加工产业。引导企业建立珍珠育种基地，办好珍珠展销会。推进渔港建设。改造中心渔港2座。

4．发展滨海旅游。建设红石湾度假区。

5．培养人才。引进海洋领域高层次人才，支持海洋大学扩大招生规模。
"""

A, M, Q = Status.ANSWERED, Status.NOT_MENTIONED, Status.NOT_QUANTIFIED
CASES = [
    ("2025年海洋经济企业要有多少家？", A, ["1500家"]),
    ("要培育几家年产值过50亿的装备龙头企业？", A, ["3家"]),
    ("海洋生产总值年均增速目标？", A, ["8.5%左右"]),
    ("海洋GDP占全市的比重2025年要到多少？", A, ["25%以上"]),
    ("滨海步道打算修多少公里？", A, ["86公里"]),
    ("一年能造多少套智能网箱？", A, ["120套"]),
    ("用海项目审批最多拖几天？", A, ["15个工作日"]),
    ("海洋生产总值2020年是多少，2025年要达到多少？", A, ["860亿元", "1300亿元", "相差440亿元（计算得出）"]),
    ("海洋生产总值2020年和2025年差多少？", A, ["440亿元（计算得出）"]),
    ("海洋市场主体有多少家，智能网箱多少套？", A, ["1500家", "120套"]),
    ("海洋高层次人才要引进多少名？", Q, ["人才"]),
    ("红石湾度假区要接待多少游客？", M, ["没有提到“游客”"]),
    ("海洋装备龙头企业要建几个研发中心？", M, ["没有提到“研发”"]),
    ("动车组要跑多少公里？", Q, ["动车组"]),
    ("海洋大数据中心要配多少台服务器？", Q, ["没有给出"]),
    ("光伏装机要达到多少千瓦？", M, ["光伏"]),
    ("发展珍珠加工产业有哪些措施？", A, ["大力发展珍珠加工产业", "办好珍珠展销会"]),
    ("高考加分政策是什么？", M, ["没有提到“高考加分政策”"]),
    ("静安区的滨海步道打算修多少公里？", M, ["没有出现“静安区”（地名）"]),
    ("谁负责修地铁？", M, ["没有提到“地铁”"]),
    ("养老金什么时候涨？", M, ["没有提到“养老金”"]),
    ("氢能产业依托哪些企业？", M, ["没有提到"]),
    ("“1+2+N”是什么意思？", A, ["“1+2+N”指：1个海洋大数据中心、2个检测基地、N个服务站"]),
    ("三大支柱产业是哪些？", A, ["“三大支柱产业”指：船舶修造、海工平台、海洋仪器。"]),
    ("“四横四纵”是什么意思？", M, ["没有出现“四横四纵”"]),
    ("主要任务一共有多少条具体工作？", A, ["第1—5条连续编号，合计5条", "【构建“一带三湾”空间布局】1．建设海洋装备产业带"]),
    ("规划提出几条措施？", A, ["合计5条"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("unseen")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "sea.txt").write_text(PLAN, encoding="utf-8")
    build(folder / "corpus", folder / "build")
    return Engine(Workspace.open(folder / "build"))


@pytest.mark.parametrize(("asked", "status", "said"), CASES, ids=[row[0] for row in CASES])
def test_unseen_plan(unseen: Engine, asked: str, status: Status, said: list[str]) -> None:
    answer = unseen.ask(asked)
    assert answer.status is status, answer.text
    assert [s for s in said if s not in answer.text] == [], answer.text
