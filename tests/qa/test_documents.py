"""Questions about a document whose page head prints what its text does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.qa.build import build
from index.qa.engine import Engine
from index.qa.workspace import Workspace

PLAN = """---
标题: 北河区人民政府办公室关于印发《北河区公园建设实施方案》的通知
文号: 北府办发〔2025〕9号
发布日期: 2025-03-20
---

# 北河区人民政府办公室关于印发《北河区公园建设实施方案》的通知

各街道办事处：

根据区绿化局的请示（北绿〔2025〕4号），《北河区公园建设实施方案》已经区政府同意，现印发给你们，请认真执行。

北河区人民政府办公室

2025年3月6日

北河区公园建设实施方案

一、主要目标

到2027年，新建口袋公园12座。

二、重点任务

（一）增加绿地。利用边角地块建设街头绿地。

（二）方便游园。延长开放时间，增设座椅。
"""


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("park")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "park.txt").write_text(PLAN, encoding="utf-8")
    build(folder / "corpus", folder / "build")
    return Engine(Workspace.open(folder / "build"))


@pytest.mark.parametrize(
    ("asked", "said", "labels"),
    [
        ("方案是谁印发的，文号是多少？", ["由北河区人民政府办公室", "北府办发〔2025〕9号"], ["页头"]),
        ("方案是哪个部门、什么时候印发的？", ["由北河区人民政府办公室", "2025年3月6日印发"], []),
        ("成文日期和发布日期分别是哪天？", ["2025年3月6日印发", "2025年3月20日公开发布"], ["页头"]),
        ("请示的文号是多少？", ["北绿〔2025〕4号"], []),
    ],
)
def test_every_field_asked_for_is_answered_where_it_is_printed(park: Engine, asked: str, said: list[str], labels: list[str]) -> None:
    answer = park.ask(asked)
    assert [s for s in said if s not in answer.text] == [], answer.text
    assert [c for c in labels if c not in [cited.label for cited in answer.citations]] == []
