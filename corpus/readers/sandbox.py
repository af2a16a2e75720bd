"""Foreign documents are parsed in a process that can be killed: a crafted file costs a minute at most."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from corpus.model import Block, CorpusError, Document, Hint, Span

#: seconds until the child is killed
TIME_LIMIT = 60.0
#: bytes of address space of the child, where the platform can limit it
MEMORY_LIMIT = 1024 * 1024 * 1024

#: the child gets the parent's import path and nothing of its main module
_CHILD = (
    "import json, sys; a = json.loads(sys.argv[1]); sys.path[:] = a['path'];"
    "from corpus.readers.worker import main; main(a['suffix'], a['name'], a['memory'])"
)


def parse(
    data: bytes, suffix: str, name: str, *, seconds: float = TIME_LIMIT, memory: int = MEMORY_LIMIT
) -> Document:
    """The document as the reader of this suffix sees it, read in a process of its own.

    Raises CorpusError when the reader does, takes longer than `seconds` or needs more than `memory` bytes.
    """
    order = json.dumps({"path": sys.path, "suffix": suffix, "name": name, "memory": memory})
    try:
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, order],
            input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise CorpusError(f"{name}:解析超过 {seconds:g} 秒，已中止；请拆分文件或另存为 txt 后重试") from None
    if done.returncode or not done.stdout:
        raise CorpusError(f"{name}:解析进程异常退出（代码 {done.returncode}），文件可能已损坏；请重新导出后重试")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "error" in answer:
        raise CorpusError(str(answer["error"]))
    return unpack(answer)


def pack(document: Document) -> dict[str, Any]:
    """A document as plain data."""
    rows = [
        [b.start, b.end, b.hint.value, b.level, [[c.start, c.end] for c in b.cells]] for b in document.blocks
    ]
    return {
        "text": document.text,
        "blocks": rows,
        "format": document.format,
        "properties": document.properties,
    }


def unpack(plain: dict[str, Any]) -> Document:
    """The inverse of `pack`."""
    blocks = tuple(
        Block(start, end, Hint(hint), level, tuple(Span(*cell) for cell in cells))
        for start, end, hint, level, cells in plain["blocks"]
    )
    return Document(plain["text"], blocks, plain["format"], tuple((k, v) for k, v in plain["properties"]))
