"""Check a build: python -m scripts.check [--deep] [--jobs N] [--build DIR] [--json]. Exit code 1 when something is wrong."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from corpus.audit import broken
from index.qa.checkup import check_deep, check_graph
from index.qa.workspace import Workspace
from scripts import cli

_SHOWN = 50


def main(
    deep: Annotated[bool, typer.Option("--deep", help="还核对清单、摘要、条款、段落、向量、图谱是否一致，以及语料的变更记录")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="并行进程数")] = 1,
    corpus: cli.Corpus = cli.CORPUS,
    build_dir: cli.Build = cli.BUILD,
    as_json: cli.Json = False,
) -> None:
    """用 SHACL 形状与不变式核对已发布的图谱;--deep 核对整个构建目录与变更记录。"""
    found = [*check_deep(build_dir, jobs), *broken(corpus)] if deep else list(check_graph(Workspace.open(build_dir), jobs))
    if as_json:
        cli.echo_json({"sound": not found, "violations": found})
    elif not found:
        sys.stdout.write("核对通过：未发现问题\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in found[:_SHOWN]))
    if found:
        cli.fail(f"核对未通过：{len(found)} 处；请按上面各行处理后重新核对", cli.FAILED)


if __name__ == "__main__":
    cli.run(main)
