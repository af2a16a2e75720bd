"""References to a clause in the forms people paste: running text, GB/T 7714, BibTeX, CSL-JSON, RIS.

Everything comes from the plan's metadata and printed markers; what the corpus does not state is left out.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from corpus.model import Clause, Found, Kind, Plan
from corpus.normal import fold, fold_text

HASH_LENGTH = 12
DEFAULT_STYLE = "gbt7714-2025"

#: unit words of the sentence form by the shape of the printed marker: below 第…章 and its like, elsewhere
_UNITS: Mapping[str, tuple[str, str]] = {
    "一、": ("条", "部分"), "(一)": ("款", "条"), "1.": ("点", "点"), "(1)": ("项", "项"),
    "1)": ("目", "目"), "1.1": ("节", "节"),
}  # fmt: skip
_SHAPES = (
    (re.compile(r"\((\d+)\)"), "(1)"),
    (re.compile(r"\((\D+)\)"), "(一)"),
    (re.compile(r"(\d+(?:\.\d+)+)"), "1.1"),
    (re.compile(r"(\d+)\)"), "1)"),
    (re.compile(r"(\d+)[.、]?"), "1."),
    (re.compile(r"([^\d()、.]+)[.、]"), "一、"),
)
_DIVISION = re.compile(r"第.+(?:部分|篇|编|章|节|条)")
_CIRCLED = re.compile("[①-⑳㉑-㊿❶-❿]")
_ENUM = re.compile(r"第?(.+?)[是,、]?$")
_TEX_NAMES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TEX = str.maketrans({c: "\\" + c for c in "&%$#_{}"} | _TEX_NAMES)


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known of one clause as a thing to cite; empty strings where the corpus says nothing."""

    plan: str
    clause: str
    locator: str
    title: str
    issuer: str
    number: str
    issued: str
    published: str
    url: str
    accessed: date
    hash: str

    @property
    def online(self) -> bool:
        return bool(self.url or self.published)

    @property
    def dated(self) -> str:
        return self.published or self.issued

    @property
    def key(self) -> str:
        """ASCII key that classic BibTeX accepts, the same for the same clause."""
        readable = re.sub(r"[^A-Za-z0-9.]+", "-", self.plan).strip("-.")
        name = readable or "plan-" + hashlib.sha256(self.plan.encode()).hexdigest()[:8]
        return f"{name}:{self.clause.replace('/', '.').replace('~', '-')}".rstrip(":")


def quote_hash(quote: str) -> str:
    """Short SHA-256 of the folded quote: unchanged by width, quotation marks or spacing, changed by any word.

    >>> quote_hash("到２０２５年 “双创”") == quote_hash('到2025年"双创"')
    True
    """
    return hashlib.sha256(fold_text(quote).encode()).hexdigest()[:HASH_LENGTH]


def citation_text(plan: Plan, clause: str, style: str, *, accessed: date) -> str:
    """A reference to the clause at this path in one of STYLES; `accessed` is the day the reader looked.

    Raises KeyError for a path the plan does not have and ValueError for a style that does not exist.
    """
    if style in _FORMS:
        return _FORMS[style](plan, clause)
    if style not in _ENTRIES:
        raise ValueError(f"未知引用格式“{style}”；可用：{'、'.join(STYLES)}")
    return _ENTRIES[style](reference(plan, clause, accessed))


def text_form(plan: Plan, clause: str) -> str:
    """《title》 and the printed label, as in 《某市规划》四、(二)1.(2)."""
    return _book_title(plan) + _locator(plan[clause])


def sentence_form(plan: Plan, clause: str) -> str:
    """《title》 and the clause in words for running text: 《某市规划》第四部分第（二）条第1点第（2）项."""
    return _book_title(plan) + _spoken(plan, plan[clause])


def reference(plan: Plan, path: str, accessed: date) -> Reference:
    """Collect what the corpus states about the plan and the clause; white space in values is unified."""
    m = plan.metadata
    clause = plan[path]
    return Reference(
        plan.id, path, _locator(clause).rstrip("、.．"), _value(m.title), _value(m.issuer),
        _value(m.document_number), _value(m.issued), _value(m.published), _value(m.url), accessed,
        quote_hash(plan.own_text(clause)),
    )  # fmt: skip


def _value(found: Found | None) -> str:
    return " ".join(found.value.split()) if found else ""


def _locator(clause: Clause) -> str:
    return clause.label if clause.path else ""


def _book_title(plan: Plan) -> str:
    """The title in 《》, marks of an inner title lowered to 〈〉."""
    inner = _value(plan.metadata.title).replace("《", "〈").replace("》", "〉")
    return f"《{inner}》"


def _spoken(plan: Plan, clause: Clause) -> str:
    parts: list[str] = []
    divided = False
    for link in (*plan.ancestors(clause.path), clause):
        if link.kind is Kind.BOX and link.marker[-1:].isdigit():
            parts.clear()
        parts.append(_step(link, divided))
        divided = divided or bool(_DIVISION.match(fold(link.marker).text))
    return "".join(parts)


def _step(link: Clause, divided: bool) -> str:
    if not link.path:
        return ""
    last = re.sub(r"^\D+|~.*$", "", link.path.rsplit("/", 1)[-1])
    if link.kind is Kind.NUMBERED:
        return f"第{last}小项" if _CIRCLED.match(link.marker) else _numbered(link.marker, divided)
    if link.kind is Kind.ENUM:
        return "第" + _ENUM.sub(r"\1", fold(link.marker).text) + "项"
    return _OTHERS[link.kind](link, last)


def _numbered(marker: str, divided: bool) -> str:
    printed = fold(marker).text.rstrip(":")
    if _DIVISION.match(printed):
        return printed
    bare = printed.rstrip(".、") if printed.startswith("(") else printed
    for shape, name in _SHAPES:
        found = shape.fullmatch(bare)
        if found:
            number = f"（{found[1]}）" if name in ("(1)", "(一)") else found[1]
            return f"第{number}{_UNITS[name][0 if divided else 1]}"
    return printed


_OTHERS: Mapping[Kind, Callable[[Clause, str], str]] = {
    Kind.DASH: lambda c, n: f"第{n}项",
    Kind.BOXITEM: lambda c, n: f"第{n}项",
    Kind.PARAGRAPH: lambda c, n: f"第{n}段" if c.level > 1 else c.label,
    Kind.ROW: lambda c, n: f"第{n}行",
    Kind.TABLE: lambda c, n: f"表{n}",
    Kind.BOX: lambda c, n: "".join(fold(c.marker).text.rstrip(":").split()) or "专栏",
    Kind.APPENDIX: lambda c, n: c.marker.rstrip(":："),
    Kind.HEADING: lambda c, n: f"“{c.title}”",
    Kind.NOTICE: lambda c, n: c.label,
}


@dataclass(frozen=True, slots=True)
class _Marks:
    """The punctuation in which the two editions of GB/T 7714 differ."""

    colon: str
    comma: str
    opening: str
    closing: str


_GBT_2025 = _Marks("：", "，", "（", "）")
_GBT_2015 = _Marks(": ", ", ", "(", ")")


def _gbt(r: Reference, marks: _Marks) -> str:
    """One GB/T 7714 entry: 责任者. 题名：文号，条款[EB/OL]. （发布日期）[引用日期]. 网址."""
    detail = marks.comma.join(part for part in (r.number, r.locator) if part)
    head = f"{r.issuer}. " if r.issuer else ""
    title = r.title + (f"{marks.colon}{detail}" if detail else "")
    if not r.online:
        return f"{head}{title}[Z]." + (f" {r.dated}." if r.dated else "")
    dates = (f"{marks.opening}{r.dated}{marks.closing}" if r.dated else "") + f"[{r.accessed.isoformat()}]"
    return f"{head}{title}[EB/OL]. {dates}." + (f" {r.url}." if r.url else "")


def _bibtex(r: Reference) -> str:
    fields = {
        "author": f"{{{_tex(r.issuer)}}}" if r.issuer else "", "title": f"{{{_tex(r.title)}}}",
        "number": _tex(r.number), "date": r.dated, "year": r.dated[:4],
        "url": r.url.replace("{", "%7B").replace("}", "%7D"),
        "urldate": r.accessed.isoformat() if r.online else "", "note": _tex(r.locator), "langid": "chinese",
        "annotation": f"sha256:{r.hash}",
    }  # fmt: skip
    kind = "online" if r.online else "misc"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{r.key},", *lines, "}"])


def _tex(text: str) -> str:
    return text.translate(_TEX)


def _csl(r: Reference) -> str:
    item = {
        "id": r.key, "type": "webpage" if r.online else "document", "title": r.title,
        "author": [{"literal": r.issuer}] if r.issuer else [], "number": r.number, "section": r.locator,
        "issued": _csl_date(r.dated), "accessed": _csl_date(r.accessed.isoformat() if r.online else ""),
        "URL": r.url, "language": "zh-CN", "custom": {"plan": r.plan, "clause": r.clause, "sha256": r.hash},
    }  # fmt: skip
    return json.dumps([{k: v for k, v in item.items() if v}], ensure_ascii=False, indent=2)


def _csl_date(iso: str) -> dict[str, list[list[int]]]:
    numbers = [int(n) for n in re.findall(r"\d+", iso)]
    return {"date-parts": [numbers]} if numbers else {}


def _ris(r: Reference) -> str:
    tags = (
        ("TY", "ELEC" if r.online else "GOVDOC"), ("ID", r.key), ("AU", r.issuer), ("TI", r.title),
        ("M1", r.number), ("PY", r.dated[:4]), ("DA", r.dated.replace("-", "/")), ("SE", r.locator),
        ("UR", r.url), ("Y2", r.accessed.strftime("%Y/%m/%d") if r.online else ""), ("LA", "zh-CN"),
        ("N1", f"sha256:{r.hash}"),
    )  # fmt: skip
    return "\n".join([f"{tag}  - {value}" for tag, value in tags if value] + ["ER  - "])


_FORMS: Mapping[str, Callable[[Plan, str], str]] = {"text": text_form, "sentence": sentence_form}
_ENTRIES: Mapping[str, Callable[[Reference], str]] = {
    "gbt7714-2025": lambda r: _gbt(r, _GBT_2025),
    "gbt7714-2015": lambda r: _gbt(r, _GBT_2015),
    "bibtex": _bibtex,
    "csl-json": _csl,
    "ris": _ris,
}
STYLES = (*_FORMS, *_ENTRIES)
