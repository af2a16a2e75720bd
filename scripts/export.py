"""Export what the product knows: python -m scripts.export WHAT [--format F] [--plan ID] [--clause LOCATOR] [--out FILE]."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from corpus.locate import locate
from index.qa.backends import GRAPH
from index.qa.cite import DEFAULT_STYLE, STYLES, citation_text
from index.qa.export import TABLE_FORMATS, TABLES
from index.qa.workspace import Workspace
from kg.export import GRAPH_FORMATS, graph_export
from scripts import cli

#: WHAT → formats, the default first
FORMATS: dict[str, tuple[str, ...]] = {
    "text": ("txt",), **dict.fromkeys(TABLES, tuple(TABLE_FORMATS)), "graph": tuple(GRAPH_FORMATS),
    "citation": (DEFAULT_STYLE, *(style for style in STYLES if style != DEFAULT_STYLE)),
}  # fmt: skip


def main(
    what: Annotated[str, typer.Argument(help="、".join(FORMATS))],
    form: Annotated[str, typer.Option("--format", help="格式；省略即该内容的默认格式")] = "",
    plan: cli.PlanId = "",
    clause: Annotated[str, typer.Option("--clause", help="引用的条款，如 四、(二)1.(2) 或 4/2/1/2；仅用于 citation")] = "",
    out: Annotated[str, typer.Option("--out", help="输出文件；省略即标准输出")] = "",
    corpus: cli.Corpus = cli.CORPUS,
    build_dir: cli.Build = cli.BUILD,
    as_json: cli.Json = False,
) -> None:
    """导出正文、目录、条款、实体、关系、措施、目标、图谱或引用格式。"""
    form = _form(what, form)
    workspace = Workspace.open(build_dir)
    size = _deliver(_content(workspace, what, form, plan, clause), out)
    if as_json and out:
        cli.echo_json({"what": what, "format": form, "out": out, "bytes": size})


def _form(what: str, form: str) -> str:
    if what not in FORMATS:
        cli.fail(f"没有可导出的内容“{what}”；可选：{'、'.join(FORMATS)}")
    if form and form not in FORMATS[what]:
        cli.fail(f"{what} 没有格式“{form}”；可选：{'、'.join(FORMATS[what])}")
    return form or FORMATS[what][0]


def _content(workspace: Workspace, what: str, form: str, plan: str, clause: str) -> Iterable[bytes]:
    plans = cli.choose(plan, workspace.plans)
    if clause and what != "citation":
        cli.fail(f"--clause 只用于 citation，不用于 {what}；请去掉 --clause")
    if what in TABLES:
        return (line.encode() for line in TABLE_FORMATS[form](TABLES[what](workspace, plans)))
    if what == "graph":
        return [graph_export(workspace.generation.folder / GRAPH, form, plan)]
    if len(plans) != 1:
        cli.fail(f"导出 {what} 须用 --plan 指明一部规划；现有：{'、'.join(plans)}")
    if what == "text":
        return [workspace.plans[plans[0]].text.encode()]
    return [_citation(workspace, plans[0], clause, form).encode()]


def _citation(workspace: Workspace, plan: str, clause: str, style: str) -> str:
    if not clause:
        cli.fail("导出 citation 须用 --clause 指明条款，如 --clause 四、(二)1.(2)")
    found = locate(workspace.plans[plan], clause)
    return citation_text(workspace.plans[plan], found.path, style, accessed=date.today()) + "\n"


def _deliver(content: Iterable[bytes], out: str) -> int:
    """Write to standard output, or to a file that is there whole or not at all; returns the bytes written."""
    if not out:
        return sum(sys.stdout.buffer.write(part) for part in content)
    target = Path(out)
    if target.is_dir():
        cli.fail(f"{out} 是目录；请给出文件名")
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as stream:
            size = sum(stream.write(part) for part in content)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return size


if __name__ == "__main__":
    cli.run(main)
