"""From a document to a plan: front matter, furniture, clause tree, metadata. Pure: no file is touched."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.address import freeze
from corpus.draft import Draft
from corpus.flat_tables import find_flat_tables
from corpus.front import Front, read_front
from corpus.furniture import find_furniture
from corpus.metadata import read_metadata
from corpus.model import Block, Document, Kind, Plan
from corpus.outline import Outline
from corpus.segments import Segment, segment
from corpus.titles import Title
from corpus.unbroken import join_brackets


def parse(document: Document, plan_id: str, *, sha256: str = "") -> Plan:
    """Read a document as a plan; its clauses and furniture tile the stored text without gap or overlap.

    A text without any clause number still becomes a plan: title and paragraphs, with a doubt in its metadata.
    """
    document = find_flat_tables(join_brackets(document))
    segments = segment(document)
    front = read_front(document, segments)
    furniture = _furniture(document, segments, front)
    root = _grow(document, segments, front, furniture)
    marks = [(segments[i].start, reason) for i, reason in sorted(furniture.items())]
    clauses, tiles = freeze(root, marks, len(document.text))
    metadata = read_metadata(document, clauses, front.title_text, plan_id)
    return Plan(plan_id, document.text, clauses, tiles, metadata, sha256, document.format)


def _furniture(document: Document, segments: Sequence[Segment], front: Front) -> dict[int, str]:
    blocks = [Block(s.start, s.end, s.block.hint) for s in segments]
    numbered = max((i for i, s in enumerate(segments) if s.is_row or (s.marker and s.marker.family.kind is Kind.NUMBERED)), default=-1)
    first = min([*front.notice, *front.title, front.preface_from], default=0)
    found = find_furniture(document.text, blocks, first, numbered)
    kept = (*front.title, *front.notice[: front.notice_heading])
    return {i: reason for i, reason in {**found, **front.furniture}.items() if i not in kept}


def _grow(document: Document, segments: Sequence[Segment], front: Front, furniture: dict[int, str]) -> Draft:
    body = [i for i in range(front.preface_from, len(segments)) if i not in furniture]
    outline = Outline(document.text, segments, body)
    outline.root.start = segments[front.title[0]].start if front.title else 0
    outline.root.title_text = front.title_text
    notice = [i for i in front.notice if i not in furniture]
    if notice:
        outline.root.add(_notice(document, segments, notice, front.notice_heading))
    for i in body:
        if i in front.title or i in notice:
            continue
        if front.title and i == front.title[-1] + 1 and segments[i].family == "——":
            outline.add_text(i)  # the occasion below the title of a speech
        else:
            outline.add(i)
    return outline.root


def _notice(document: Document, segments: Sequence[Segment], notice: Sequence[int], heading: int) -> Draft:
    lines = [document.text[segments[i].start : segments[i].end] for i in notice]
    draft = Draft(Kind.NOTICE, segments[notice[0]].start, number=1, title_text="".join(lines[:heading]))
    draft.title = Title(draft.start, draft.start, bool(not heading))
    for i in notice[heading:]:
        draft.add(Draft(Kind.PARAGRAPH, segments[i].start, block=segments[i].block))
    return draft
