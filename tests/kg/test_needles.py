"""The first look before a search never hides a match, and finds the literals that a match needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.load import find_sources, load_plan
from kg.needles import Sought, needles
from kg.plantimes import plan_frame

ROOT = Path(__file__).parents[2] / "corpus" / "data"
CASES = [
    ("承担|承建", ("承建", "承担")),
    ("(?:承担|承建)的?项目", ("项目",)),
    ("[二三]期", ("三期", "二期")),
    ("[二三]", ("三", "二")),
    (r"\w+(?:公司|集团)(?!化)", ("公司", "集团")),
    ("牵头|要牵头", ("牵头",)),  # whoever holds the second holds the first
    ("(?:牵头)*负责?", ("负",)),  # what may be missing is no needle
    (r"\w{2}(?=成功上市)", ("成功上市",)),
    ("(?<=由)发改委|(?<!不)财政局", ("发改委", "财政局")),  # a search may begin behind what a look-behind sees
    ("(?>(?:市|县)局){1,3}", ("县局", "市局")),
    (r"负责|\d+", ("",)),
    (r"[^,。]+|\w", ("",)),
    ("", ("",)),
]


@pytest.mark.parametrize(("pattern", "expected"), CASES, ids=[pattern for pattern, _ in CASES])
def test_needles(pattern: str, expected: tuple[str, ...]) -> None:
    assert needles(pattern) == expected


@pytest.mark.parametrize("pattern", [*(pattern for pattern, _ in CASES), "(?<=市)(?:科技|财政)局", "^(?:加快|推动)?.{2,8}发展$", "建设(?:和|、)?"])
def test_the_first_look_hides_no_match(pattern: str) -> None:
    plan = load_plan(find_sources(ROOT).sources[0])
    sentences = [s.text for of_clause in plan_frame(plan).sentences.values() for s in of_clause]
    sought, plain = Sought(pattern), re.compile(pattern)
    assert len(sentences) > 250
    for text in sentences:
        at = len(text) // 2
        assert [m.span() for m in sought.finditer(text)] == [m.span() for m in plain.finditer(text)]
        assert [m.span() for m in sought.finditer(text, at)] == [m.span() for m in plain.finditer(text, at)]
        assert (sought.search(text, 0, at) is None) == (plain.search(text, 0, at) is None)
        assert sought.sub("", text) == plain.sub("", text)
