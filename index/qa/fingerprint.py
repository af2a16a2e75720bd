"""What a plan's result depends on besides the plan, as one hash: code, lexicons, ontology, libraries, encoder."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from index.encoder import embedded_encoder, load_encoder

_PACKAGES = ("corpus", "kg", "index")
#: libraries whose next version may read, cut or encode a text differently
_LIBRARIES = (
    "ahocorasick_rs", "bm25s", "charset-normalizer", "faiss-cpu", "jieba", "lxml", "markdown-it-py", "numpy", "openpyxl", "pypdfium2",
    "python-docx", "tokenizers",
)  # fmt: skip
_KINDS = (".py", ".toml", ".csv", ".ttl", ".rq", ".txt")


@cache
def versions() -> Mapping[str, str]:
    """Versions of Python and of the libraries a generation depends on."""
    return {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}}


def means() -> str:
    """The hash of the rules, of the encoder in force and of the embedded one, whose words are matched one by one."""
    parts = (_rules(), load_encoder().model_id, embedded_encoder().model_id)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _rules() -> str:
    digest = hashlib.sha256(repr(versions()).encode())
    root = Path(__file__).parents[2]
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            plan_data = path.is_relative_to(root / "corpus" / "data") and path.parent != root / "corpus" / "data"
            if path.suffix in _KINDS and not plan_data:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
