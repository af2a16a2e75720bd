"""Make a large corpus for measuring: python -m scripts.make_corpus OUT --plans N [--corpus DIR] [--seed S] [--size CHARS].

The plans are made, not found: headings, chapters and clauses of real plans are drawn at random, mixed and numbered anew.
What is measured on them (time, memory, agreement between backends) depends on the shape of policy text, not on its truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from corpus.load import find_sources, load_plan
from corpus.model import Clause, CorpusError, Kind, Plan
from corpus.numerals import to_chinese
from scripts import cli

_KEPT = (Kind.NUMBERED, Kind.DASH, Kind.ENUM, Kind.PARAGRAPH, Kind.HEADING)
_PLACES = ("东原", "西岭", "南浦", "北川", "云溪", "石门", "清河", "临江", "安平", "长宁")
_TOPICS = ("科技创新", "数字经济", "生态环境保护", "先进制造业", "现代农业", "人才发展", "营商环境", "公共服务")
_LEADING = re.compile(r"^[。:\uff1a\s]+")
_CHAPTER_CHILDREN = 8
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Node:
    """A clause free of its number: title, own words, and what stands below it."""

    title: str
    body: str
    children: tuple[Node, ...]

    @property
    def size(self) -> int:
        """Characters of the whole subtree."""
        return len(self.title) + len(self.body) + sum(c.size for c in self.children)


def main(
    out: Annotated[Path, typer.Argument(help="存放所生成规划的目录")],
    plans: Annotated[int, typer.Option(min=1, help="规划数目")] = 10,
    corpus: cli.Corpus = cli.CORPUS,
    seed: Annotated[int, typer.Option(help="随机种子：同一种子得同样的规划")] = 1,
    size: Annotated[int, typer.Option(min=500, help="每份规划的大致字数")] = 7000,
) -> None:
    """由真实规划的条款重组出任意多份互不相同的规划，供测量规模之用。"""
    out.mkdir(parents=True, exist_ok=True)
    pool = chapters(load_plan(source) for source in find_sources(corpus).sources)
    for number in range(1, plans + 1):
        text = compose(pool, number, Random(f"{seed}/{number}"), size)
        (out / f"made-{number:05d}.txt").write_text(text, encoding="utf-8", newline="\n")


def chapters(plans: Iterator[Plan]) -> tuple[Node, ...]:
    """Every clause of the plans that has at least two clauses below it."""
    found = [node for plan in plans for root in _nodes(plan, "") for node in _parents(root)]
    if not found:
        raise CorpusError("语料中没有带下级条款的章节，无法重组；请用 --corpus 给出有编号条款的规划")
    return tuple(found)


def _nodes(plan: Plan, path: str) -> tuple[Node, ...]:
    return tuple(_node(plan, clause) for clause in plan.children(path) if clause.kind in _KEPT)


def _node(plan: Plan, clause: Clause) -> Node:
    own = plan.own_text(clause).strip().removeprefix(clause.marker).strip()
    body = _LEADING.sub("", own.removeprefix(clause.title)) if clause.title else own
    return Node(clause.title, " ".join(body.split()), _nodes(plan, clause.path))


def _parents(node: Node) -> Iterator[Node]:
    if len(node.children) > 1 and node.title:
        yield node
    for child in node.children:
        yield from _parents(child)


def compose(pool: Sequence[Node], number: int, random: Random, size: int) -> str:
    """The text of one made plan of about `size` characters; equal arguments give equal text."""
    place, topic = random.choice(_PLACES), random.choice(_TOPICS)
    lines = [f"{place}第{to_chinese(number) if number < 10000 else number}区{topic}“十四五”规划", ""]
    written, chapter = 0, 0
    while written < size:
        chapter += 1
        head = random.choice(pool)
        mixed = [random.choice(random.choice(pool).children) for _ in range(_CHAPTER_CHILDREN // 2)]
        children = [*random.sample(head.children, min(len(head.children), _CHAPTER_CHILDREN // 2)), *mixed]
        random.shuffle(children)
        node = Node(head.title, head.body, tuple(children))
        lines += _printed(node, chapter, 0)
        written += node.size
    return "\n".join(lines) + "\n"


def _printed(node: Node, number: int, depth: int) -> Iterator[str]:
    marker = (f"{to_chinese(number)}、", f"({to_chinese(number)})", f"{number}.", f"({number})", "——")[depth]
    end = "" if not node.title or node.title.endswith(("。", ":", ";")) or depth < 2 else "。"
    if depth < 2 and node.title:
        yield f"{marker}{node.title}"
        yield from filter(None, (node.body,))
    else:
        yield f"{marker}{node.title}{end}{node.body}"
    for position, child in enumerate(node.children, 1):
        yield from _printed(child, position, min(depth + 1, _DEEPEST))


if __name__ == "__main__":
    cli.run(main)
