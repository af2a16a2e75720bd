"""What size costs: python -m scripts.scale [--plans N]… [--corpus DIR] [--keep DIR] [--jobs N] [--size CHARS] [--json].

For each size a corpus is made and built, checked, asked, one plan is added to it and taken away again, each in a process
of its own whose processor time and greatest memory are read when it ends. Costs per plan are set against those of the
smallest size. With `--keep`, what was measured stays there: a run that was cut off goes on with the step it was in.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from index.qa.fingerprint import means
from scripts import cli
from scripts.make_corpus import main as make_corpus

_SIZES = (10, 100)
_SEED = 1


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: seconds of the processor and of the clock, greatest memory in MB, what it printed; `program` measured it."""

    seconds: float
    wall: float
    memory: int
    said: str
    program: str


def main(
    plans: Annotated[list[int] | None, typer.Option(help="规划数目，可重复给出")] = None,
    corpus: cli.Corpus = cli.CORPUS,
    keep: Annotated[Path | None, typer.Option(help="存放语料、构建与已测结果的目录，中断后接着测；省略即用后删除")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="构建的并行进程数")] = 1,
    size: Annotated[int, typer.Option(min=500, help="每份规划的大致字数")] = 6000,
    as_json: cli.Json = False,
) -> None:
    """按几种规模生成语料，测量构建、核对、提问与增加一部规划的开销。"""
    if not hasattr(os, "wait4"):
        cli.fail("此测量要读进程的处理器时间与内存；请在 Linux 或 macOS 上运行")
    folder = keep or Path(tempfile.mkdtemp(prefix="plan-scale-"))
    try:
        rows = [measure(folder / str(n), n, corpus, jobs, size) for n in sorted(set(plans or _SIZES))]
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    for row in rows:
        row["per_plan_ratio"] = round(row["build_s_per_plan"] / rows[0]["build_s_per_plan"], 2)
        row["add_ratio"] = round(row["add_own_s"] / row["one_alone_s"], 2)
        if as_json:
            cli.echo_json(row)
    if not as_json:
        sys.stdout.write(table(rows))


def measure(folder: Path, plans: int, corpus: Path, jobs: int, size: int) -> dict[str, Any]:
    """Everything about one size; each step is done once with one version of the program."""
    made, more, alone, build = folder / "corpus", folder / "more", folder / "alone", folder / "build"
    make_corpus(made, plans=plans, corpus=corpus, seed=_SEED, size=size)
    make_corpus(more, plans=plans + 1, corpus=corpus, seed=_SEED, size=size)
    alone.mkdir(exist_ok=True)
    newest = sorted(more.iterdir())[-1]
    shutil.copyfile(newest, alone / newest.name)
    step = Steps(folder / "steps", plans)
    first = step.run("构建", "scripts.build", "--corpus", made, "--build", build, "--jobs", jobs, "--json")
    check = step.run("核对", "scripts.check", "--build", build)
    paces = step.run("提问", "scripts.trials.paces", build)
    added = step.run("增加一部", "scripts.build", "--corpus", more, "--build", build, "--json")
    back = step.run("去掉一部", "scripts.build", "--corpus", made, "--build", build, "--json")
    single = step.run("单独构建一部", "scripts.build", "--corpus", alone, "--build", folder / "alone-build", "--force", "--json")
    built, own = len(json.loads(first.said)["built"]), json.loads(added.said)["own_cpu_seconds"]
    return {
        "plans": plans, "built": built, "counts": json.loads(first.said)["counts"], "bytes": _bytes(build),
        "build_s": first.seconds, "build_s_per_plan": round(first.seconds / max(1, built), 3), "build_mb": first.memory,
        "check_s": check.seconds, "check_mb": check.memory, "add_one_s": added.seconds, "add_one_mb": added.memory,
        "add_own_s": own, "add_publish_s": round(added.seconds - own, 2), "take_away_s": back.seconds,
        "one_alone_s": single.seconds, "answers": json.loads(paces.said),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of one size with what they took, a file each, so that none is measured twice."""

    folder: Path
    plans: int

    def run(self, name: str, module: str, *args: object) -> Spent:
        """Run a command of this project in a process of its own, or give what it took before; one that fails ends the measurement."""
        kept = self.folder / f"{name}.json"
        if kept.is_file() and (spent := Spent(**json.loads(kept.read_text(encoding="utf-8")))).program == means():
            cli.warn(f"{self.plans} 部：{name}，沿用已测结果")
            return spent
        spent = _run(module, *args)
        self.folder.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(asdict(spent), ensure_ascii=False), encoding="utf-8")
        cli.warn(f"{self.plans} 部：{name}，{spent.wall:.0f} 秒，处理器 {spent.seconds:.0f} 秒，内存 {spent.memory} MB")
        return spent


def _run(module: str, *args: object) -> Spent:
    began = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        process = subprocess.Popen([sys.executable, "-m", module, *map(str, args)], stdout=out)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read()
    if process.returncode:
        cli.fail(f"{module} 未成功（退出码 {process.returncode}）；请看上面的提示", cli.FAILED)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Spent(round(used.ru_utime + used.ru_stime, 2), round(time.monotonic() - began, 1), used.ru_maxrss // unit, said, means())


def _bytes(folder: Path) -> dict[str, int]:
    """Size of each part of a build directory; linked files count once for each name."""
    return {
        part.name if not part.name.startswith("gen-") else "generation": sum(p.stat().st_size for p in part.rglob("*") if p.is_file())
        for part in sorted(folder.iterdir()) if part.is_dir()
    }  # fmt: skip


_LINES = {
    "段落": "{counts[passages]:,}",
    "构建，每部": "{build_s_per_plan} 秒({per_plan_ratio} 倍)",
    "构建，内存": "{build_mb:,} MB",
    "增加一部": "{add_one_s} 秒，{add_one_mb:,} MB",
    "其中这一部自身(抽取、编码等)": "{add_own_s} 秒",
    "其中合并、索引、发布": "{add_publish_s} 秒",
    "单独构建一部(整个命令)": "{one_alone_s} 秒",
    "增加一部自身 ÷ 单独构建": "{add_ratio} 倍",
    "去掉一部(只有合并、索引、发布)": "{take_away_s} 秒",
    "核对": "{check_s} 秒，{check_mb:,} MB",
    "打开并答前三题": "{answers[opened_s]} 秒，{answers[memory_mb]:,} MB",
    "提问 p50 / p95": "{answers[ask][wall_p50]} / {answers[ask][wall_p95]} 毫秒",
    "只问一部 p50 / p95": "{answers[ask_one_plan][wall_p50]} / {answers[ask_one_plan][wall_p95]} 毫秒",
    "命名查询 p95(最慢的一种)": "{slowest} 毫秒",
    "IVF 对逐一比较的 recall@10": "{recall}",
}


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as a Markdown table, a column for each size; times are of the processor but for those of questions and queries."""
    told = [{**row, **_answered(row["answers"])} for row in rows]
    lines = [("项目", *(f"{row['plans']:,} 部" for row in rows)), ("---", *("--:" for _ in rows))]
    lines += [(name, *(form.format(**row) for row in told)) for name, form in _LINES.items()]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _answered(answers: Mapping[str, Any]) -> dict[str, Any]:
    slowest = max((paces.get("wall_p95", 0.0), name) for name, paces in answers["graph"].items())
    recall = answers["recall"]
    return {"slowest": f"{slowest[1]} {slowest[0]}", "recall": recall["recall_at_10"] if recall else "段落少，不用 IVF"}


if __name__ == "__main__":
    cli.run(main)
