"""The title of a document that nothing names: the last lines before the text that read like one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.furniture import is_sentence, reason_of
from corpus.model import Hint
from corpus.segments import Segment
from corpus.titles import is_date_line

ISSUER_END = ("政府", "办公厅", "办公室", "委员会", "厅", "局", "部", "国务院", "中央", "党委")
_END = re.compile(
    r"(规划|方案|计划|纲要|意见|措施|办法|报告|批复|决定|细则|条例|清单|要点|政策|通知|规定|预案|指南|公告|通告|意见稿|规程|指引|若干举措|举措)(\([^()]*\))*$"
)
_NOT_TITLE = re.compile(r"[。;；:!?>|]|^\d(?!\d{3}(?:年|-))|^\(|号$|文件$|^目录$")
#: a line that goes on with a title begun above
_FRAGMENT = re.compile(r"关于|的|和|与|及|暨|\(|[\"“]|行动|实施|规划|发展|建设|工作|专项|若干|[一二三五两]年")
_PARENTHESIS = re.compile(r"\([^()]*\)$")
#: what stands in brackets below a title and belongs to it
_BELOW = re.compile(r"\((?:[^()]*(?:19|20)\d\d[^()月日号]*|试行|暂行|征求意见稿|送审稿|草案|修订版?)\)")
_TITLE_MAX = 80
_HEADLINE_MAX = 40
_LINES = 4
_SHORT = 12


def find_title(segments: Sequence[Segment], folded: Sequence[str], contents: Sequence[int]) -> list[int]:
    """Indexes of the lines of the title; `folded` holds the lines before the first clause.

    The first heading of the format that reads like a title wins; among plain lines the last one above the first
    sentence, failing that the last one. A line above joins when what follows is no title by itself.
    """
    skip = frozenset(contents)
    candidates = [i for i in range(len(folded)) if i not in skip and not segments[i].marker]
    sentence = next((i for i in candidates if is_sentence(folded[i])), len(folded))
    headings = [i for i in candidates if segments[i].block.hint is Hint.HEADING]
    above = [i for i in reversed(candidates) if i < sentence]
    below = [i for i in reversed(candidates) if i > sentence]
    for last in (*headings, *above, *below):
        lines = _lines(segments, folded, last, skip)
        if lines:
            return lines
    return _first_line(segments, folded, skip)


def _first_line(segments: Sequence[Segment], folded: Sequence[str], skip: frozenset[int]) -> list[int]:
    """The very first line when it is short and open, as news and speeches print their title."""
    first = next((i for i in range(len(folded)) if i not in skip and segments[i].block.hint is not Hint.RULE), -1)
    if first < 0 or segments[first].marker or len(folded[first]) > _HEADLINE_MAX or len(segments) == 1:
        return []
    open_line = len(folded[first]) > 4 and not _NOT_TITLE.search(folded[first]) and not is_date_line(folded[first])
    return [first] if open_line and not reason_of(folded[first]) else []


def _lines(segments: Sequence[Segment], folded: Sequence[str], last: int, skip: frozenset[int]) -> list[int]:
    """The lines of a title that ends with line `last`; empty when none does."""
    joined, start = folded[last], last
    while start and last - start < _LINES - 1 and (not _is_whole(joined) or _issues(folded[start - 1], joined)):
        above = folded[start - 1]
        if start - 1 in skip or segments[start - 1].marker or not _may_join(above, joined) or len(above + joined) > _TITLE_MAX:
            break
        joined, start = above + joined, start - 1
    plain = _PARENTHESIS.sub("", joined)
    last += last + 1 < len(folded) and _BELOW.fullmatch(folded[last + 1]) is not None
    return list(range(start, last + 1)) if _END.search(joined) and len(plain) > 4 and not _NOT_TITLE.search(joined) else []


def _is_whole(joined: str) -> bool:
    """Whether these words are a title by themselves and not the rest of one."""
    return _END.search(joined) is not None and len(_PARENTHESIS.sub("", joined)) > _SHORT and not _FRAGMENT.match(joined)


def _issues(above: str, joined: str) -> bool:
    return joined.startswith("关于") and above.endswith(ISSUER_END)


def _may_join(above: str, joined: str) -> bool:
    if above.endswith(ISSUER_END) and not joined.startswith("关于"):
        return False
    if _NOT_TITLE.search(above) or is_date_line(above) or reason_of(above) or len(above) < 3:
        return False
    return _END.search(above) is None
