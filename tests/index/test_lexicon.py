"""The reviewed data of retrieval: the lexicon and the training pairs hold together, and expressions are found as words."""

from __future__ import annotations

import csv
import json

import pytest

from corpus.normal import fold_text
from index.answertype import answer_type, answer_types, wanted
from index.expand import LEXICON, PLAIN, Lexicon, lexicon, policy_lexicon
from scripts.finetune import DATA, held_out_fields, read_lexicon, read_pairs

with LEXICON.open(encoding="utf-8", newline="") as _lines:
    ROWS = list(csv.DictReader(_lines))
PAIRS = [json.loads(line) for line in (DATA / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]


def test_lexicon_rows_are_sorted_unique_and_say_something() -> None:
    keys = [(r["everyday"], r["official"]) for r in ROWS]
    assert len(keys) > 4_000
    assert keys == sorted(keys)
    folded = [(fold_text(a), fold_text(b)) for a, b in keys]
    assert len(set(folded)) == len(folded)
    assert not [k for k in folded if k[0] == k[1] or not all(k)]
    assert not [r for r in ROWS if any(v != v.strip() or not v for v in r.values())]


def test_plain_words_are_sorted_unique_and_new() -> None:
    with PLAIN.open(encoding="utf-8", newline="") as lines:
        plain = [(r["everyday"], r["official"]) for r in csv.DictReader(lines)]
    assert len(plain) > 650
    assert plain == sorted(set(plain))
    assert not set(plain) & {(r["everyday"], r["official"]) for r in ROWS}
    assert not [row for row in plain if row[0] == row[1] or min(map(len, row)) < 2]


def test_plain_words_are_no_policy_wording() -> None:
    assert [t.official for t in lexicon().find("林子里的野兽")] == [("森林",), ("野生动物",)]
    assert [t.everyday for t in policy_lexicon().find("林子里的野兽")] == []
    assert not policy_lexicon().official("林子")


@pytest.mark.parametrize("kind", ["英文名称", "拼音", "通用简称", "通用口语"])
def test_lexicon_has_every_kind_of_wording(kind: str) -> None:
    assert sum(r["field"] == kind for r in ROWS) >= 30


@pytest.mark.parametrize("short", ["高企", "双创", "产学研", "规上"])
def test_common_abbreviations_are_known(short: str) -> None:
    assert [t.everyday for t in lexicon().find(f"{short}有什么政策")] == [short]


def test_pairs_are_unique_and_complete() -> None:
    keys = [(fold_text(r["q"]), r["p"]) for r in PAIRS]
    assert len(keys) > 4_000
    assert len(set(keys)) == len(keys)
    assert all(set(r) == {"q", "p", "field"} and all(r.values()) for r in PAIRS)


def test_held_out_topics_are_a_tenth_and_whole() -> None:
    pairs = read_pairs(DATA / "pairs.jsonl")
    fields = {p.field for p in pairs}
    held = held_out_fields(pairs)
    assert abs(len(held) - len(fields) / 10) <= 1
    assert held < fields
    assert len(read_lexicon(LEXICON)) > 2_000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AI怎么用", ["ai"]),
        ("RAIL上的MAIN", []),
        ("digital economy有什么目标", ["digital economy"]),
        ("想做 shuzijingji", ["shuzijingji"]),
        ("没有任何说法", []),
    ],
)
def test_latin_expressions_count_only_as_whole_words(text: str, found: list[str]) -> None:
    rows = [("AI", "人工智能"), ("digital economy", "数字经济"), ("shuzijingji", "数字经济")]
    assert [t.everyday for t in Lexicon(rows).find(text)] == found


def test_longest_expression_wins() -> None:
    words = Lexicon([("卖", "销售"), ("卖服务", "服务型制造"), ("卖服务", "服务化延伸")])
    assert [(t.everyday, t.official) for t in words.find("怎么卖服务")] == [("卖服务", ("服务型制造", "服务化延伸"))]


@pytest.mark.parametrize(
    ("question", "kind", "told", "untold"),
    [
        ("要建多少座冷库?", "number", "建设冷库20座", "建设一批冷库"),
        ("这件事由谁负责?", "actor", "市科技局牵头", "推动创新"),
        ("什么时候建成?", "time", "到2025年建成", "建成一批"),
        ("布局在哪里?", "place", "在高新区布局", "优化布局"),
    ],
)
def test_kind_of_answer(question: str, kind: str, told: str, untold: str) -> None:
    found = answer_type(question)
    assert found is not None
    assert (found.id, found.tells(told), found.tells(untold)) == (kind, True, False)


def test_a_plain_question_asks_for_no_kind() -> None:
    assert answer_type("现代种业怎么发展") is None
    assert len(answer_types()) == 4


def test_a_year_that_is_asked_for_must_stand_in_what_tells() -> None:
    asked = wanted("到２０２５年要建多少座冷库?")
    assert asked.years == ("2025",)
    assert asked.told("建成冷库20座", heading="2025年目标")
    assert not asked.told("2020年有冷库12座")
    assert not asked.told("2025年建成一批冷库")
    assert wanted("2030年是什么样子").told("展望2030年")
    assert not wanted("现代种业怎么发展").told("2030年")
