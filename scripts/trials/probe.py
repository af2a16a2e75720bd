"""Two states of a small corpus and the questions that tell them apart.

The first state holds a base (the embedded plan) and one made-up plan; the second changes it and adds another.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from index.qa.build import build
from index.qa.engine import Engine
from index.qa.workspace import Workspace

EMBEDDED = Path(__file__).parents[2] / "corpus" / "data" / "changji-sti-14fyp"

_COUNTY = """某县冷链物流行动方案(2022—2024年)

一、工作目标

到2024年，冷库总容量达到{size}万立方米，不得新建高耗能冷库。

二、主要任务

(一)完善网络

1.建设产地仓。在主产乡镇建设产地仓{stores}个，每个不少于500平方米。

2.支持冷链物流企业。鼓励冷链物流企业购置新能源冷藏车，由县商务局牵头，县交通运输局配合。
"""
_PROVINCE = """某省数字农业发展规划(2021—2025年)

一、总体要求

坚持创新驱动，推广农机自动驾驶。

二、重点任务

(一)夯实基础

到2025年，建成智慧农场{farms}个以上，建设田间监测站120个。
"""
QUESTIONS = (
    "哪些措施覆盖现代种业？", "研发经费投入强度目标是多少？", "四、(二)1.(2)讲了什么？", "有哪些园区？", "特变电工参与哪些产业？",
    "煤炭产业的支持措施是什么？", "培育高新技术企业要做哪些工作？", "怎么从卖设备变成卖服务？", "规划的期限是哪几年？",
    "有没有提到量子计算？",
    "冷库总容量目标是多少？", "产地仓要建多少个？", "冷链物流由哪个部门牵头？", "高耗能冷库能不能建？", "冷链物流行动方案有哪些任务？",
    "智慧农场要建多少个？", "田间监测站建设多少个？", "农机自动驾驶怎么推广？", "数字农业规划的重点任务有哪些？", "哪些规划提到农业？",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Corpora:
    """Folders of the base and of the two states."""

    base: Path
    first: Path
    second: Path


def make_corpora(folder: Path, *, embedded: bool = True) -> Corpora:
    """Write the base and the two states below a folder; without the embedded plan they are built in a moment."""
    states = Corpora(folder / "base", folder / "first", folder / "second")
    for state in (states.base, states.first, states.second):
        if embedded:
            shutil.copytree(EMBEDDED, state / EMBEDDED.name)
        else:
            state.mkdir(parents=True)
            (state / "region.txt").write_text(_PROVINCE.format(farms=50).replace("某省", "某州"), encoding="utf-8")
    (states.first / "county.txt").write_text(_COUNTY.format(size="12.5", stores=20), encoding="utf-8")
    (states.second / "county.txt").write_text(_COUNTY.format(size="18.0", stores=35), encoding="utf-8")
    (states.second / "province.txt").write_text(_PROVINCE.format(farms=30), encoding="utf-8")
    return states


def answers(directory: Path) -> tuple[str, str]:
    """Name of the generation that a reader gets, and a digest of its answers to the questions."""
    workspace = Workspace.open(directory)
    try:
        return workspace.generation.id, digest(Engine(workspace))
    finally:
        workspace.sandbox.close()


def digest(engine: Engine) -> str:
    """Digest of all answers with their citations and hits, but for the time they took."""
    rows = [{k: v for k, v in engine.ask(q).as_row().items() if k != "elapsed_ms"} for q in QUESTIONS]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Expected:
    """A build directory at the first state, and the answers of either state by generation."""

    directory: Path
    first: str
    second: str
    answers: dict[str, str]


def expect(corpora: Corpora, folder: Path) -> Expected:
    """Build both states undisturbed; `directory` stays at the first, with the embedded plan's work kept.

    An older generation lies beside the first, so that the build of the second has one to retire.
    """
    before, after = folder / "before", folder / "after"
    build(corpora.base, before)
    build(corpora.first, before)
    shutil.copytree(before, after)
    build(corpora.second, after)
    known = dict((answers(before), answers(after)))
    first, second = known
    if len(set(known.values())) != 2:
        raise AssertionError("the probe must tell the two states apart")
    return Expected(before, first, second, known)
