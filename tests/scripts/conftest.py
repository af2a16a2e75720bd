"""Two small plans that share names, built once: what commands and servers are tested on when one plan is not enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.qa.build import build
from index.qa.workspace import Workspace

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


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for name, text in (("river", RIVER), ("hill", HILL)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small_build(small_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small-build")
    build(small_corpus, folder)
    return folder


@pytest.fixture(scope="session")
def small(small_build: Path) -> Workspace:
    return Workspace.open(small_build)
