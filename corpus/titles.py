"""Where the title of a clause ends and its body begins, on a line of its own or run in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import Hint

RUN_IN_MAX = 40
LINE_MAX = 80
_PAIRS = {"“": "”", "《": "》", "（": "）", "(": ")", "「": "」", "〔": "〕"}
_MARKS = re.compile("[“”《》（）()「」〔〕。：:→]")
_SEARCHED = 400
_BODY_MARK = re.compile("[，。；]")
_VERB = re.compile(r"加大|加强|加快|推进|推动|开展|实施|完善|健全|支持|提升|强化|围绕|选择|到20\d\d")
#: what a heading says behind its colon, itself without the marks of a sentence (“惠民生”：改善居住条件)
_SUBTITLE = re.compile(
    "(?=加快|加强|推进|推动|开展|实施|完善|健全|支持|提升|强化|围绕|优化|改善|营造|厚植|增强|打造|构建|建设|培育|发展|促进|深化|拓展|创新|壮大|夯实|激发)"
    "[^。，,；;：:！!？?0-9０-９]{4,24}"
)
_GLUED_MIN = 6
_BODY_END = "。；;！!？?"
_TRAILING = "。：:；; \u3000"


@dataclass(frozen=True, slots=True)
class Title:
    """Offsets of a title (empty when there is none) and whether body text follows in the same line."""

    start: int
    end: int
    run_in: bool


def split_title(text: str, start: int, end: int, hint: Hint = Hint.TEXT, *, arrow: bool = False) -> Title:
    """Find the title in text[start:end], the part of a line after its marker.

    A first sentence of at most 40 characters with text behind it is a run-in title; a line without
    sentence end is a title as a whole, also with a colon in it; a single long sentence is body.
    """
    while start < end and text[start] in " \u3000\t:：":
        start += 1
    stop = _sentence_end(text, start, end, arrow)
    rest = text[stop + 1 : end].strip() if stop < end else ""
    if rest and text[stop] in "：:" and _SUBTITLE.fullmatch(rest) and end - start <= RUN_IN_MAX:
        return Title(start, end - (len(text[start:end]) - len(text[start:end].rstrip())), False)
    if rest:
        return Title(start, stop if stop - start <= RUN_IN_MAX else start, True)
    last = end
    while last > start and text[last - 1] in _TRAILING:
        last -= 1
    is_sentence = text[end - 1 : end] in _BODY_END and end > start
    limit = RUN_IN_MAX if is_sentence and hint is not Hint.HEADING else LINE_MAX
    if last - start > limit:
        return Title(start, start, True)
    return Title(start, last, is_sentence and last - start > RUN_IN_MAX)


def glued_title(text: str, start: int, end: int) -> Title:
    """The title of a box whose first sentence follows without any mark (专栏7 加强调查加大调查力度,…).

    It ends where the sentence opens with a verb of its own; without one all is body.
    """
    while start < end and text[start] in " \u3000\t:：":
        start += 1
    stop = _BODY_MARK.search(text, start, end)
    verb = _VERB.search(text, start + _GLUED_MIN, min(stop.start() if stop else end, start + RUN_IN_MAX))
    return Title(start, verb.start() if verb else start, True)


def _sentence_end(text: str, start: int, end: int, arrow: bool) -> int:
    closing: list[str] = []
    for mark in _MARKS.finditer(text, start, min(end, start + _SEARCHED)):
        char, at = mark.group(), mark.start()
        if closing and char == closing[-1]:
            closing.pop()
        elif char in _PAIRS:
            closing.append(_PAIRS[char])
        elif not closing and (char in "。：" or (char == ":" and not text[at + 1 : at + 2].isdigit()) or (arrow and char == "→")):
            return at
    return end


_CN_DIGIT = "0-9０-９〇○零一二三四五六七八九十"
_DATE = re.compile(
    rf"[（(]?\s*[{_CN_DIGIT}]{{4}}\s*年\s*[{_CN_DIGIT}]{{1,3}}\s*月\s*(?:[{_CN_DIGIT}]{{1,3}}\s*日)?\s*[）)]?(?:印发)?"
)
_HEADING_TEXT = re.compile(r"[^。；;，,：:!！?？、|\t]*[\u4e00-\u9fff]{2,}[^。；;，,：:!！?？|\t]*")
_PLAIN = re.compile(r"[^。；;:：!！?？|\t0-9０-９]*[\u4e00-\u9fff]{2,}[^。；;:：!！?？|\t0-9０-９]*")
HEADING_MAX = 25
_NAME = re.compile(
    r"(规划|方案|计划|纲要|意见|措施|办法|报告|批复|决定|细则|条例|清单|要点|政策|通知|规定|公告|目录|名单|一览表|分工|[^代]表)"
    r"(\([^()]*\)|（[^（）]*）)*$"
)
_CLOSING = re.compile(
    r"(本|以上|此前|原)\S{0,30}?(方案|规划|计划|意见|措施|办法|纲要|政策|细则|规定|通知|文件|条例)"
    r"[^。]{0,60}?(施行|执行|实施|解释|有效期|废止|为准|印发之日|发布之日)"
)
_BACK = re.compile(r"(名词|术语)(解释|注释|说明)|注释|结束语|结语|附则|后记|附注|尾声")
_FRONT = re.compile(r"前言|序言|引言|导言|序|编制说明|规划背景")
_NOTE = re.compile(r"\s*[（(]?\s*(注|备注|附注|说明)\s*\d?\s*[:：]")


def is_date_line(line: str) -> bool:
    return _DATE.fullmatch(line.strip()) is not None


def looks_like_heading(line: str) -> bool:
    """A short line of words without sentence punctuation, such as an unnumbered heading prints."""
    return len(line) <= HEADING_MAX and not is_date_line(line) and _HEADING_TEXT.fullmatch("".join(line.split(" "))) is not None


def is_short_heading(line: str) -> bool:
    """A heading as run-in ones are printed: short, without the marks of a sentence; quotes and lists may stand in it."""
    return len(line) <= HEADING_MAX and _PLAIN.fullmatch(line.strip()) is not None


def names_document(line: str) -> bool:
    """Whether a line ends as titles of documents, lists and tables do (…方案, …清单)."""
    return _NAME.search("".join(line.split())) is not None


def closes_document(line: str) -> bool:
    """Whether a line says from when a document holds, how long, or who explains it."""
    return _CLOSING.match(line) is not None


def is_note(line: str) -> bool:
    """Whether a line opens the notes below a table (注:…)."""
    return _NOTE.match(line) is not None


def is_named_heading(line: str) -> bool:
    """Whether a line is a heading by its words alone (前言, 附则)."""
    return _FRONT.fullmatch("".join(line.split())) is not None or is_back_matter(line)


def is_back_matter(line: str) -> bool:
    """Whether a heading opens what stands behind the last part of a document (名词解释, 结束语)."""
    return _BACK.fullmatch("".join(line.split())) is not None
