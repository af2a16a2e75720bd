"""Documents coming in from outside: checked as a document, given a harmless name, put into the corpus in one step."""

from __future__ import annotations

import hashlib
import os
import tempfile
import unicodedata
from pathlib import Path, PureWindowsPath

from corpus.audit import Action, Change, record
from corpus.load import find_sources, plan_id
from corpus.model import CorpusError

#: bytes of a file name that every file system takes
_NAME_LIMIT = 200
_REMOVED = ".removed"
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


def add_plan(corpus: Path, name: str, data: bytes, *, actor: str, replace: bool = False) -> str:
    """Put an uploaded document into the corpus folder and return the id it will be known by.

    The document must be readable; it is written aside and renamed, so a build never meets half of it. Raises
    CorpusError in one line for anything unreadable, larger than an upload may be, or already there (`replace`
    puts it in the place of the earlier file of that name).
    """
    from corpus.readers import read_bytes

    safe = file_name(name)
    read_bytes(data, safe)
    plan = plan_id(Path(safe).stem)
    target = corpus / safe
    there = {s.id: s.path for s in find_sources(corpus).sources} if corpus.is_dir() and any(corpus.iterdir()) else {}
    if plan in there and not (replace and there[plan] == target):
        raise CorpusError(f"{safe}:已有编号为“{plan}”的规划({there[plan].name});请改名,或先移除原有规划")
    _place(data, target)
    action = Action.PLAN_REPLACED if plan in there else Action.PLAN_ADDED
    record(corpus, Change(actor, action, plan, {"file": safe, "sha256": hashlib.sha256(data).hexdigest()}))
    return plan


def remove_plan(corpus: Path, plan: str, *, actor: str) -> Path:
    """Take a plan out of the corpus; its file is kept under .removed and the path returned. Raises CorpusError."""
    source = next((s for s in find_sources(corpus).sources if s.id == plan), None)
    if source is None:
        raise CorpusError(f"没有编号为“{plan}”的规划;请刷新页面后重试")
    entry = source.path if source.path.parent == corpus else source.path.parent
    (corpus / _REMOVED).mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix=f"{source.sha256[:12]}-", dir=corpus / _REMOVED))
    kept = entry.rename(home / entry.name)
    record(corpus, Change(actor, Action.PLAN_REMOVED, plan, {"sha256": source.sha256}))
    return kept


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
