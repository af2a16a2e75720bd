"""Every kind of question once or more: its kind, status, completeness, and what the answer says."""

from __future__ import annotations

import tomllib

import pytest

from index.qa.answer import Status
from index.qa.engine import Engine
from index.qa.handlers import HANDLERS
from index.qa.workspace import Workspace
from tests.conftest import CHANGJI, ROOT

A, M, Q, X, B = Status.ANSWERED, Status.NOT_MENTIONED, Status.NOT_QUANTIFIED, Status.OUT_OF_SCOPE, Status.AMBIGUOUS

#: question, intent, status, complete, strings of the answer
EMBEDDED = [
    ("帮我写一首诗", "chatter", X, None, ["不在规划文本的范围之内"]),
    ("四、(二)1.(2)讲了什么？", "clause", A, True, ["四、(二)1.(2)现代种业：", "种业研发中心"]),
    ("第四章讲了什么？", "clause", A, False, ["各级标题", "四、(二)3.(3)社会公共事业"]),
    ("第八章讲了什么？", "clause", M, None, ["没有“第八章”这一条款"]),
    ("(一)讲了什么？", "clause", B, None, ["可指多个条款", "1. ", "2. "]),
    ("2023年7月12日发生了什么？", "document_date", A, True, ["昌吉市人民政府印发"]),
    ("昌吉市政办发〔2016〕78号是什么？", "document_named", A, True, ["若干政策"]),
    ("规划发给谁？", "document_addressees", A, True, ["各乡镇人民政府"]),
    ("规划是谁发布的？", "document_issuer", A, True, ["昌吉市人民政府"]),
    ("规划什么时候印发的，是谁印发的？", "document_issuer", A, True, ["由昌吉市人民政府", "2023年7月12日印发"]),
    ("规划的公开日期是哪天？", "document_published", A, True, ["2024年11月26日公开发布"]),
    ("规划什么时候印发的？", "document_time", A, True, ["2023年7月12日"]),
    ("规划的发文字号是多少？", "document_number", M, None, ["没有写明发文字号"]),
    ("规划期是哪几年？", "document_period", A, True, ["2021年至2025年"]),
    ("规划分几章？", "chapters", A, True, ["分5个部分", "五、工作保障机制"]),
    ("笑厨是哪家公司的简称？", "alias", A, True, ["新疆笑厨食品有限公司"]),
    ("九圣禾在规划里出现几次？", "mentions", A, True, ["共出现3次", "3个条款"]),
    ("“区块链”在哪些条款出现？", "mentions", M, None, ["没有出现“区块链”"]),
    ("九圣禾与现代种业有什么关系？", "relation", A, True, ["带动"]),
    ("联席工作会议由哪个部门牵头？", "responsible", A, True, ["牵头：市科技局"]),
    ("税务局要做什么？", "department_tasks", A, True, ["税务部门", "宣传培训"]),
    ("农业农村局要做什么？", "department_tasks", M, None, ["没有提到“农业农村局”"]),
    ("“一区一园两聚集区”包括哪些？", "members", A, True, ["指昌吉国家高新区、新疆信息产业园、", "共4个"]),
    ("“五下乡”是什么意思？", "term", A, True, ["“五下乡”指：文化、科技、卫生、法律、爱国爱宗教服务。"]),
    ("TBEA有哪些国家级平台？", "platforms_of_organisation", A, True, ["国家特高压变压器工程技术研究中心、国家级博士后工作站"]),
    ("新疆农业职业技术学院有什么平台？", "platforms_of_organisation", A, True, ["建有平台1个：众创空间"]),
    ("哪些企业建有院士工作站？", "platform_hosts", A, True, ["承建单位2家：特变电工股份有限公司、蓝山屯河化工。"]),
    ("规划有哪些量化目标？", "targets", A, True, ["共有28项量化目标", "棉花种植面积：28万亩左右（到2025年"]),
    ("煤炭产业有哪些量化指标？", "targets", A, True, ["不低于120万吨", "60万吨", "1530万吨"]),
    ("有哪些约束性指标？", "targets", Q, None, ["没有标明为约束性的指标"]),
    ("规划涉及哪些园区？", "inventory", A, True, ["新疆信息产业园", "硫磺沟矿区"]),
    ("规划里提到了哪些高校？", "inventory", A, True, ["共点名2家高校", "新疆昌吉职业技术学院"]),
    ("有哪些税收优惠政策？", "instrument", A, True, ["税收优惠"]),
    ("基本原则有几条？", "count_children", A, True, ["共6项", "科技惠及民生"]),
    ("“十三五”时期实施了几项科普工程？", "count_children", A, True, ["共4项"]),
    ("一产包括哪些产业？", "list_children", A, True, ["共6项", "农产品精深加工"]),
    ("目前存在哪些问题？", "list_children", A, True, ["二、制约发展的主要问题共2项", "科技创新能力不强"]),
    ("要坚持的六项原则是哪六项？", "list_children", A, True, ["三、(二)基本原则共6项"]),
    ("六项基本原则分别是什么？", "list_children", A, True, ["三、(二)基本原则共6项"]),
    ("有哪些保障措施？", "list_children", A, True, ["五、工作保障机制共5项"]),
    ("畜牧业依托哪些企业？", "enterprises", A, True, ["企业3家：朗青畜牧、优然牧业、吉缘牧业等", "未必列尽"]),
    ("现代种业有哪些措施？", "measures", A, True, ["直接措施6条、其他条款提及1条", "只列所在条款", "分布在："]),
    ("低空经济和无人机物流怎么发展？", "topic", M, None, ["没有提到"]),
    ("研发经费投入强度2020年和2025年分别是多少？", "compare", A, True, ["0.17%", "1.5%", "1.33个百分点（计算得出）"]),
    ("工程技术研究中心的现状和目标相差多少？", "compare", A, True, ["合计8家（计算得出）", "相差4家（计算得出）"]),
    ("申请专利和授权专利相差多少件？", "compare", A, True, ["3597件", "2432件", "1165件（计算得出）"]),
    ("棉花种植面积目标是多少？", "quantity", A, True, ["到2025年，棉花种植面积的目标为28万亩左右"]),
    ("具备公民科学素质的比例目标是多少？", "quantity", A, True, ["13%以上", "力争", "14%"]),
    ("2017年发了多少奖励？", "quantity", A, True, ["233万元"]),
    ("棉花种植面积2020年是多少？", "quantity", Q, None, ["没有给出2020年的数值"]),
    ("纺织服装产业到2025年产值多少？", "quantity", Q, None, ["纺织服装产业"]),
    ("给博士发多少安家费？", "quantity", M, None, ["没有提到“安家费”"]),
    ("猪八戒网在规划里做什么？", "profile", A, True, ["互联网信息服务企业"]),
    ("怎么从卖设备变成卖服务？", "topic", A, False, ["服务供应商"]),
    ("和北京大学签的合作协议有哪些内容？", "", M, None, ["没有出现“北京大学”（机构名）"]),
    ("规划怎么安排氢能产业？", "measures", M, None, ["没有提到“氢能产业”"]),
    ("2035年高新技术企业数量目标", "", M, None, ["2035年"]),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "intent", "status", "complete", "said"), EMBEDDED, ids=[row[0] for row in EMBEDDED])
def test_answer(engine: Engine, asked: str, intent: str, status: Status, complete: bool | None, said: list[str]) -> None:
    answer = engine.ask(asked)
    assert (answer.intent, answer.status, answer.complete) == (intent, status, complete), answer.text
    assert [s for s in said if s not in answer.text] == [], answer.text
    assert answer.hits or intent == "chatter"


def test_every_handler_is_asked() -> None:
    intents = tomllib.loads((ROOT / "index" / "data" / "intents.toml").read_text(encoding="utf-8"))["intent"]
    asked = {row[1] for row in EMBEDDED}
    assert [i["id"] for i in intents if i["id"] not in asked] == []
    assert sorted(HANDLERS) == sorted({i["handler"] for i in intents})


SMALL = [
    ("临河县规划的高新技术企业目标是多少？", ("river",), ["30家"], ["8家"]),
    ("青山区行动方案里畜牧业有哪些措施？", ("hill",), ["奶源基地"], ["标准化养殖"]),
    ("畜牧业有哪些措施？", ("hill", "river"), ["《青山区乡村振兴行动方案》", "《临河县产业发展规划", "奶源基地", "标准化养殖"], []),
    ("临河县规划和青山区方案的高新技术企业目标有什么不同？", ("hill", "river"), ["30家", "8家"], []),
    ("第一章讲了什么？", ("hill", "river"), ["《青山区乡村振兴行动方案》一、工作目标", "一、发展基础"], []),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "scope", "said", "unsaid"), SMALL, ids=[row[0] for row in SMALL])
def test_several_plans_are_named_and_never_mixed(
    small: Workspace, asked: str, scope: tuple[str, ...], said: list[str], unsaid: list[str]
) -> None:
    answer = Engine(small).ask(asked)
    assert answer.scope == scope
    assert [s for s in said if s not in answer.text] == [], answer.text
    assert [s for s in unsaid if s in answer.text] == []


FOLLOWUPS = [
    (["畜牧业有哪些措施？", "那林果业呢？"], "酿酒葡萄"),
    (["国家级博士后工作站有几家？", "自治区级的呢？"], "3家"),
    (["到2025年小麦种植面积稳定在多少？", "玉米呢？"], "15万亩"),
    (["四、(四)2.讲了什么？", "它2025年的目标是多少家？"], "12家"),
    (["四、(二)1.(2)讲了什么？", "上一条呢？"], "四、(二)1.(1)粮棉产业"),
    (["四、(二)1.(2)讲了什么？", "下一条呢？", "再下一条呢？"], "四、(二)1.(4)"),
    (["四、(二)1.(2)讲了什么？", "本条的上一条讲了什么？"], "四、(二)1.(1)粮棉产业"),
    (["四、(二)1.(2)的下一条讲了什么？"], "四、(二)1.(3)"),
    (["四、(一)讲了什么？", "本章第(三)条讲了什么？"], "四、(三)"),
]


@pytest.mark.parametrize(("turns", "said"), FOLLOWUPS)
def test_follow_up_keeps_its_subject(engine: Engine, turns: list[str], said: str) -> None:
    answer = engine.ask(turns[-1], history=turns[:-1])
    assert answer.question == turns[-1]
    assert said in answer.text


HOSTILE = [
    "\u202e现代种业\u202c有哪些措施？", "<script>alert(1)</script>现代种业有哪些措施？", "**现代种业**有哪些[措施](javascript:x)?",
    "'; DROP TABLE; --现代种业", "?s ?p ?o } { 现代种业", "\u200b现\u200b代\u200b种业有哪些措施", "🚀" * 300, "《" * 500, "(" * 900 + ")" * 900,
]  # fmt: skip


def test_hostile_questions_change_no_other_answer(engine: Engine) -> None:
    before = engine.ask("现代种业有哪些措施？").text
    for text in HOSTILE:
        engine.ask(text)
        engine.ask("那呢？", history=[text])
    assert engine.ask("现代种业有哪些措施？").text == before


def test_unknown_plan_is_named(engine: Engine) -> None:
    from corpus.model import CorpusError

    with pytest.raises(CorpusError, match="没有编号为“nowhere”的规划"):
        engine.ask("基本原则有几条？", plans=("nowhere",))
    assert engine.ask("基本原则有几条？", plans=(CHANGJI,)).scope == (CHANGJI,)


@pytest.mark.parametrize("asked", ["畜牧业项目要在多少个工作日内办完？", "现代种业行动方案要投入多少？"])
def test_parts_of_other_words_ask_for_no_measures(engine: Engine, asked: str) -> None:
    intents = [i.id for i in engine.read(asked).question.intents]
    assert (intents[0], "measures" in intents) == ("quantity", False)
