"""Log of what happened, one JSON object per line, for machines and for those who run the service.

Switched on by PLAN_LOG=debug|info|warning|error; silent otherwise, because a command's own message is enough for
its user. Events carry ids, counts, hashes and times. Words of documents and questions appear at debug only.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import TextIO

VARIABLE = "PLAN_LOG"
LEVELS = ("debug", "info", "warning", "error")
_LOGGER = logging.getLogger("plangraph")
Field = str | int | float | bool | None


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        row = {"time": time, "level": record.levelname.lower(), "event": record.getMessage(), **getattr(record, "fields", {})}
        return json.dumps(row, ensure_ascii=False)


def event(name: str, level: int = logging.INFO, **fields: Field) -> None:
    """Record that something happened; fields are ids, counts and times, never words of a document above debug."""
    _LOGGER.log(level, name, extra={"fields": fields})


def configure(stream: TextIO | None = None, level: str | None = None) -> None:
    """Write events as JSON lines to the stream (standard error by default) from the level on; again: anew.

    Raises ValueError for a level that does not exist.
    """
    wanted = (level if level is not None else os.environ.get(VARIABLE, "")).lower()
    _LOGGER.handlers.clear()
    _LOGGER.propagate = False
    if not wanted:
        _LOGGER.addHandler(logging.NullHandler())
        return
    if wanted not in LEVELS:
        raise ValueError(f"{VARIABLE}={wanted} 不是日志级别；可选：{'、'.join(LEVELS)}")
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Lines())
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(wanted.upper())
