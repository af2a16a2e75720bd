"""The corpus folder on disk: which plans there are, their bytes, and what plan.toml says of them."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.metadata import override
from corpus.model import CorpusError, Document, Plan
from corpus.parse import parse

SETTINGS = "plan.toml"
_TEXT_FIELDS = ("title", "issuer", "document_number", "issued", "published", "url")
_FIELDS = frozenset((*_TEXT_FIELDS, "period", "sha256", "source"))
#: names under which folders keep what is said about their files; `source` in a plan.toml may still name such a file
_NOTES = frozenset(("readme", "sources", "license", "licence", "notice", "changelog", "contributing", "说明", "来源"))
_ID = re.compile(r"[^\w.\-]+")


@dataclass(frozen=True, slots=True)
class Source:
    """One plan on disk; `key` is the sha256 over everything its parsing depends on."""

    id: str
    path: Path
    settings: Mapping[str, Any]
    sha256: str
    key: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """The readable sources in order of id, one line for each that cannot be read, and the names of files about files."""

    sources: tuple[Source, ...]
    errors: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    @property
    def notice(self) -> str:
        """One line about what was left out; empty when nothing was."""
        if not self.left_out:
            return ""
        return f"未作为规划读入：{'、'.join(self.left_out)}（按文件名是目录的说明文件；若确是规划，请改名后重试）"


def plan_id(name: str) -> str:
    """A stable id from a file or folder name: word characters, dots and dashes; never empty.

    >>> plan_id("某市 规划（2021）")
    '某市-规划-2021'
    """
    return _ID.sub("-", name).strip("-.") or "plan"


def is_note(name: str) -> bool:
    """Whether a file of this name says something about the others of its folder (README, SOURCES …) and is no plan.

    >>> is_note("SOURCES.md"), is_note("README 2025.md")
    (True, False)
    """
    return Path(name).stem.lower() in _NOTES


def find_sources(folder: Path) -> Inventory:
    """List the plans of a corpus folder: files of a known format, and sub-folders with a source file; no files about files.

    Raises CorpusError when the folder does not exist or holds no plan at all.
    """
    from corpus.readers import SUFFIXES

    if not folder.is_dir():
        raise CorpusError(f"语料目录不存在:{folder};请用 --corpus 指定存放规划文件的目录")
    found: dict[str, Source] = {}
    errors: list[str] = []
    left_out: list[str] = []
    for entry in sorted(folder.iterdir(), key=lambda p: p.name):
        try:
            path = _source_file(entry, SUFFIXES) if entry.is_dir() else entry
            if path is None or path.suffix.lower() not in SUFFIXES or entry.name.startswith("."):
                continue
            if entry == path and is_note(entry.name):
                left_out.append(entry.name)
                continue
            source = _read_source(entry, path)
            if source.id in found:
                raise CorpusError(f"{entry.name}:与 {found[source.id].path.name} 的规划编号同为“{source.id}”；请改名后重试")
            found[source.id] = source
        except CorpusError as error:
            errors.append(str(error))
        except OSError as error:
            errors.append(f"{entry.name}:无法读取（{error.strerror}）；请检查文件权限")
    if not found and not errors:
        raise CorpusError(f"语料目录 {folder} 中没有规划文件;请放入 {' '.join(SUFFIXES)} 文件")
    return Inventory(tuple(found[k] for k in sorted(found)), tuple(errors), tuple(left_out))


def _source_file(folder: Path, suffixes: tuple[str, ...]) -> Path | None:
    settings = _settings(folder)
    if "source" in settings:
        named = folder / str(settings["source"])
        if named.parent != folder or not named.is_file():
            raise CorpusError(f"{folder.name}/{SETTINGS}:source 指向的 {settings['source']} 不在该目录中;请改正")
        return named
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in suffixes and p.is_file() and not is_note(p.name))
    preferred = [p for p in files if p.stem == "source"]
    if settings and not files:
        raise CorpusError(f"{folder.name}:有 {SETTINGS} 而没有正文文件;请放入 source.txt")
    return next(iter(preferred or files), None)


def _settings(folder: Path) -> Mapping[str, Any]:
    path = folder / SETTINGS
    if not path.is_file():
        return {}
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{folder.name}/{SETTINGS}:不是有效的 TOML（{error}）;请改正") from error
    unknown = sorted(settings.keys() - _FIELDS)
    if unknown:
        raise CorpusError(f"{folder.name}/{SETTINGS}:未知字段 {'、'.join(unknown)};可用字段:{'、'.join(sorted(_FIELDS))}")
    return settings


def _read_source(entry: Path, path: Path) -> Source:
    settings = _settings(entry) if entry.is_dir() else {}
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    stated = settings.get("sha256")
    if stated and stated != digest:
        raise CorpusError(f"{entry.name}/{path.name}:内容与 {SETTINGS} 的 sha256 不符；请恢复原文或更新 sha256")
    name = entry.name if entry.is_dir() else entry.stem
    key = hashlib.sha256(repr((path.name, digest, sorted(settings.items(), key=str))).encode()).hexdigest()
    return Source(plan_id(name), path, settings, digest, key)


def load_plan(source: Source) -> Plan:
    """Read, parse and describe one plan. Raises CorpusError for bytes that are no document."""
    from corpus.readers import read_document

    return describe(read_document(source.path), source.id, source.settings, source.sha256)


def describe(document: Document, plan: str, settings: Mapping[str, Any], sha256: str) -> Plan:
    """Parse a document and let plan.toml speak last on its metadata."""
    title = settings.get("title")
    if title:
        document = replace(document, properties=(("title", str(title)), *document.properties))
    parsed = parse(document, plan, sha256=sha256)
    stated = {field: str(settings[field]) for field in _TEXT_FIELDS if settings.get(field)}
    period = settings.get("period")
    years = (int(period[0]), int(period[1])) if isinstance(period, list) and len(period) == 2 else None
    return replace(parsed, metadata=override(parsed.metadata, stated, years))
