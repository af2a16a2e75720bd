"""References: what stands in them, that other programs read them back, and that they lead to the clause again."""

from __future__ import annotations

import json
from datetime import date

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware

from corpus.locate import find_references, resolve
from index.qa.cite import STYLES, citation_text, quote_hash, reference, sentence_form, text_form
from tests.qa.plans import CHAPTERS, PLAIN, embedded, written

ACCESSED = date(2026, 11, 23)
FULL = """
title = "某省科技与人才规划（R&D 5% #1_a {b}）"
issuer = "某省人民政府"
document_number = "某政发〔2021〕3号"
issued = "2021-03-04"
published = "2021-04-05"
url = "https://example.org/a_b?x=1&y=%20#z"
"""


def test_text_form_prints_the_label() -> None:
    assert text_form(embedded(), "4/2/1/2") == "《昌吉市科技创新“十四五”规划》四、(二)1.(2)"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("4/2/1/2", "第四部分第（二）条第1点第（2）项"),
        ("3/2/1", "第三部分第（二）条第1项"),
        ("1/6/1", "第一部分第（六）条第一项"),
        ("p1", "引言第1段"),
        ("notice/p1", "印发通知第1段"),
        ("", ""),
    ],
)
def test_sentence_form(path: str, said: str) -> None:
    assert sentence_form(embedded(), path) == f"《昌吉市科技创新“十四五”规划》{said}"


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        (CHAPTERS, "1/1", "第一章第一节"),
        (CHAPTERS, "1/1/1", "第一章第一节第一条"),
        (CHAPTERS, "1/1/1/1", "第一章第一节第一条第（一）款"),
        (CHAPTERS, "1/1/1/1/1", "第一章第一节第一条第（一）款第1点"),
        (PLAIN, "2/1/1/1", "第二部分第（一）条第1点第（1）项"),
        (PLAIN, "2/1/1/1/1", "第二部分第（一）条第1点第（1）项第1小项"),
    ],
)
def test_sentence_form_follows_the_printed_markers(text: str, path: str, said: str) -> None:
    assert sentence_form(written(text), path).split("》")[-1] == said


def test_sentence_form_leads_back_to_its_clause() -> None:
    plan = embedded()
    numbered = [c for c in plan.clauses if c.marker]
    assert len(numbered) > 60
    for clause in numbered:
        spoken = sentence_form(plan, clause.path).split("》")[-1]
        assert resolve(plan, find_references(spoken)[0].steps) == (clause,), spoken


def test_inner_title_marks_are_lowered() -> None:
    plan = written(PLAIN, settings='title = "关于印发《某县方案》的通知"')
    assert text_form(plan, "1").startswith("《关于印发〈某县方案〉的通知》")


def test_gbt_2025_and_2015() -> None:
    plan = written(PLAIN, settings=FULL)
    assert citation_text(plan, "2/1/1", "gbt7714-2025", accessed=ACCESSED) == (
        "某省人民政府. 某省科技与人才规划（R&D 5% #1_a {b}）：某政发〔2021〕3号，二、（一）1[EB/OL]. "
        "（2021-04-05）[2026-11-23]. https://example.org/a_b?x=1&y=%20#z."
    )
    assert "(2021-04-05)[2026-11-23]" in citation_text(plan, "2/1/1", "gbt7714-2015", accessed=ACCESSED)


def test_gbt_leaves_out_what_the_corpus_does_not_state() -> None:
    entry = citation_text(embedded(), "", "gbt7714-2025", accessed=ACCESSED)
    assert entry == "昌吉市人民政府. 昌吉市科技创新“十四五”规划[EB/OL]. （2024-11-26）[2026-11-23]."
    assert citation_text(written(PLAIN), "1", "gbt7714-2025", accessed=ACCESSED) == (
        "某县冷链物流行动方案（2022—2024年）：一[Z]."
    )


@pytest.mark.parametrize("settings", ["", FULL])
def test_bibtex_round_trip(settings: str) -> None:
    plan = written(PLAIN, settings=settings)
    library = bibtexparser.parse_string(
        citation_text(plan, "2/1/1", "bibtex", accessed=ACCESSED), append_middleware=[LatexDecodingMiddleware()]
    )
    assert not library.failed_blocks
    entry = library.entries[0]
    known = reference(plan, "2/1/1", ACCESSED)
    assert (entry.key, entry["title"]) == (known.key, known.title)
    assert entry["note"] == "二、（一）1"
    assert entry["annotation"] == f"sha256:{known.hash}"
    stated = {"author": known.issuer, "number": known.number, "date": known.published}
    assert {k: entry[k] for k in stated if k in entry} == {k: v for k, v in stated.items() if v}


@pytest.mark.parametrize("settings", ["", FULL])
def test_ris_round_trip(settings: str) -> None:
    plan = written(PLAIN, settings=settings)
    (entry,) = rispy.loads(citation_text(plan, "2/1/1", "ris", accessed=ACCESSED))
    known = reference(plan, "2/1/1", ACCESSED)
    assert entry["title"] == known.title
    assert entry["section"] == "二、（一）1"
    assert entry["id"] == known.key
    assert entry.get("authors", [""]) == [known.issuer]
    assert entry.get("urls", [""]) == [known.url]
    assert entry.get("date", "") == known.published.replace("-", "/")
    assert entry["notes"] == [f"sha256:{known.hash}"]


def test_csl_json() -> None:
    (item,) = json.loads(citation_text(embedded(), "4/2/1/2", "csl-json", accessed=ACCESSED))
    assert item["author"] == [{"literal": "昌吉市人民政府"}]
    assert item["issued"] == {"date-parts": [[2024, 11, 26]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 23]]}
    assert item["custom"]["clause"] == "4/2/1/2"
    assert "URL" not in item


def test_hash_tells_drift_from_style() -> None:
    assert quote_hash("到2025年，“双创”") == quote_hash("到２０２５年,\n「双创」")
    assert quote_hash("到2025年") != quote_hash("到2026年")


def test_keys_are_ascii_and_distinct() -> None:
    plan = embedded()
    keys = [reference(plan, c.path, ACCESSED).key for c in plan.clauses]
    assert all(k.isascii() for k in keys)
    assert len(keys) == len(dict.fromkeys(keys))
    assert reference(written(PLAIN, "某县方案"), "1", ACCESSED).key.startswith("plan-")


@pytest.mark.parametrize("style", STYLES)
def test_every_style_writes_every_clause(style: str) -> None:
    plan = embedded()
    for clause in plan.clauses:
        assert plan.title in citation_text(plan, clause.path, style, accessed=ACCESSED)


def test_unknown_style_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="gbt7714-2025"):
        citation_text(embedded(), "1", "apa", accessed=ACCESSED)
