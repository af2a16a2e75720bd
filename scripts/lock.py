"""Write the lock with hashes: python -m scripts.lock [--out FILE]; exact files of everything needed at run time."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Collection, Iterable, Mapping
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Annotated

import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts import cli

ROOT = Path(__file__).parents[1]
PINS = ROOT / "constraints.txt"
LOCK = Path("requirements.lock")
#: its files and what they bring along differ by platform and by the source chosen (CPU, CUDA), so no list of hashes fits all
LEFT_OUT = ("torch",)
#: this system, and Windows, as markers of requirements see them
_HERE: dict[str, str] = {}
_SYSTEMS = (_HERE, {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"})
_HEAD = f"""# Exact files of what the product needs at run time, by sha256; made from constraints.txt by `python -m scripts.lock`.
# Install: pip install --require-hashes --no-deps -r {LOCK}, then run from the checkout.
# Left out: {", ".join(LEFT_OUT)}, only needed for other encoders: its files differ by platform and source. Version: constraints.txt.
"""


def main(out: Annotated[Path, typer.Option(help="输出文件")] = LOCK) -> None:
    """由 constraints.txt 的版本取得运行所需全部软件包的摘要；要用 uv。"""
    uv = shutil.which("uv")
    if uv is None:
        cli.fail("取得摘要要用 uv；请先 pip install uv")
    known = pins(PINS.read_text(encoding="utf-8"))
    wanted = sorted(closure(dependencies(), LEFT_OUT, everywhere=True) - {*LEFT_OUT})
    missing = [name for name in wanted if name not in known]
    if missing:
        cli.fail(f"constraints.txt 没有锁定 {'、'.join(missing)}；请补上版本后重试")
    order = [uv, "pip", "compile", "-", "--no-deps", "--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    asked = "".join(f"{name}=={known[name]}\n" for name in wanted)
    done = subprocess.run(order, input=asked, capture_output=True, text=True, check=False)
    if done.returncode:
        cli.fail(f"uv 没有取得摘要（{' '.join(done.stderr.split())[:200]}）；请检查网络后重试", cli.FAILED)
    out.write_text(_HEAD + done.stdout, encoding="utf-8", newline="\n")


def dependencies(extra: str = "") -> list[str]:
    """Requirements of the project itself, with those of one extra where named."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *(project["optional-dependencies"][extra] if extra else ())]


def pins(text: str) -> Mapping[str, str]:
    """Version by canonical name, of constraints as of a lock."""
    return {canonicalize_name(name): version for name, version in re.findall(r"^([\w.\-]+)(?:\[[^\]]*\])?==([^\s;]+)", text, re.MULTILINE)}


def closure(wanted: Iterable[str], leaves: Collection[str] = (), *, everywhere: bool = False) -> set[str]:
    """Canonical names of what these requirements bring along, here or also on Windows; those of `leaves` bring nothing."""
    names: set[str] = set()
    todo = [Requirement(line) for line in wanted]
    while todo:
        asked = todo.pop()
        name = canonicalize_name(asked.name)
        if name in names:
            continue
        names.add(name)
        if name not in leaves:
            todo += _needs(asked, _SYSTEMS if everywhere else (_HERE,))
    return names


def _needs(asked: Requirement, systems: Iterable[dict[str, str]]) -> list[Requirement]:
    try:
        needs = [Requirement(line) for line in requires(asked.name) or ()]
    except PackageNotFoundError:  # of an extra that is not installed here
        return []
    places = [{"extra": extra, **system} for extra in (*asked.extras, "") for system in systems]
    return [need for need in needs if need.marker is None or any(need.marker.evaluate(place) for place in places)]


if __name__ == "__main__":
    cli.run(main)
