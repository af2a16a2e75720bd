"""What the code must never do, read from the code itself; and settings that keep the app to itself."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.licences import Licence
from scripts.lock import closure, dependencies, pins
from tests.conftest import ROOT

PACKAGES = ("corpus", "kg", "index", "ui", "scripts")
MODULES = sorted([ROOT / "app.py", *(p for package in PACKAGES for p in (ROOT / package).rglob("*.py"))])
#: modules whose data can run code, or that lead away from the machine
FORBIDDEN = ("pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "requests", "telnetlib", "ftplib", "smtplib")
#: calls with an argument of this name must not have this value
ARGUMENTS = {"allow_pickle": True, "trust_remote_code": True, "weights_only": False, "shell": True, "unsafe_allow_html": True}
CALLS = ("eval", "exec", "torch.load", "yaml.load", "os.system", "os.popen", "numpy.fromregex")
#: modules that may open a connection, and what for
NETWORK = {
    "kg/server.py": "a SPARQL endpoint that the user names",
    "scripts/trials/server.py": "the app under trial, on this machine",
}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_nothing_that_runs_data(path: Path) -> None:
    assert [m for m in imported(path) if m.split(".")[0] in FORBIDDEN] == []
    assert [ast.unparse(c.func) for c in calls(path) if ast.unparse(c.func) in CALLS] == []
    given = [(k.arg, k.value.value) for c in calls(path) for k in c.keywords if isinstance(k.value, ast.Constant)]
    assert [(arg, value) for arg, value in given if arg in ARGUMENTS and value is ARGUMENTS[arg]] == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_connections_have_a_reason(path: Path) -> None:
    away = [m for m in imported(path) if m in ("urllib.request", "http.client", "aiohttp", "httpx", "websockets")]
    assert not away or name(path) in NETWORK, f"{name(path)} 引用了 {away}"


def test_enough_is_looked_at() -> None:
    assert len(MODULES) > 150


def test_models_are_safetensors() -> None:
    weights = [p.name for p in (ROOT / "index" / "model").rglob("*") if p.suffix in (".bin", ".pt", ".pth", ".pkl", ".ckpt", ".npy", ".npz")]
    assert weights == []
    assert (ROOT / "index" / "model" / "model.safetensors").is_file()


def test_transformers_are_loaded_safely_and_offline() -> None:
    source = (ROOT / "index" / "encoder.py").read_text(encoding="utf-8")
    assert '"use_safetensors": True' in source
    assert "trust_remote_code=False" in source
    assert 'os.environ["HF_HUB_OFFLINE"] = "1"' in source
    assert source.index("HF_HUB_OFFLINE") < source.index("import SentenceTransformer\n    from sentence_transformers.sentence")


def test_app_keeps_to_itself() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    server = config["server"]
    assert (server["address"], server["maxUploadSize"], server["enableStaticServing"]) == ("127.0.0.1", 20, False)
    assert config["client"]["showErrorDetails"] in ("none", False)
    assert server.get("enableXsrfProtection", True)
    assert server.get("enableCORS", True)


@pytest.mark.parametrize("kind", [".css", ".js", ".svg", ".html"])
def test_pages_ask_nobody_else(kind: str) -> None:
    own = re.compile(r"https?://(?!www\.w3\.org/|127\.0\.0\.1|localhost)[^\s\"')]+")
    found = {name(p): own.findall(p.read_text(encoding="utf-8")) for p in (ROOT / "ui").rglob(f"*{kind}")}
    assert {path: urls for path, urls in found.items() if urls} == {}


def test_every_dependency_is_pinned() -> None:
    lines = [line.split("#")[0].strip() for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()]
    pins = [line for line in lines if line]
    assert [line for line in pins if not re.fullmatch(r"[\w.\-\[\]]+==[\w.+!\-]+(\s*;.*)?", line)] == []
    locked = {re.split(r"[=\[]", line)[0].lower().replace("_", "-") for line in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = {re.split(r"[<>=\[; ]", d)[0].lower().replace("_", "-") for d in wanted}
    assert sorted(names - locked) == []


def test_what_dependencies_bring_along_is_pinned_too() -> None:
    known = pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    assert sorted(closure(dependencies("test")) - known.keys()) == []


def test_licence_list_is_of_the_lock() -> None:
    lock = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pins = sorted(m.groups() for m in re.finditer(r"^([\w.\-]+)==(\S+)", lock, re.MULTILINE))
    rows = re.findall(r"^\| ([\w.\-]+) \| (\S+) \| (.+) \|$", (ROOT / "docs" / "licences.md").read_text(encoding="utf-8"), re.MULTILINE)
    _, *rows = rows  # after the head
    assert [row[:2] for row in rows] == pins, "请运行 python -m scripts.licences --out docs/licences.md"
    assert [row for row in rows if Licence(*row).refused] == []


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("MIT", False), ("LGPL-3.0", False), ("GNU Lesser General Public License v3 (LGPLv3)", False), ("MPL-2.0", False),
        ("GPL-3.0-only", True), ("AGPL-3.0", True), ("GNU Affero General Public License v3", True), ("GNU General Public License v2", True),
        ("SSPL-1.0", True), ("", True),
    ],
)  # fmt: skip
def test_licences_refused(text: str, refused: bool) -> None:
    assert Licence("p", "1", text).refused is refused
