"""The visible characters of a Word paragraph: insertions count, tracked deletions and field codes do not."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.readers.docx_styles import Element, W, is_on

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_TEXT = (W + "t", M + "t")
_FIXED = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
#: deletions, field codes, properties, ruby readings, and text boxes, which are paragraphs of their own
_SKIPPED = tuple(
    W + name
    for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "rt", "txbxContent")
)
_NOTES = (W + "footnoteReference", W + "endnoteReference")
_PRIVATE = ("\ue000", "\uf8ff")


class Runs:
    """Reads paragraphs in order; remembers open fields, which may span several, and the notes referred to."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, str]] = []
        self._fields: list[str] = []

    def text(self, paragraph: Element) -> str:
        """Text of a paragraph without its number; line and page breaks as \\n."""
        return "".join(self._pieces(paragraph))

    @staticmethod
    def is_bold(paragraph: Element) -> bool:
        """Whether every run with text is printed bold by its own properties."""
        runs = [run for run in paragraph.iter(W + "r") if any((t.text or "").strip() for t in run.iter(W + "t"))]
        return bool(runs) and all(is_on(run, "rPr/b") for run in runs)

    def _pieces(self, node: Element) -> Iterator[str]:
        for child in node.iterchildren("*"):
            tag = child.tag
            if tag in _SKIPPED or (tag == W + "r" and is_on(child, "rPr/vanish")):
                continue
            if tag == W + "fldChar":
                self._field(child.get(W + "fldCharType", ""))
            elif tag in _NOTES:
                self.notes.append((tag.removeprefix(W).removesuffix("Reference"), child.get(W + "id", "")))
            elif "code" in self._fields:
                yield from self._pieces(child)
            elif tag in _TEXT:
                yield child.text or ""
            elif tag in _FIXED:
                yield _FIXED[tag]
            elif tag == W + "sym":
                yield _symbol(child)
            elif not is_fallback(child):
                yield from self._pieces(child)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append("code")
        elif self._fields and kind == "separate":
            self._fields[-1] = "result"
        elif self._fields and kind == "end":
            self._fields.pop()


def is_fallback(node: Element) -> bool:
    """Whether this is the copy of a drawing for old programs beside the drawing itself."""
    return bool(node.tag == MC + "Fallback" and node.getparent().find(MC + "Choice") is not None)


def _symbol(node: Element) -> str:
    """A symbol given by code; those of symbol fonts lie in the private area and mean nothing elsewhere."""
    try:
        char = chr(int(node.get(W + "char", ""), 16))
    except (ValueError, OverflowError):
        return ""
    return "" if _PRIVATE[0] <= char <= _PRIVATE[1] or "\ud800" <= char <= "\udfff" else char


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """Contents of the text boxes anchored in a paragraph, outermost only, each once."""
    for child in paragraph.iterchildren("*"):
        if child.tag == W + "txbxContent":
            yield child
        elif child.tag not in (W + "del", W + "moveFrom") and not is_fallback(child):
            yield from text_boxes(child)
