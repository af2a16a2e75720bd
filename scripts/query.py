"""Ask the graph in SPARQL, sandboxed: python -m scripts.query FILE|- [--build DIR] [--json]."""

from __future__ import annotations

import csv
import sys
from typing import Annotated

import typer

from index.qa.workspace import Workspace
from kg.sandbox import TRUNCATED_ZH, Table
from scripts import cli


def main(
    file: Annotated[str, typer.Argument(help="SPARQL 查询文件;- 为标准输入")],
    build_dir: cli.Build = cli.BUILD,
    as_json: cli.Json = False,
) -> None:
    """执行一条 SELECT、ASK、CONSTRUCT 或 DESCRIBE 查询：只读，有时间、内存和行数上限。结果为 CSV 或 JSON。"""
    text = cli.read_input(file)
    sandbox = Workspace.open(build_dir).sandbox
    try:
        table = sandbox.query(text)
    finally:
        sandbox.close()
    if as_json:
        cli.echo_json(table.as_row())
    else:
        _print(table)


def _print(table: Table) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(table.columns)
    out.writerows([cell.value if cell else "" for cell in row] for row in table.rows)
    if table.truncated:
        sys.stderr.write(f"{TRUNCATED_ZH}：只给出前 {len(table.rows)} 行；请加 LIMIT 和 OFFSET 分批取\n")


if __name__ == "__main__":
    cli.run(main)
