"""What stands before the first clause: page head, issuing notice, title, contents list and preface."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.furniture import is_sentence
from corpus.model import Document, Hint, Kind
from corpus.normal import fold_text
from corpus.segments import Segment

_NOTICE = re.compile(r"关于(?:印发|发布|公布|下达|转发|推广)(?P<title>.+?)的(?:通知|公告)$")
_TITLE_END = re.compile(r"(规划|方案|计划|纲要|意见|措施|办法|报告|批复|决定|细则|条例|清单|要点|政策|通知|规定)(\([^()]*\))*$")
_ISSUER_END = ("政府", "办公厅", "办公室", "委员会", "厅", "局", "部", "国务院", "中央", "党委")
_CONTENTS = re.compile(r"目录|目次|contents", re.IGNORECASE)
_WINDOW = 4
_TITLE_MAX = 80
_LEADERS = re.compile(r"[.·…\-\s]*\d*$")


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
    front.furniture = dict.fromkeys(contents, "目录")
    notice, notice_title = _find_notice(lines, first)
    targets = [t for t in (notice_title, *_stated_titles(document)) if t]
    front.title = _find_title(lines, first, targets, contents, 0 if notice is None else notice[1])
    if not front.title and notice is None:
        front.title = _title_by_form(segments, lines, first, contents)
    front.title_text = _join([lines[i] for i in front.title])
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
    """Indexes of a contents list: its heading and the entries that come again later as headings."""
    later: dict[tuple[str, int, str], int] = {}
    for i, s in enumerate(segments):
        if s.marker:
            later[_entry(s, lines[i])] = i
    found: list[int] = []
    run: list[int] = []
    for i, s in enumerate(segments):
        if _CONTENTS.fullmatch(fold_text(lines[i]).strip(":")):
            found.append(i)
            run = [i]
        elif _is_entry(s, i, lines[i], later):
            run.append(i)
            if len(run) >= 3 or found[-1:] == [i - 1] or run[0] in found:
                found += [k for k in run if k not in found]
        else:
            run = []
    return found


def _entry(s: Segment, line: str) -> tuple[str, int, str]:
    assert s.marker is not None
    title = _LEADERS.sub("", fold_text(line[s.marker.end - s.start :]))
    return s.marker.family.id, s.marker.number, title


def _is_entry(s: Segment, i: int, line: str, later: dict[tuple[str, int, str], int]) -> bool:
    if s.marker is None or s.marker.family.kind is not Kind.NUMBERED:
        return False
    several = len(re.findall(r"第[一二三四五六七八九十]+[篇编章节]", line)) >= 3
    return several or later[_entry(s, line)] > i


def _first_clause(segments: Sequence[Segment], contents: Sequence[int]) -> int:
    skip = frozenset(contents)
    numbered = [i for i, s in enumerate(segments) if i not in skip and s.marker and s.marker.family.kind is Kind.NUMBERED]
    for i in numbered:
        marker = segments[i].marker
        assert marker is not None
        if marker.number == 1 and marker.family.rank <= 10:
            return i
    return numbered[0] if numbered else len(segments)


def _windows(lines: Sequence[str], last: int, first: int = 0) -> list[tuple[int, int, str]]:
    """Runs of one to four lines before `last`, latest first, folded into one."""
    out = []
    for start in range(last - 1, first - 1, -1):
        joined = ""
        for end in range(start, min(start + _WINDOW, last)):
            joined += fold_text(lines[end])
            if len(joined) > 2 * _TITLE_MAX:
                break
            out.append((start, end + 1, joined))
    return out


def _find_notice(lines: Sequence[str], first: int) -> tuple[tuple[int, int] | None, str]:
    for start, end, joined in _windows(lines, first):
        found = _NOTICE.search(joined)
        if found and "关于" in fold_text(lines[start]) and "。" not in joined:
            if start and fold_text(lines[start]).startswith("关于") and fold_text(lines[start - 1]).endswith(_ISSUER_END):
                start -= 1
            return (start, end), found["title"].strip("《》<>")
    return None, ""


def _stated_titles(document: Document) -> list[str]:
    """Titles named by the format or by plan.toml, an issuing notice reduced to what it issues."""
    titles = []
    for key, value in document.properties:
        if key in ("title", "标题"):
            folded = fold_text(value)
            found = _NOTICE.search(folded)
            titles.append(found["title"].strip("《》<>") if found else folded)
    return titles


def _find_title(lines: Sequence[str], first: int, targets: Sequence[str], contents: Sequence[int], after: int) -> list[int]:
    skip = frozenset(contents)
    for start, end, joined in _windows(lines, first, after):
        if any(joined.strip("《》") == target for target in targets) and start not in skip:
            return list(range(start, end))
    return []


def _title_by_form(segments: Sequence[Segment], lines: Sequence[str], first: int, contents: Sequence[int]) -> list[int]:
    """The last run of short lines that reads like a document title, when nothing names the title."""
    skip = frozenset(contents)
    best: list[int] = []
    for start, end, joined in _windows(lines, min(first, 60)):
        plain = len(joined) <= _TITLE_MAX and not re.search(r"[。;；:]|^\d", joined)
        span = range(start, end)
        if plain and _TITLE_END.search(joined) and not any(i in skip or segments[i].marker for i in span):
            if best and (end - 1 < best[0] or segments[best[0]].block.hint is Hint.HEADING):
                break
            best = list(span)
    return best


def _join(parts: Sequence[str]) -> str:
    return "".join(part.strip() for part in parts)
