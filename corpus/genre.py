"""Whether a document is a plan at all: news, speeches and replies are taken in, with a visible doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.model import OUTLINE_KINDS, Clause, Kind
from corpus.normal import fold_text

#: titles of documents that plan, regulate or promise measures
_PLAN = re.compile(
    "规划|计划|方案|纲要|意见|措施|办法|细则|条例|规定|政策|要点|行动|预案|指南|指引|决定|通知|清单|举措|目录|章程|标准|任务|工程|纲领|蓝图|规程"
)
_OTHER = re.compile(
    r"(?P<报告>报告(\([^()]*\))*$)|(?P<批复>批复$|复函$|函$)|(?P<新闻>发布会|答记者问|举行|召开|调研|访谈|采访|印发$|出台$|快讯|综述)"
    r"|(?P<讲话>讲话|致辞|演讲)|(?P<解读>解读|问答|图解|一图读懂)|(?P<公示>公示|公告$|招标|中标)"
)
_ASKED = re.compile(r"^(?:[^:。]{0,12}记者(?:提问)?|问|主持人):")
_SPOKEN = re.compile(r"^[^:。]{1,12}:")
_TURNS = 3


def genre_doubts(text: str, clauses: Sequence[Clause], title: str) -> Iterator[str]:
    """One sentence for each sign that the document is no plan."""
    other = _OTHER.search(fold_text(title))
    if other and not (_PLAN.search(fold_text(title)) and other.lastgroup not in ("新闻", "解读", "讲话")):
        yield f"标题像是{other.lastgroup}，这份文件可能不是规划"
    elif not _PLAN.search(fold_text(title)):
        yield "标题未写明是规划、方案、措施一类文件，这份文件可能不是规划"
    if not any(c.kind in OUTLINE_KINDS and c.kind is not Kind.TABLE for c in clauses):
        yield "没有带编号的条款，这份文件可能不是规划"
    heads = [fold_text(text[c.start : c.end][:40]) for c in clauses if c.kind is Kind.PARAGRAPH]
    turns = sum(_SPOKEN.match(head) is not None for head in heads)
    if turns >= _TURNS and any(_ASKED.match(head) for head in heads):
        yield f"正文有{turns}段对话，这份文件可能是新闻或问答"
