"""The child side of the sandbox: limit the process, read one document from standard input, answer in JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from corpus.model import CorpusError
from corpus.readers import formats
from corpus.readers.sandbox import pack


def main(suffix: str, name: str, memory: int) -> None:
    """Answer on the standard output of the process; whatever libraries print goes to standard error."""
    answer_to = os.dup(1)
    os.dup2(2, 1)
    _limit(memory)
    answer = _answer(sys.stdin.buffer.read(), suffix, name)
    with os.fdopen(answer_to, "wb") as out:
        out.write(json.dumps(answer).encode("ascii"))


def _limit(memory: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):
            continue


def _answer(data: bytes, suffix: str, name: str) -> dict[str, Any]:
    try:
        return pack(formats.parse(data, suffix, name))
    except CorpusError as error:
        return {"error": str(error)}
    except (MemoryError, RecursionError):
        return {"error": f"{name}:解析所需内存或嵌套层数超过上限，已中止；请拆分文件或另存为 txt 后重试"}
    except Exception as error:  # whatever a library trips over is a fault of the file
        reason = " ".join(str(error).split())[:120]
        return {"error": f"{name}:文件已损坏，无法解析（{type(error).__name__}：{reason}）；请重新导出后重试"}
