"""Documents coming in from outside: checked as a document, given a harmless name, put into the corpus in one step."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PureWindowsPath

from corpus.audit import Action, Change, record
from corpus.load import SETTINGS, find_sources, is_note, plan_id
from corpus.model import CorpusError

#: bytes of a file name that every file system takes
_NAME_LIMIT = 200
_REMOVED = ".removed"
_PERIOD = re.compile(r"(\d{4})[-–—~至](\d{4})")
#: names that Windows gives to devices, whatever the suffix
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))))


def file_name(name: str) -> str:
    """A name that stays inside its folder, from whatever an upload calls itself: its last part, letters and digits.

    >>> file_name("../../etc/某县 规划.TXT")
    '某县-规划.txt'
    """
    last = PureWindowsPath(unicodedata.normalize("NFC", name)).name
    path = PureWindowsPath("".join(c for c in last if unicodedata.category(c)[0] != "C"))
    suffix = path.suffix.lower()
    stem = plan_id(path.stem)
    while len(stem.encode()) > _NAME_LIMIT - len(suffix.encode()):
        stem = stem[:-1]
    return f"{stem}-1{suffix}" if stem.lower() in _DEVICES else stem + suffix


def plan_settings(stated: Mapping[str, str]) -> str:
    """The text of a plan.toml that states these metadata; empty when there are none.

    Dates are year-month-day, `period` is two years. Raises CorpusError in one line for a value that cannot be.

    >>> plan_settings({"issued": "2023-07-12", "period": "2021-2025"})
    'issued = "2023-07-12"\\nperiod = [2021, 2025]\\n'
    """
    return "".join(f"{field} = {_toml(field, value)}\n" for field, value in stated.items())


def _toml(field: str, value: str) -> str:
    if field == "period":
        years = _PERIOD.fullmatch(value)
        if not years or int(years[1]) > int(years[2]):
            raise CorpusError(f"规划期“{value}”不是起止年份；请写成 2021-2025")
        return f"[{years[1]}, {years[2]}]"
    if field in ("issued", "published"):
        try:
            known = date.fromisoformat(value).isoformat() == value
        except ValueError:
            known = False
        if not known:
            raise CorpusError(f"日期“{value}”不存在或写法不对；请写成 2023-07-12")
    if field == "url" and not value.startswith(("http://", "https://")):
        raise CorpusError(f"网址“{value}”不完整；请以 http:// 或 https:// 开头")
    # a JSON string without control characters is a TOML string
    return json.dumps("".join(c for c in value if unicodedata.category(c) != "Cc"), ensure_ascii=False)


def add_plan(
    corpus: Path, name: str, data: bytes, *, actor: str, replace: bool = False, stated: Mapping[str, str] | None = None
) -> str:
    """Put an uploaded document into the corpus folder and return the id it will be known by.

    The document must be readable; it is written aside and renamed, so a build never meets half of it. With `stated`
    metadata it becomes a folder with a plan.toml. Raises CorpusError in one line for anything unreadable, larger than an
    upload may be, or already there (`replace` puts it in the place of the earlier file of that name).
    """
    from corpus.readers import read_bytes

    safe = file_name(name)
    if is_note(safe):
        raise CorpusError(f"{safe}:这是目录说明文件的名字，不会作为规划读入；若确是规划，请改名后重试")
    read_bytes(data, safe)
    plan = plan_id(Path(safe).stem)
    settings = plan_settings(stated or {})
    target = corpus / plan if settings else corpus / safe
    there = {s.id: s.path for s in find_sources(corpus).sources} if corpus.is_dir() and any(corpus.iterdir()) else {}
    if plan in there and not (replace and there[plan] == target):
        raise CorpusError(f"{safe}:已有编号为“{plan}”的规划（{there[plan].name}）；请改名，或先移除原有规划")
    _place_folder(data, target, f"source{Path(safe).suffix}", settings) if settings else _place(data, target)
    action = Action.PLAN_REPLACED if plan in there else Action.PLAN_ADDED
    record(corpus, Change(actor, action, plan, {"file": safe, "sha256": hashlib.sha256(data).hexdigest()}))
    return plan


def remove_plan(corpus: Path, plan: str, *, actor: str) -> Path:
    """Take a plan out of the corpus; its file is kept under .removed and the path returned. Raises CorpusError."""
    source = next((s for s in find_sources(corpus).sources if s.id == plan), None)
    if source is None:
        raise CorpusError(f"没有编号为“{plan}”的规划；请刷新页面后重试")
    entry = source.path if source.path.parent == corpus else source.path.parent
    (corpus / _REMOVED).mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix=f"{source.sha256[:12]}-", dir=corpus / _REMOVED))
    kept = entry.rename(home / entry.name)
    record(corpus, Change(actor, Action.PLAN_REMOVED, plan, {"sha256": source.sha256}))
    return kept


def _place_folder(data: bytes, target: Path, name: str, settings: str) -> None:
    """The document with its plan.toml, as a folder that appears whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".incoming-", dir=target.parent))
    try:
        _place(data, aside / name)
        _place(settings.encode(), aside / SETTINGS)
        aside.chmod(0o755)
        aside.rename(target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _place(data: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=".incoming-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
