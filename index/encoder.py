"""Which encoder is used, by one setting: the embedded static model or any sentence-transformers model.

This is the only module that imports sentence-transformers, and only when a model other than the embedded one
is asked for, since importing it costs seconds.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

import numpy as np

from index.static import EncoderError, FloatArray, StaticEncoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["Encoder", "EncoderError", "StaticEncoder", "TransformerEncoder", "embedded_encoder", "encoder_name", "load_encoder"]

Kind = Literal["query", "passage"]
EMBEDDED: Final = "embedded"
EMBEDDED_FOLDER: Final = Path(__file__).parent / "model"
SETTINGS: Final = Path(__file__).parent / "data" / "encoder.toml"
POOLINGS: Final = ("", "cls", "mean", "lasttoken")


class Encoder(Protocol):
    """Turns texts into unit vectors; ``model_id`` changes whenever the vectors would."""

    model_id: str
    dim: int

    def encode(self, texts: Sequence[str], *, kind: Kind) -> FloatArray:
        """Return unit vectors as float32 of shape (len(texts), dim)."""


@dataclass(frozen=True)
class Prompting:
    """What a model wants before a question or a passage, and how its token vectors are pooled."""

    query_prefix: str = ""
    passage_prefix: str = ""
    pooling: str = ""

    def __post_init__(self) -> None:
        if self.pooling not in POOLINGS:
            raise EncoderError(f"未知的 pooling {self.pooling!r}（{SETTINGS}）；可用: {', '.join(POOLINGS[1:])}")


@dataclass(frozen=True)
class EncoderSettings:
    """The content of encoder.toml: the default encoder and the models known by name."""

    default: str
    models: Mapping[str, Prompting]

    def prompting(self, name: str) -> Prompting:
        """Return the row of a model, also for a folder that bears its last name (``…/bge-m3``)."""
        by_folder = {known.rsplit("/", 1)[-1]: row for known, row in self.models.items()}
        return self.models.get(name) or by_folder.get(Path(name).name) or Prompting()


def read_settings(path: Path = SETTINGS) -> EncoderSettings:
    """Return the encoder settings of a TOML file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        models = {name: Prompting(**row) for name, row in data.get("models", {}).items()}
        return EncoderSettings(str(data["default"]), models)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise EncoderError(f"编码器设置无法读取: {path}（{error}）；请改正该文件") from error


def encoder_name(name: str | None = None) -> str:
    """Return the encoder in force: the argument, else PLAN_ENCODER, else the default of encoder.toml."""
    return name or os.environ.get("PLAN_ENCODER") or read_settings().default


def load_encoder(name: str | None = None) -> Encoder:
    """Return the encoder by name or path; loaded once per process.

    ``embedded`` is the shipped static model; anything else goes through sentence-transformers, from a folder
    or from the local cache (from the hub only with PLAN_ENCODER_DOWNLOAD=1). Raises EncoderError.
    """
    return _load(encoder_name(name))


@cache
def embedded_encoder() -> StaticEncoder:
    """The shipped static model, whose word vectors also serve word-by-word matching; loaded once per process."""
    return StaticEncoder(EMBEDDED_FOLDER)


@cache
def _load(name: str) -> Encoder:
    if name == EMBEDDED:
        return embedded_encoder()
    return TransformerEncoder(name, read_settings().prompting(name))


class TransformerEncoder:
    """Encodes texts with any sentence-transformers model, loaded from safetensors without remote code."""

    def __init__(self, name: str, prompting: Prompting) -> None:
        """Load the model from a folder or the local cache; raise EncoderError in one line otherwise."""
        self._model = _load_transformer(name, prompting.pooling)
        self._prefix: Mapping[Kind, str] = {
            "query": prompting.query_prefix,
            "passage": prompting.passage_prefix,
        }
        self.dim: int = int(self._model.get_embedding_dimension() or 0)
        self.model_id: str = f"{Path(name).name}@{_fingerprint(self._model, prompting)}"

    def encode(self, texts: Sequence[str], *, kind: Kind) -> FloatArray:
        """Return unit vectors as float32 of shape (len(texts), dim), with the prefix of the kind."""
        prefixed = [self._prefix[kind] + text for text in texts]
        if not prefixed:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = self._model.encode(prefixed, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def _load_transformer(name: str, pooling: str) -> SentenceTransformer:
    offline = os.environ.get("PLAN_ENCODER_DOWNLOAD") != "1"
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"
    folder = Path(name)
    if folder.is_dir() and not any(folder.rglob("*.safetensors")):
        raise EncoderError(f"模型目录中没有 safetensors 权重: {folder};请转换为 safetensors 后再用")
    try:
        return _build(name, pooling if _is_bare(folder) else "", offline)
    except (OSError, ValueError, ImportError, RuntimeError, KeyError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        advice = "请给出本地模型目录，或设 PLAN_ENCODER_DOWNLOAD=1 允许下载"
        raise EncoderError(f"无法载入编码模型 {name}: {reason}；{advice}") from error


def _is_bare(folder: Path) -> bool:
    return folder.is_dir() and not (folder / "modules.json").exists()


def _build(name: str, pooling: str, offline: bool) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    weights = {"use_safetensors": True}
    if not pooling:
        return SentenceTransformer(
            name, device="cpu", trust_remote_code=False, local_files_only=offline, model_kwargs=weights
        )
    words = Transformer(name, model_kwargs={**weights, "local_files_only": offline})
    pool = Pooling(words.get_embedding_dimension(), pooling_mode=pooling)
    return SentenceTransformer(modules=[words, pool], device="cpu")


def _fingerprint(model: SentenceTransformer, prompting: Prompting) -> str:
    digest = hashlib.sha256(repr(prompting).encode())
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()[:16]
