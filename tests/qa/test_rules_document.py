"""Questions over a document of articles (第X条) that rules instead of planning: duties, terms of years, where something is laid down."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.qa.answer import Status
from index.qa.build import build
from index.qa.engine import Engine
from index.qa.workspace import Workspace

RULES = """海云市数据开放实验室管理办法

第一章 总则

第一条 为规范数据开放实验室（以下简称实验室）的建设与运行，制定本办法。

第二章 职责

第二条 海云市数据局（以下简称市数据局）是实验室的主管部门，主要职责是：

（一）组织实验室的申报和验收。

（二）发布年度开放目录。

（三）监督资金使用。

第三条 高校、企业等单位是实验室的承建单位，主要职责是：

（一）提供场地和人员。

（二）保障日常运行经费。

第三章 建设与运行

第四条 实验室筹建期为3年。筹建期满后，由市数据局组织验收，通过验收的进入运行期。

第五条 实验室实行首席专家负责制。首席专家由承建单位聘任，应具有高级职称。

第六条 实验室应重视成果转化，加强与企业的合作，推动数据产品进入市场。

第七条 实验室实行年度报告制度。每年3月底前报送上一年度报告。

第八条 在实验室之外推广成果转化的，按国家有关规定办理。
"""

CASES = [
    ("实验室筹建期是几年？", "第三章第四条", ["筹建期为3年"]),
    ("承建单位的主要职责有几项？", "第二章第三条（一）", ["共2项", "提供场地和人员", "保障日常运行经费"]),
    ("市数据局作为主管部门有哪些职责？", "第二章第二条（一）", ["共3项", "监督资金使用"]),
    ("哪几条讲到成果转化？", "第三章第六条", ["共出现2次", "第六条", "第八条"]),
    ("年度报告制度写在第几条？", "第三章第七条", ["第三章第七条", "实行年度报告制度"]),
    ("首席专家负责制是哪一条规定的？", "第三章第五条", ["第三章第五条"]),
    ("哪一条讲的是高级别的专家？", "第三章第五条", ["应具有高级职称"]),
]


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("rules")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "rules.txt").write_text(RULES, encoding="utf-8")
    build(folder / "corpus", folder / "build")
    return Engine(Workspace.open(folder / "build"))


@pytest.mark.parametrize(("question", "first", "told"), CASES)
def test_articles_answer(rules: Engine, question: str, first: str, told: list[str]) -> None:
    answer = rules.ask(question)
    assert answer.status is Status.ANSWERED
    assert first in [hit.citation.label for hit in answer.hits[:2]]
    for words in told:
        assert words in answer.text


def test_a_sentence_that_rules_is_quoted_not_used_as_a_name(rules: Engine) -> None:
    said = rules.ask("实验室筹建期是几年？").text
    assert "第四条“" not in said
    assert "实验室筹建期为3年" in said
