"""The nouns of the corpus as frozen values: Block, Document, Clause, Plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class CorpusError(Exception):
    """A mistake in the input: one line that says what, where and what to do next."""


class Hint(StrEnum):
    """What the source format knows about a block beyond its characters."""

    TEXT = "text"
    HEADING = "heading"
    QUOTE = "quote"
    ROW = "row"
    RULE = "rule"


class Kind(StrEnum):
    """What a clause is in the outline of its plan."""

    PLAN = "plan"
    NOTICE = "notice"
    NUMBERED = "numbered"
    DASH = "dash"
    ENUM = "enum"
    BOX = "box"
    BOXITEM = "boxitem"
    HEADING = "heading"
    APPENDIX = "appendix"
    TABLE = "table"
    ROW = "row"
    PARAGRAPH = "paragraph"


#: kinds that the outline lists; the others are body text with an address
OUTLINE_KINDS = (
    Kind.NUMBERED, Kind.DASH, Kind.ENUM, Kind.BOX, Kind.BOXITEM, Kind.HEADING, Kind.APPENDIX, Kind.TABLE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Code-point offsets into the stored text, end exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"偏移不合法：{self.start}–{self.end}")

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Block:
    """One line or paragraph of a document as the reader found it; `cells` only for table rows."""

    start: int
    end: int
    hint: Hint = Hint.TEXT
    level: int = 0
    cells: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Stored text and its blocks in order, with what the format itself said of title and origin."""

    text: str
    blocks: tuple[Block, ...]
    format: str = "txt"
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """An addressable unit of a plan; `start`–`end` is its own text, without its children."""

    path: str
    kind: Kind
    level: int
    marker: str
    label: str
    title: str
    start: int
    end: int
    parent: str | None
    title_start: int = 0
    cells: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"条款 {self.path} 的偏移不合法：{self.start}–{self.end}")
        if (self.parent is None) != (self.kind is Kind.PLAN):
            raise ValueError(f"条款 {self.path} 缺少上级")

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch of the page that is not the plan: menu, hotline, read count, contents list, repeated copy."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """A value of metadata and where it was found: a span of the text, or the name of a file or property."""

    value: str
    where: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a plan as a document; every entry says where it was found."""

    title: Found
    issuer: Found | None = None
    document_number: Found | None = None
    issued: Found | None = None
    published: Found | None = None
    period: tuple[int, int] | None = None
    url: Found | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A plan: stored text, clause tree in document order, furniture; together they tile the text."""

    id: str
    text: str
    clauses: tuple[Clause, ...]
    furniture: tuple[Furniture, ...]
    metadata: Metadata
    sha256: str = ""
    format: str = "txt"
    _index: dict[str, Clause] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for clause in self.clauses:
            if clause.path in self._index:
                raise ValueError(f"{self.id}：条款路径 {clause.path} 重复")
            self._index[clause.path] = clause
        self._check_tiling()

    def _check_tiling(self) -> None:
        at = 0
        tiles = [*((c.start, c.end) for c in self.clauses), *((f.start, f.end) for f in self.furniture)]
        for start, end in sorted(t for t in tiles if t[1] > t[0]):
            if start != at:
                raise ValueError(f"{self.id}：文本 {at}–{start} 未被条款覆盖或被重复覆盖")
            at = end
        if at != len(self.text):
            raise ValueError(f"{self.id}：文本末尾 {at}–{len(self.text)} 未被覆盖")

    def __getitem__(self, path: str) -> Clause:
        return self._index[path]

    def get(self, path: str) -> Clause | None:
        return self._index.get(path)

    @property
    def title(self) -> str:
        return self.metadata.title.value

    @cached_property
    def _children(self) -> dict[str, tuple[Clause, ...]]:
        grouped: dict[str, list[Clause]] = {}
        for clause in self.clauses:
            if clause.parent is not None:
                grouped.setdefault(clause.parent, []).append(clause)
        return {parent: tuple(children) for parent, children in grouped.items()}

    def children(self, path: str) -> tuple[Clause, ...]:
        return self._children.get(path, ())

    def ancestors(self, path: str) -> tuple[Clause, ...]:
        """Clauses above `path`, outermost first, the plan itself left out."""
        above = self._above.get(path)
        if above is None:
            parent = self[path].parent
            above = self._above[path] = (*self.ancestors(parent), self[parent]) if parent else ()
        return above

    @cached_property
    def _above(self) -> dict[str, tuple[Clause, ...]]:
        return {}

    def subtree(self, path: str) -> Iterator[Clause]:
        """The clause and everything below it, in document order."""
        yield self[path]
        for child in self.children(path):
            yield from self.subtree(child.path)

    def own_text(self, clause: Clause) -> str:
        return clause.span.of(self.text)

    def heading_path(self, path: str) -> tuple[str, ...]:
        """Titles from the outermost clause down to this one; clauses without a title are left out."""
        return tuple(c.title for c in (*self.ancestors(path), self[path]) if c.title and c.path)

    @cached_property
    def _starts(self) -> tuple[list[int], list[Clause]]:
        tiles = sorted((c for c in self.clauses if c.end > c.start), key=lambda c: c.start)
        return [c.start for c in tiles], tiles

    def clause_at(self, offset: int) -> Clause | None:
        """The clause whose own text holds this offset; None inside furniture."""
        from bisect import bisect_right

        starts, tiles = self._starts
        i = bisect_right(starts, offset) - 1
        return tiles[i] if i >= 0 and offset < tiles[i].end else None
