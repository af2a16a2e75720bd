"""`build` tells how far it is also where nobody sees a bar."""

from __future__ import annotations

import re

import pytest

from scripts.build import Stages, lines


def test_progress_is_told_in_lines_with_rate_and_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    show = lines(every=0.0)
    for done in range(3):
        show("抽取", done, 2)
    told = capsys.readouterr().err
    assert re.fullmatch(r"抽取 1/2,每秒 [\d.]+ 份，还需约 [\d.]+ 分钟\n", told), "neither nothing nor all is worth a line"


def test_a_short_build_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    show = lines()
    show("抽取", 0, 2)
    show("抽取", 1, 2)
    assert capsys.readouterr().err == ""


def test_how_long_each_stage_took_is_remembered() -> None:
    told: list[tuple[str, int, int]] = []
    ticks = iter((1.0, 2.0, 5.0, 7.0))
    stages = Stages(lambda *step: told.append(step), lambda: next(ticks))
    steps = [("抽取", 0, 2), ("抽取", 1, 2), ("抽取", 2, 2), ("合并", 1, 1)]
    for step in steps:
        stages(*step)
    assert told == steps
    assert [stages.seconds(stage) for stage in ("抽取", "合并", "图谱库")] == [4.0, 0.0, 0.0]
