"""The direction of dependencies and the one home of each library, read from the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "kg", "index", "ui", "scripts")

#: what each room may import of the project; index.qa is a room of its own
ALLOWED = {
    "corpus": {"corpus"},
    "kg": {"kg", "corpus"},
    "index": {"index", "corpus"},
    "index.qa": {"index.qa", "index", "kg", "corpus"},
    "ui": {"ui", "index.qa", "index", "kg", "corpus"},
    # `serve` starts the app beside the API
    "scripts": {"scripts", "ui", "index.qa", "index", "kg", "corpus"},
    "app": {"ui", "index.qa", "index", "kg", "corpus"},
}

#: library → the files or folders that may import it
HOMES = {
    "jieba": ("corpus/segment.py", "scripts/distill.py", "scripts/finetune.py", "scripts/figures/"),
    "rdflib": ("kg/",),
    "pyoxigraph": ("kg/", "scripts/figures/"),
    "oxrdflib": ("kg/",),
    "pyshacl": ("kg/",),
    "faiss": ("index/store.py", "scripts/figures/"),
    "bm25s": ("index/lexical.py", "scripts/figures/"),
    "sentence_transformers": ("index/encoder.py", "scripts/distill.py", "scripts/finetune.py", "scripts/figures/"),
    # the trial session speaks the wire protocol of the running app
    "streamlit": ("app.py", "ui/", "scripts/trials/session.py"),
    "ray": ("index/qa/cluster.py", "scripts/nodes.py"),
    "pymilvus": ("index/milvus.py",),
    "pypinyin": ("ui/finder.py",),
    "starlette": ("index/qa/serve/",),
    "pydantic": ("index/qa/serve/",),
    "mcp": ("index/qa/serve/",),
    "uvicorn": ("scripts/serve.py",),
    "docx": ("corpus/readers/", "index/qa/memo.py"),
    "lxml": ("corpus/readers/",),
}


def modules() -> Iterator[Path]:
    yield ROOT / "app.py"
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def room(name: str) -> str:
    return "index.qa" if name == "index.qa" or name.startswith("index.qa.") else name.split(".")[0]


MODULES = [p.relative_to(ROOT).as_posix() for p in modules() if p.exists()]


@pytest.mark.parametrize("module", MODULES)
def test_dependencies_point_one_way(module: str) -> None:
    here = room(module.removesuffix(".py").replace("/", "."))
    wrong = [name for name in imports(ROOT / module) if room(name) in ALLOWED and room(name) not in ALLOWED[here]]
    assert not wrong, f"{module} 不应引用 {wrong}"


@pytest.mark.parametrize("module", MODULES)
def test_each_library_has_one_home(module: str) -> None:
    for name in imports(ROOT / module):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or module.startswith(homes), f"{module} 引用了 {name},它只应出现在 {homes}"


def test_every_package_is_looked_at() -> None:
    assert len(MODULES) > 40
    assert {m.split("/")[0] for m in MODULES} == {*PACKAGES, "app.py"}
