"""Small invented plans for the tests of numbers and measures."""

from __future__ import annotations

import re

from corpus.model import Block, Document, Hint, Plan, Span
from corpus.parse import parse

TITLE = "临河县产业发展“十四五”规划"


def plan_of(text: str, plan_id: str = "demo") -> Plan:
    """Parse a text whose lines are blocks; a line with | is a table row."""
    blocks = [_block(text, m) for m in re.finditer(r"[^\n]+", text)]
    return parse(Document(text, tuple(blocks)), plan_id)


def goals(sentence: str) -> Plan:
    """A plan whose goal chapter is this sentence."""
    return plan_of(f"{TITLE}\n本规划期限为2021—2025年。\n一、发展目标\n{sentence}\n二、重点任务\n加快建设。\n")


def tasks(sentence: str, heading: str = "重点任务") -> Plan:
    """A plan whose task chapter is this sentence."""
    return plan_of(f"{TITLE}\n本规划期限为2021—2025年。\n一、总体要求\n坚持创新。\n二、{heading}\n{sentence}\n")


def review(sentence: str) -> Plan:
    """A plan that looks back with this sentence."""
    return plan_of(f"{TITLE}\n本规划期限为2021—2025年。\n一、“十三五”发展回顾\n{sentence}\n二、重点任务\n加快建设。\n")


def _block(text: str, line: re.Match[str]) -> Block:
    if "|" not in line[0]:
        return Block(line.start(), line.end())
    cells = [Span(line.start() + c.start(), line.start() + c.end()) for c in re.finditer(r"[^|]+", line[0])]
    return Block(line.start(), line.end(), Hint.ROW, cells=tuple(cells))
