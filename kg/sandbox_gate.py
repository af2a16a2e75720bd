"""Which SPARQL of a stranger may run at all: refusals that cost nothing, before any parser sees the text, and by its parse tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.store import GraphError

LONGEST = 10_000
DEEPEST = 64

#: strings, IRIs and comments, whose brackets do not count; an unclosed string runs to the end
_QUIET = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*(?:"""|\Z)' r"|'''(?:[^'\\]|\\.|'(?!''))*(?:'''|\Z)"
    r'|"(?:[^"\\\n]|\\.)*"?' r"|'(?:[^'\\\n]|\\.)*'?" r'|<[^<>"{}|^`\\\x00-\x20]*>|#[^\n]*',
    re.S,
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_PROLOGUE = re.compile(r"(?:\s+|BASE\b|PREFIX\s+[^\s:]*:)*", re.I)
_UPDATES = re.compile(r"(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.I)
_FORBIDDEN = {
    "ServiceGraphPattern": ("SERVICE", "不能访问其他服务"),
    "DatasetClause": ("FROM", "不能读入其他数据"),
}


class QueryError(GraphError):
    """A query that is refused or was stopped: one line; `code` tells programs which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def admit(text: str) -> str:
    """The text with line ends made `\\n`, when it is short, shallow and plain enough to be parsed.

    Line ends are unified because parsers disagree on whether a lone carriage return ends a comment; code point escapes
    are refused because they disagree on when to read them. Raises QueryError.
    """
    if len(text) > LONGEST:
        raise QueryError("too_long", f"查询有 {len(text)} 个字符，超过 {LONGEST}；请缩短，或分成几条查询")
    if not text.strip():
        raise QueryError("empty", "查询是空的；请写一条 SELECT、ASK、CONSTRUCT 或 DESCRIBE 查询")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if control := _CONTROL.search(text):
        raise QueryError("refused", f"查询的第 {control.start() + 1} 个字符是控制字符（U+{ord(control[0]):04X}）；请删去")
    if "\\u" in text or "\\U" in text:
        raise QueryError("refused", "查询中不能用 \\u 转义；请直接写出字符")
    loud = _QUIET.sub(" ", text)
    if _depth(loud) > DEEPEST:
        raise QueryError("too_deep", f"查询的括号嵌套超过 {DEEPEST} 层；请改写得更平")
    update = _UPDATES.match(loud, _PROLOGUE.match(loud).end())  # type: ignore[union-attr]
    if update:
        raise QueryError("refused", f"图谱是只读的，不能执行 {update[1].upper()}；请写 SELECT、ASK、CONSTRUCT 或 DESCRIBE 查询")
    return text


def _depth(loud: str) -> int:
    deepest = depth = 0
    for bracket in re.findall(r"[][(){}]", loud):
        depth += 1 if bracket in "([{" else -1
        deepest = max(deepest, depth)
    return deepest


def judge(text: str) -> None:
    """Refuse a query by its parse tree: what reaches outside the graph, and what is no query. Raises QueryError."""
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        tree = parseQuery(text)
    except ParseBaseException as error:
        near = " ".join(text[error.loc : error.loc + 30].split()) or "结尾"
        where = f"第 {error.lineno} 行第 {error.column} 列“{near}”附近"
        raise QueryError("syntax", f"SPARQL 语法有误：{where}；请检查拼写、括号与前缀") from None
    except RecursionError:
        raise QueryError("too_deep", "查询的嵌套层数太多；请改写得更平") from None
    for name in _names(tree):
        if name in _FORBIDDEN:
            word, reason = _FORBIDDEN[name]
            raise QueryError("refused", f"查询中不能用 {word}：{reason}；请删去后重试")


def _names(tree: Any) -> Iterator[str]:
    """Names of all nodes of a parse tree."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, CompValue):
            yield node.name
            pending += node.values()
        elif isinstance(node, list | tuple | ParseResults):
            pending += list(node)
