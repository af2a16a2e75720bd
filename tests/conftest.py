"""Shared fixtures: the embedded plan, and one real build of it per test session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.load import find_sources, load_plan
from corpus.model import Plan
from index.qa.build import build
from index.qa.engine import Engine
from index.qa.workspace import Workspace
from tests.small_plans import write_small_plans

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus" / "data"
CHANGJI = "changji-sti-14fyp"
#: real documents for development; tests that need them skip where they are absent
PLANS_DEV = Path(os.environ.get("PLANS_DEV", ROOT.parent / "shared" / "plans-dev"))


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The embedded plan."""
    return load_plan(find_sources(CORPUS).sources[0])


@pytest.fixture(scope="session")
def build_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the embedded corpus, made once."""
    folder = tmp_path_factory.mktemp("build")
    build(CORPUS, folder)
    return folder


@pytest.fixture(scope="session")
def workspace(build_dir: Path) -> Workspace:
    return Workspace.open(build_dir)


@pytest.fixture(scope="session")
def engine(workspace: Workspace) -> Engine:
    return Engine(workspace)


@pytest.fixture(scope="session")
def small_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of two small plans that share names."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "corpus").mkdir()
    build(write_small_plans(folder / "corpus"), folder / "build")
    return folder / "build"


@pytest.fixture(scope="session")
def small(small_build: Path) -> Workspace:
    return Workspace.open(small_build)


def dev_documents() -> list[Path]:
    """The development documents in order; empty where the folder is absent."""
    return sorted(PLANS_DEV.glob("[0-9][0-9]_*")) if PLANS_DEV.is_dir() else []


@pytest.fixture
def cwd_root() -> Iterator[Path]:
    """Run from the project's root, where the commands expect to be."""
    before = Path.cwd()
    os.chdir(ROOT)
    yield ROOT
    os.chdir(before)


@pytest.fixture(scope="session")
def plan_text(plan: Plan) -> str:
    """The stored text of the embedded plan."""
    return plan.text
