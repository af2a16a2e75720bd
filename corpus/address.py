"""Machine paths, printed labels and tiles: a grown outline becomes frozen clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.draft import Draft
from corpus.model import Clause, Furniture, Kind

_PREFIX = {
    Kind.PARAGRAPH: "p", Kind.BOX: "b", Kind.HEADING: "h", Kind.APPENDIX: "a", Kind.TABLE: "t", Kind.ROW: "r",
}  # fmt: skip
NOTICE_PATH = "notice"


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    order: int
    draft: Draft | None
    reason: str = ""


def freeze(root: Draft, furniture: Sequence[tuple[int, str]], length: int) -> tuple[tuple[Clause, ...], tuple[Furniture, ...]]:
    """Give every draft its path, label and tile; whatever lies between two starts belongs to the first.

    `furniture` lists (start, reason). The first piece begins at offset 0, the last ends at `length`.
    """
    _absorb(root, frozenset(start for start, _ in furniture))
    drafts = list(_walk(root))
    pieces = [_Piece(d.start, k, d) for k, d in enumerate(drafts)]
    pieces += [_Piece(start, -1, None, reason) for start, reason in furniture]
    pieces.sort(key=lambda p: (p.start, p.order))
    ends = [p.start for p in pieces[1:]] + [length]
    tiles: dict[int, tuple[int, int]] = {}
    found: list[Furniture] = []
    for k, (piece, end) in enumerate(zip(pieces, ends, strict=True)):
        start = 0 if k == 0 else piece.start
        if piece.draft is None:
            found.append(Furniture(start, end, piece.reason))
        else:
            tiles[id(piece.draft)] = (start, end)
    return tuple(_clauses(root, tiles)), tuple(found)


def _walk(draft: Draft) -> Iterable[Draft]:
    yield draft
    for child in draft.children:
        yield from _walk(child)


def _absorb(draft: Draft, furniture: frozenset[int]) -> None:
    """A lone paragraph right under its heading is the body of that clause, not a clause of its own."""
    paragraphs = [c for c in draft.children if c.kind is Kind.PARAGRAPH]
    first = draft.children[0] if draft.children else None
    alone = len(paragraphs) == 1 and first is paragraphs[0] and not draft.run_in
    if alone and first and draft.kind not in (Kind.PLAN, Kind.NOTICE) and not any(draft.start < f < first.start for f in furniture):
        draft.children[:1] = first.children
    for child in draft.children:
        _absorb(child, furniture)


def _clauses(root: Draft, tiles: dict[int, tuple[int, int]]) -> list[Clause]:
    out: list[Clause] = []
    used: set[str] = set()

    def visit(draft: Draft, parent: Clause | None, level: int, body_seen: bool) -> None:
        path = _free(_path(draft, parent), used)
        start, end = tiles[id(draft)]
        clause = Clause(
            path, draft.kind, level, draft.marker, _label(draft, parent, body_seen), draft.title_text,
            start, end, parent.path if parent else None, draft.title.start, draft.cells,
        )  # fmt: skip
        out.append(clause)
        seen = False
        for child in draft.children:
            seen = seen or (child.kind is not Kind.PARAGRAPH and child.kind is not Kind.NOTICE)
            visit(child, clause, level + 1, seen)

    visit(root, None, 0, False)
    return out


def _path(draft: Draft, parent: Clause | None) -> str:
    if parent is None:
        return ""
    if draft.kind is Kind.NOTICE:
        return NOTICE_PATH
    part = f"{_PREFIX.get(draft.kind, '')}{draft.number}"
    return f"{parent.path}/{part}" if parent.path else part


def _free(path: str, used: set[str]) -> str:
    """The path itself, or with ~2, ~3… when the document prints the same number twice."""
    candidate, k = path, 1
    while candidate in used:
        k += 1
        candidate = f"{path}~{k}"
    used.add(candidate)
    return candidate


def _label(draft: Draft, parent: Clause | None, body_seen: bool) -> str:
    if parent is None:
        return "标题"
    above = "" if parent.kind is Kind.PLAN else parent.label
    if draft.kind is Kind.PARAGRAPH:
        return (above or ("文末" if body_seen else "引言")) + f"第{draft.number}段"
    if draft.kind is Kind.BOX and draft.marker[-1:].isdigit():
        return draft.marker
    if draft.kind is Kind.APPENDIX:
        return draft.marker.rstrip(":：")
    return above + _OWN_LABEL[draft.kind](draft)


_OWN_LABEL: Mapping[Kind, Callable[[Draft], str]] = {
    Kind.NUMBERED: lambda d: "".join(d.marker.split()),
    Kind.ENUM: lambda d: d.marker.rstrip(",，、"),
    Kind.DASH: lambda d: f"第{d.number}项",
    Kind.BOX: lambda d: d.marker.rstrip(":：") or "专栏",
    Kind.BOXITEM: lambda d: f"第{d.number}项",
    Kind.HEADING: lambda d: f"“{d.title_text}”",
    Kind.TABLE: lambda d: f"表{d.number}",
    Kind.ROW: lambda d: f"第{d.number}行",
    Kind.NOTICE: lambda d: "印发通知",
}
