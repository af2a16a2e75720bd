"""Clauses while the tree grows, and the chain of open ones under the pen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from corpus.model import Block, Kind, Span
from corpus.titles import Title


@dataclass
class Draft:
    """A clause while the tree grows."""

    kind: Kind
    start: int
    family: str = ""
    rank: float = -1
    number: int = 0
    marker: str = ""
    title: Title = field(default_factory=lambda: Title(0, 0, False))
    title_text: str = ""
    hint_level: int = 0
    block: Block | None = None
    quote: bool = False
    cells: tuple[Span, ...] = ()
    children: list[Draft] = field(default_factory=list)
    counts: Counter[Kind] = field(default_factory=Counter)

    @property
    def run_in(self) -> bool:
        return self.title.run_in

    def add(self, child: Draft) -> Draft:
        """Attach a child; its number, when none is printed, is its place among its kind."""
        self.counts[child.kind] += 1
        child.number = child.number or self.counts[child.kind]
        self.children.append(child)
        return child


class Stack:
    """The open clauses from the plan down; a box is a floor below which its items do not look."""

    def __init__(self, root: Draft) -> None:
        self.open = [root]

    @property
    def root(self) -> Draft:
        return self.open[0]

    @property
    def top(self) -> Draft:
        return self.open[-1]

    def push(self, draft: Draft) -> None:
        self.top.add(draft)
        self.open.append(draft)

    def cut(self, at: int) -> None:
        """Close everything from index `at` on; the plan itself stays open."""
        del self.open[max(at, 1) :]

    def pop_ranks(self, rank: float, floor: int = 0) -> None:
        """Close clauses of this rank and inner ones, down to the floor."""
        while len(self.open) - 1 > floor and self.top.rank >= rank:
            self.open.pop()

    def pop_to_body(self) -> None:
        """Close what cannot hold a paragraph of its own line: enumerations, tables, dash items with text."""
        while self.top.kind in (Kind.ENUM, Kind.TABLE) or (self.top.kind is Kind.DASH and (self.top.run_in or self.top.children)):
            self.open.pop()
        if self.top.kind is Kind.BOXITEM:
            self.open.pop()

    def find(self, family: str, floor: int = 0) -> int | None:
        """Index of the innermost open clause of this numbering above the floor."""
        return next((k for k in range(len(self.open) - 1, floor, -1) if self.open[k].family == family), None)

    @property
    def floor(self) -> int:
        """Index of the open box; 0 when none is open."""
        return next((k for k in range(len(self.open) - 1, 0, -1) if self.open[k].kind is Kind.BOX), 0)
