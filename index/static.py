"""The embedded encoder at run time: one vector per Chinese word, averaged, read with tokenizers and NumPy only.

A one-shot question must not wait for torch, so this module reads the very files that
``SentenceTransformer("index/model")`` reads and computes the same vectors without it. It also owns the
layout of that folder (words, log-probabilities, int8 rows with one scale each, sha256 manifest), because
whoever writes a model must write what is read here.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FloatArray = npt.NDArray[np.float32]

UNKNOWN: Final = "<unk>"
TOKENIZER: Final = "tokenizer.json"
WEIGHTS: Final = "model.safetensors"
MANIFEST: Final = "manifest.json"
NORMALIZE: Final = "1_Normalize"
_MODULE_TYPES: Final = (
    ("", "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"),
    (NORMALIZE, "sentence_transformers.base.modules.normalize.Normalize"),
)
_NORMALIZE_CONFIG: Final = {
    "module_input_name": "sentence_embedding",
    "module_output_name": "sentence_embedding",
}


class EncoderError(Exception):
    """A model that is missing, damaged or of the wrong kind: one line saying what, where and what to do."""


@dataclass(frozen=True)
class WordVectors:
    """A vocabulary with its unigram log-probabilities and vectors, before quantisation.

    ``words`` are unique and non-empty; ``log_probs`` are natural logarithms (<= 0), ``vectors`` float32 of
    shape (words, dim). A text's vector is the normalised mean over its words, so lengths act as weights.
    """

    words: tuple[str, ...]
    log_probs: tuple[float, ...]
    vectors: FloatArray

    def __post_init__(self) -> None:
        if not self.words or not all(self.words) or len(set(self.words)) != len(self.words):
            raise ValueError("words must be unique and not empty")
        if len(self.log_probs) != len(self.words) or not all(-math.inf < p <= 0 for p in self.log_probs):
            raise ValueError("one finite log-probability <= 0 is needed per word")
        if self.vectors.dtype != np.float32 or self.vectors.ndim != 2:
            raise ValueError("vectors must be a float32 matrix")
        if len(self.vectors) != len(self.words) or not np.isfinite(self.vectors).all():
            raise ValueError("one finite vector is needed per word")


def unit(vectors: FloatArray) -> FloatArray:
    """Return the rows scaled to length 1; a zero row stays."""
    norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    scaled: FloatArray = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
    return scaled


def quantise(vectors: FloatArray) -> tuple[npt.NDArray[np.int8], FloatArray]:
    """Return int8 rows and one float32 scale per row; ``rows * scales[:, None]`` is off by <= scale / 2."""
    scales = (np.abs(vectors).max(axis=1) / 127.0).astype(np.float32)
    safe = np.where(scales > 0, scales, np.float32(1.0))
    return np.rint(vectors / safe[:, None]).astype(np.int8), scales


def build_tokenizer(words: Sequence[str], log_probs: Sequence[float]) -> Tokenizer:
    """Return a Unigram tokenizer (NFKC, lower case) over the words; id 0 is the unknown character."""
    from tokenizers import Tokenizer, models, normalizers

    entries = [(UNKNOWN, min(log_probs) - 10.0), *zip(words, log_probs, strict=True)]
    tokenizer = Tokenizer(models.Unigram(entries, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    return tokenizer


def save_model(model: WordVectors, folder: Path) -> None:
    """Write the model as a sentence-transformers folder (StaticEmbedding, Normalize) with its manifest.

    Same model, same bytes. The row of the unknown character is zero: it takes no part in the mean's direction.
    """
    from safetensors.numpy import save_file

    (folder / NORMALIZE).mkdir(parents=True, exist_ok=True)
    rows, scales = quantise(np.vstack([np.zeros_like(model.vectors[:1]), model.vectors]))
    save_file({"embeddings": rows, "weights": scales}, folder / WEIGHTS)
    log_probs = [round(p, 4) for p in model.log_probs]
    (folder / TOKENIZER).write_text(build_tokenizer(model.words, log_probs).to_str(), encoding="utf-8")
    modules = [
        {"idx": index, "name": str(index), "path": path, "type": kind}
        for index, (path, kind) in enumerate(_MODULE_TYPES)
    ]
    _write_json(folder / "modules.json", modules)
    _write_json(folder / NORMALIZE / "config.json", _NORMALIZE_CONFIG)
    config = {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"}
    _write_json(folder / "config_sentence_transformers.json", config)
    names = ("modules.json", "config_sentence_transformers.json", f"{NORMALIZE}/config.json", TOKENIZER, WEIGHTS)
    _write_json(folder / MANIFEST, {"sha256": {name: _sha256(folder / name) for name in sorted(names)}})


def load_model(folder: Path) -> WordVectors:
    """Return the words and vectors of a saved model as float32 (training goes on from these)."""
    _verify(folder)
    vocab = json.loads((folder / TOKENIZER).read_text(encoding="utf-8"))["model"]["vocab"][1:]
    rows, scales = _read_weights(folder)
    vectors = rows[1:].astype(np.float32) * scales[1:, None]
    return WordVectors(tuple(word for word, _ in vocab), tuple(float(p) for _, p in vocab), vectors)


class StaticEncoder:
    """Encodes texts with the word vectors of a model folder; vectors equal those of sentence-transformers."""

    def __init__(self, folder: Path) -> None:
        """Load and verify the model; raise EncoderError when a file is missing or differs from the manifest."""
        from tokenizers import Tokenizer

        digest = _verify(folder)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._model = self._tokenizer.model
        self._rows, self._scales = _read_weights(folder)
        if len(self._rows) != self._tokenizer.get_vocab_size():
            raise EncoderError(f"编码模型词表与向量数目不一致： {folder};请恢复该目录的原文件")
        self.model_id: str = f"embedded@{digest[:16]}"
        self.dim: int = int(self._rows.shape[1])

    def encode(self, texts: Sequence[str], *, kind: Literal["query", "passage"]) -> FloatArray:
        """Return unit vectors (float32, len(texts) × dim); a text without any known word gives a zero row.

        ``kind`` makes no difference here: the static model has no query prefix.
        """
        rows = self._ids(texts)
        starts = np.cumsum([0, *(len(ids) for ids in rows)])
        return unit(self.sums(starts, np.array([i for ids in rows for i in ids], dtype=np.int64)))

    def sums(self, starts: npt.NDArray[Any], ids: npt.NDArray[Any], weights: FloatArray | None = None) -> FloatArray:
        """Return the summed vectors (float32, len(starts) - 1 × dim) of the words ids[starts[i]:starts[i+1]].

        `weights` (one per word of the vocabulary) scale the words.
        """
        scales = self._scales[ids] if weights is None else self._scales[ids] * weights[ids]
        out = np.zeros((len(starts) - 1, self.dim), dtype=np.float32)
        for row, (start, end) in enumerate(pairwise(starts.tolist())):
            if end > start:
                out[row] = scales[start:end] @ self._rows[ids[start:end]].astype(np.float32)
        return out

    def words(self, text: str) -> list[tuple[str, int, int]]:
        """Return the words the text falls into with their code-point offsets into it (unknown runs included)."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return [
            (token, start, end)
            for token, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True)
        ]

    @property
    def size(self) -> int:
        """Number of words, the unknown one included."""
        return len(self._rows)

    def word(self, identifier: int) -> str:
        """Return the word of an id."""
        return str(self._tokenizer.id_to_token(int(identifier)))

    def word_ids(self, texts: Sequence[str]) -> list[npt.NDArray[np.int64]]:
        """Return for each text the ids of its known words in order, repeats kept."""
        return [np.array([i for i in ids if i], dtype=np.int64) for ids in self._ids(texts)]

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Word ids of each text.

        Python normalises as the tokenizer does, but for a hundred characters newer than its tables (㋿), in a tenth of the time,
        since it keeps no map of offsets.
        """
        return [[token.id for token in self._model.tokenize(normalize("NFKC", text).lower())] for text in texts]

    def word_vectors(self, ids: npt.NDArray[np.int64]) -> FloatArray:
        """Return the unit vectors of words (len(ids) × dim); a word without direction gives a zero row."""
        rows = self._rows[ids].astype(np.float32)
        return unit(rows)

    def word_weights(self, ids: npt.NDArray[np.int64]) -> FloatArray:
        """Return how much each word counts in a text's vector: the length of its own."""
        rows = self._rows[ids].astype(np.float32)
        weights: FloatArray = np.sqrt(np.einsum("ij,ij->i", rows, rows)) * self._scales[ids]
        return weights


def _read_weights(folder: Path) -> tuple[npt.NDArray[np.int8], FloatArray]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(folder / WEIGHTS, framework="numpy") as tensors:
            return tensors.get_tensor("embeddings"), tensors.get_tensor("weights")
    except (OSError, SafetensorError) as error:
        raise EncoderError(f"编码模型权重无法读取: {folder / WEIGHTS}（{error}）；请恢复该目录的原文件") from error


def _verify(folder: Path) -> str:
    """Check every file against the manifest and return the manifest's own sha256."""
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        listed = {str(name): str(digest) for name, digest in manifest["sha256"].items()}
    except FileNotFoundError as error:
        raise EncoderError(f"编码模型缺失: {path}；请恢复 index/model 或运行 python -m scripts.finetune") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EncoderError(f"编码模型清单损坏: {path}；请恢复该目录的原文件") from error
    for name, digest in listed.items():
        if not (folder / name).is_file():
            raise EncoderError(f"编码模型缺少文件: {folder / name};请恢复该目录的原文件")
        if _sha256(folder / name) != digest:
            raise EncoderError(f"编码模型文件损坏（sha256 不符）: {folder / name};请恢复该目录的原文件")
    return _sha256(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
