"""How much faster two nodes build than one: python -m scripts.nodes [--plans N] [--rounds N] [--json].

Ray clusters of one and of two nodes of one CPU each, as processes of this machine, build the same made corpus in turn.
A task has one thread (Ray sees to that), so one node never works with two cores. The ratio tells something only where two
cores are free, and where the plans are enough to make little of what is done once: starting workers, merging, publishing.

What nodes share is the work on plans, so its stage is told apart from the whole build: from the first plan handed out to the
last result (starting workers included), and from the first result on; so is writing the graph's store on this machine, which
falls away where the graph goes to a server. What this process itself spends of the processor while the nodes work competes
with two of them for two cores; on a cluster it has a machine of its own.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from index.qa.build import EXTRACTION, STORE, build
from scripts import cli
from scripts.build import Stages
from scripts.make_corpus import main as make_corpus

_SIZE = 6000


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of one build: whole; without the graph's store; of the work on plans; of that from the first result on; this
    process's processor during it."""

    whole: float
    storeless: float
    plans: float
    steady: float
    driver: float


def main(
    plans: Annotated[int, typer.Option(min=2, help="规划数目")] = 160,
    rounds: Annotated[int, typer.Option(min=1, help="轮数：每轮一个节点、两个节点各构建一次")] = 2,
    corpus: cli.Corpus = cli.CORPUS,
    as_json: cli.Json = False,
) -> None:
    """在一个与两个单核节点的 Ray 集群上构建同一语料，比较用时并核对结果相同。"""
    folder = Path(tempfile.mkdtemp(prefix="plan-nodes-"))
    try:
        make_corpus(folder / "corpus", plans=plans, corpus=corpus, seed=1, size=_SIZE)
        runs: dict[int, list[tuple[Took, str]]] = {1: [], 2: []}
        for _ in range(rounds):
            for nodes, made in runs.items():
                made.append(_build(folder, nodes))
                cli.warn(f"{nodes} 个节点：{made[-1][0].whole:.0f} 秒，其中处理规划 {made[-1][0].plans:.0f} 秒")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if len({generation for made in runs.values() for _, generation in made}) > 1:
        cli.fail("一个节点与两个节点的结果不同；请报告这一问题", cli.FAILED)
    one, two = (_median([took for took, _ in made]) for made in runs.values())
    ratios = {name: round(seconds / asdict(two)[name], 2) for name, seconds in asdict(one).items()}
    row = {
        "plans": plans, "rounds": rounds, "one_node": asdict(one), "two_nodes": asdict(two), "ratio": ratios,
        "load": round(os.getloadavg()[0], 1), "cores": os.cpu_count(),
    }  # fmt: skip
    if as_json:
        cli.echo_json(row)
    else:
        sys.stdout.write(_table(one, two, ratios) + f"机器负载 {row['load']},{row['cores']} 核\n")


_NAMES = {
    "whole": "整个构建", "storeless": "整个构建，不计图谱库", "plans": "处理规划(含启动工作进程)", "steady": "处理规划(第一份完成以后)",
    "driver": "其间本机进程占用的处理器",
}  # fmt: skip


def _table(one: Took, two: Took, ratios: Mapping[str, float]) -> str:
    rows = [(name, *(f"{asdict(took)[key]:.1f} 秒" for took in (one, two)), f"{ratios[key]} 倍") for key, name in _NAMES.items()]
    lines = [("项目", "一个节点", "两个节点", "之比"), ("---", "--:", "--:", "--:"), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _median(runs: Sequence[Took]) -> Took:
    return Took(*(round(statistics.median(values), 2) for values in zip(*(asdict(took).values() for took in runs), strict=True)))


class _Watch:
    """A progress that notes by two clocks when the first plan was handed out and when the first and the last result came."""

    def __init__(self) -> None:
        self.noted: dict[int, tuple[float, float]] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage == EXTRACTION and done in (0, 1, total):
            self.noted[min(done, 2)] = (time.perf_counter(), time.process_time())


def _build(folder: Path, nodes: int) -> tuple[Took, str]:
    """What the build took from its beginning to the published generation, and the generation's name."""
    from ray.cluster_utils import Cluster

    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    try:
        for _ in range(nodes):
            cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        watch, began = _Watch(), time.perf_counter()
        stages = Stages(watch, time.perf_counter)
        made = build(folder / "corpus", folder / "build", ray=cluster.address, force=True, progress=stages)
        whole = time.perf_counter() - began
        (start, spent), (first, _), (last, spent_last) = (watch.noted[step] for step in range(3))
        return Took(whole, whole - stages.seconds(STORE), last - start, last - first, spent_last - spent), made.generation.id
    finally:
        cluster.shutdown()
        shutil.rmtree(folder / "build", ignore_errors=True)


if __name__ == "__main__":
    cli.run(main)
