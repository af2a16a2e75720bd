"""What stands before the first clause: page head, issuing notice, title, contents list and preface."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.furniture import is_sentence, reason_of
from corpus.model import Document, Kind
from corpus.normal import fold_text
from corpus.segments import Segment
from corpus.title_search import ISSUER_END, find_title

#: the title of a notice and, inside it, that of the document it issues
ISSUED_TITLE = re.compile(r"关于(?:印发|发布|公布|下达|转发|推广)(?P<title>.+?)的(?:通知|公告)$")
_CONTENTS = re.compile(r"目录|目次|contents", re.IGNORECASE)
_WINDOW = 4
_HEAD_MAX = 300
_SITE = re.compile("[_|]|-(?=[^-]*$)")
_TITLE_MAX = 80
_LEADERS = re.compile(r"[.·…\-\s]*\(?\d*\)?$")
_LED = re.compile(r".{2,80}?(?:[.·．]\s?){3,}\s*\d{1,4}|.{2,80}?…+\s*\d{1,4}|.{2,80}?(?:\t|\s{3,})\d{1,3}")
_SEVERAL = re.compile(r"第[一二三四五六七八九十]+[篇编章节]")


@dataclass
class Front:
    """Segment indexes of the parts before the body; `title_text` is the title as printed, on one line."""

    title: list[int] = field(default_factory=list)
    notice: list[int] = field(default_factory=list)
    notice_heading: int = 0
    furniture: dict[int, str] = field(default_factory=dict)
    title_text: str = ""
    preface_from: int = 0


def read_front(document: Document, segments: Sequence[Segment]) -> Front:
    """Sort the segments before the first clause into furniture, notice, title and preface."""
    lines = [document.text[s.start : s.end] for s in segments]
    front = Front()
    contents = find_contents(segments, lines)
    first = _first_clause(segments, contents)
    folded = [fold_text(line[: 4 * _TITLE_MAX]) for line in lines[: min(first, _HEAD_MAX)]]
    front.furniture = dict.fromkeys(contents, "目录")
    notice, notice_title = _find_notice(folded)
    targets = [t for t in (notice_title, *_stated_titles(document)) if t]
    front.title = _find_title(folded, targets, contents, 0 if notice is None else notice[1])
    if not front.title and notice is None:
        front.title = find_title(segments, folded, contents)
    front.title_text = "".join(lines[i].strip() for i in front.title)
    _assign(front, lines, notice, first)
    return front


def _assign(front: Front, lines: Sequence[str], notice: tuple[int, int] | None, first: int) -> None:
    title_at = front.title[0] if front.title else first
    head_end = title_at if notice is None else min(notice[0], title_at)
    if not front.title and notice is None:
        head_end = 0
    for i in range(head_end):
        if not is_sentence(lines[i]):
            front.furniture.setdefault(i, "页头")
        else:
            front.notice.append(i)
    if notice is not None and notice[0] < title_at:
        end = title_at if front.title else notice[1]
        front.notice += [i for i in range(notice[0], end) if i not in front.furniture]
        front.notice_heading = notice[1] - notice[0]
    front.preface_from = front.title[-1] + 1 if front.title else (notice[1] if notice else 0)


def find_contents(segments: Sequence[Segment], lines: Sequence[str]) -> list[int]:
    """Indexes of a contents list: its heading, entries that come again later, lines with leaders and page number."""
    later = {_entry(s, lines[i]): i for i, s in enumerate(segments) if s.marker}
    heads = frozenset(i for i, line in enumerate(lines) if _is_contents_heading(line))
    plain = _plain_lines(segments, lines) if heads else {}
    found: dict[int, None] = {}
    run: list[int] = []
    for i, s in enumerate(segments):
        if i in heads:
            found[i] = None
            run = [i]
        elif _is_entry(s, i, lines[i], later) or (run and _LED.fullmatch(lines[i])):
            run.append(i)
            if len(run) >= 3 or i - 1 in found or run[0] in found:
                # what came before is known already, or an endless list would be gone through again for each of its lines
                found |= dict.fromkeys(run[-1:] if run[-2:-1] and run[-2] in found else run)
        elif i - 1 in found and run and (plain.get(_bare(lines[i]), 0) > i or reason_of(lines[i])):
            found[i] = None
        else:
            run = []
    return list(found)


def _is_contents_heading(line: str) -> bool:
    return len(line) <= 12 and _CONTENTS.fullmatch(fold_text(line).strip(":")) is not None


def _plain_lines(segments: Sequence[Segment], lines: Sequence[str]) -> dict[str, int]:
    """Last index of each short line without a number, as a contents list names it."""
    return {_bare(lines[i]): i for i, s in enumerate(segments) if not s.marker and len(lines[i]) <= _TITLE_MAX}


def _bare(line: str) -> str:
    return _LEADERS.sub("", fold_text(line))


def _entry(s: Segment, line: str) -> tuple[str, int, str]:
    assert s.marker is not None
    return s.marker.family.id, s.marker.number, _bare(line[s.marker.end - s.start :][: 2 * _TITLE_MAX])


def _is_entry(s: Segment, i: int, line: str, later: dict[tuple[str, int, str], int]) -> bool:
    if s.marker is None or s.marker.family.kind not in (Kind.NUMBERED, Kind.BOX, Kind.APPENDIX):
        return False
    several = len(_SEVERAL.findall(line)) >= 3
    return several or (len(line) <= 4 * _TITLE_MAX and later[_entry(s, line)] > i)


def _first_clause(segments: Sequence[Segment], contents: Sequence[int]) -> int:
    """The first number 1 that is followed by 2; failing that the first 1, the first number, the end."""
    skip = frozenset(contents)
    numbered = [i for i, s in enumerate(segments) if i not in skip and s.marker and s.marker.family.kind is Kind.NUMBERED]
    opened: dict[str, int] = {}
    for i in numbered:
        marker = segments[i].marker
        assert marker is not None
        if marker.number == 1 and marker.family.rank <= 10.1:
            opened[marker.family.id] = i
        elif marker.number == 2 and marker.family.id in opened:
            return min(opened.values())
    return min(opened.values(), default=numbered[0] if numbered else len(segments))


def _windows(folded: Sequence[str], first: int = 0) -> list[tuple[int, int, str]]:
    """Runs of one to four lines from `first` on, latest first, as one folded line."""
    out = []
    for start in range(len(folded) - 1, first - 1, -1):
        joined = ""
        for end in range(start, min(start + _WINDOW, len(folded))):
            joined += folded[end]
            if len(joined) > 2 * _TITLE_MAX:
                break
            out.append((start, end + 1, joined))
    return out


def _find_notice(folded: Sequence[str]) -> tuple[tuple[int, int] | None, str]:
    for start, end, joined in _windows(folded):
        found = ISSUED_TITLE.search(joined)
        if found and "关于" in folded[start] and "。" not in joined:
            if start and folded[start].startswith("关于") and folded[start - 1].endswith(ISSUER_END):
                start -= 1
            return (start, end), found["title"].strip("《》<>")
    return None, ""


def _stated_titles(document: Document) -> list[str]:
    """Titles named by the format or by plan.toml, without the name of the site, a notice reduced to what it issues."""
    titles: list[str] = []
    for key, value in document.properties:
        if key.lower() in ("title", "标题", "articletitle", "og:title"):
            for folded in (fold_text(value), _SITE.split(fold_text(value))[0]):
                found = ISSUED_TITLE.search(folded)
                titles.append(found["title"].strip("《》<>") if found else folded)
    return titles


def _find_title(folded: Sequence[str], targets: Sequence[str], contents: Sequence[int], after: int) -> list[int]:
    skip = frozenset(contents)
    for start, end, joined in _windows(folded, after):
        if any(joined.strip("《》") == target for target in targets) and start not in skip:
            return list(range(start, end))
    return []
