"""Write docs/ontology.md from the ontology: python -m scripts.ontology [--out FILE]."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.ontology import page
from scripts import cli

PAGE = Path("docs/ontology.md")


def main(out: Annotated[Path, typer.Option(help="输出文件")] = PAGE) -> None:
    """由 kg/data/ontology.ttl 生成本体说明页。"""
    out.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    cli.run(main)
