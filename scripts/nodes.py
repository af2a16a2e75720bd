"""How much faster two nodes build than one: python -m scripts.nodes [--plans N] [--rounds N] [--json].

Ray clusters of one and of two nodes of one CPU each, as processes of this machine, build the same made corpus in turn.
A task has one thread (Ray sees to that), so one node never works with two cores. The ratio tells something only where two
cores are free, and where the plans are enough to make little of what is done once: starting workers, merging, publishing.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from index.qa.build import build
from scripts import cli
from scripts.make_corpus import main as make_corpus

_SIZE = 6000


def main(
    plans: Annotated[int, typer.Option(min=2, help="规划数目")] = 40,
    rounds: Annotated[int, typer.Option(min=1, help="轮数：每轮一个节点、两个节点各构建一次")] = 2,
    corpus: cli.Corpus = cli.CORPUS,
    as_json: cli.Json = False,
) -> None:
    """在一个与两个单核节点的 Ray 集群上构建同一语料，比较用时并核对结果相同。"""
    folder = Path(tempfile.mkdtemp(prefix="plan-nodes-"))
    try:
        make_corpus(folder / "corpus", plans=plans, corpus=corpus, seed=1, size=_SIZE)
        runs: dict[int, list[tuple[float, str]]] = {1: [], 2: []}
        for _ in range(rounds):
            for nodes, made in runs.items():
                made.append(_build(folder, nodes))
                cli.warn(f"{nodes} 个节点：{made[-1][0]:.0f} 秒")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if len({generation for made in runs.values() for _, generation in made}) > 1:
        cli.fail("一个节点与两个节点的结果不同；请报告这一问题", cli.FAILED)
    seconds = {nodes: round(statistics.median(s for s, _ in made), 2) for nodes, made in runs.items()}
    row = {
        "plans": plans, "rounds": rounds, "one_node_s": seconds[1], "two_nodes_s": seconds[2], "ratio": round(seconds[1] / seconds[2], 2),
        "load": round(os.getloadavg()[0], 1), "cores": os.cpu_count(),
    }  # fmt: skip
    if as_json:
        cli.echo_json(row)
    else:
        sys.stdout.write("一个节点 {one_node_s} 秒，两个节点 {two_nodes_s} 秒：{ratio} 倍（机器负载 {load},{cores} 核）\n".format(**row))


def _build(folder: Path, nodes: int) -> tuple[float, str]:
    """Seconds from the first plan handed out to the published generation, and the generation's name."""
    from ray.cluster_utils import Cluster

    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    try:
        for _ in range(nodes):
            cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        began = time.perf_counter()
        made = build(folder / "corpus", folder / "build", ray=cluster.address, force=True)
        return time.perf_counter() - began, made.generation.id
    finally:
        cluster.shutdown()
        shutil.rmtree(folder / "build", ignore_errors=True)


if __name__ == "__main__":
    cli.run(main)
