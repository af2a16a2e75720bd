"""Two small plans that share names: what commands and servers are tested on when one plan is not enough."""

from __future__ import annotations

from pathlib import Path

RIVER = """临河县产业发展规划（2021—2025年）

一、发展基础

2020年，全县高新技术企业12家。

二、发展目标

到2025年，高新技术企业达到30家。

三、重点任务

（一）发展现代畜牧业

扶持优然牧业等企业做大做强，建设标准化养殖基地。责任单位：县农业农村局。

（二）培育现代种业

支持九圣禾种业建设种业研发中心。
"""

HILL = """青山区乡村振兴行动方案

一、工作目标

到2026年，高新技术企业达到8家以上。

二、主要措施

（一）壮大畜牧业

支持优然牧业建设奶源基地，加快奶牛良种繁育。
"""


def write_small_plans(folder: Path) -> Path:
    """A corpus of both plans in the folder."""
    for name, text in (("river", RIVER), ("hill", HILL)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
