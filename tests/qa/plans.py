"""Small plans written for these tests, and the embedded plan."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from corpus.load import find_sources, load_plan
from corpus.model import Plan

EMBEDDED = "changji-sti-14fyp"
CORPUS = Path(__file__).parents[2] / "corpus" / "data"

CHAPTERS = """某省数字农业发展规划（2021—2025年）

第一章 总体要求

第一节 指导思想

一、坚持创新驱动。把创新摆在核心位置。

（一）强化应用。推广农机自动驾驶。

1.补齐短板。建设田间监测站120个。

第二章 重点任务

第一节 夯实基础

到2025年，建成智慧农场30个以上。
"""

PLAIN = """某县冷链物流行动方案（2022—2024年）

一、工作目标

到2024年，冷库总容量达到12.5万立方米，不得新建高耗能冷库。

二、主要任务

（一）完善网络

1．建设产地仓。在主产乡镇建设产地仓20个，每个不少于500平方米。

（1）统一标准。制定产地仓建设规范。

①加强监管。每季度检查一次。
"""


@cache
def embedded() -> Plan:
    source = next(s for s in find_sources(CORPUS).sources if s.id == EMBEDDED)
    return load_plan(source)


@cache
def written(text: str, name: str = "written", settings: str = "") -> Plan:
    """A plan from text, read the way a dropped file is; `settings` is the body of a plan.toml."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / name
        home.mkdir()
        (home / "source.txt").write_text(text, encoding="utf-8")
        if settings:
            (home / "plan.toml").write_text(settings, encoding="utf-8")
        return load_plan(find_sources(Path(folder)).sources[0])
