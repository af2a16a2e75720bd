"""Tables to take away: CSV that spreadsheets open as it is, and xlsx; text stays text, whatever it begins with."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import streamlit as st

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: characters that make a spreadsheet run a cell as a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
Cell = str | int | float
Rows = Sequence[Sequence[Cell]]


def csv_bytes(head: Sequence[str], rows: Rows) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheets expect; cells that would be formulas get a quote in front."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    return "'" + cell if cell.startswith(_FORMULA) else cell


def xlsx_bytes(head: Sequence[str], rows: Rows, title: str) -> bytes:
    """A workbook of one sheet with a fixed head row and wrapped text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    widths = [max([len(name), *(len(str(row[n])) for row in rows)]) for n, name in enumerate(head)]
    for n, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + n)].width = min(2 * width + 2, _WIDEST)
    for number, row in enumerate([list(head), *rows]):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, _printable(value))
            if isinstance(value, str):
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 0)
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _printable(value: Cell) -> Cell:
    """Without the control characters that a workbook cannot hold."""
    return "".join(c for c in value if c >= " " or c in "\n\t") if isinstance(value, str) else value


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in r"[]:*?/\'")[:31] or "表"


def file_name(*parts: str) -> str:
    """A file name from words, without what file systems refuse."""
    return "-".join("".join(c for c in p if c >= " " and c not in r'\/:*?"<>|')[:40] for p in parts if p)


def buttons(head: Sequence[str], rows: Callable[[], Rows], title: str, key: str) -> None:
    """Download buttons for a table as CSV and as xlsx; the rows and files are made when clicked."""
    button(f"{key}-csv", "导出 CSV", lambda: csv_bytes(head, rows()), f"{file_name(title)}.csv", CSV)
    button(f"{key}-xlsx", "导出 Excel", lambda: xlsx_bytes(head, rows(), title), f"{file_name(title)}.xlsx", XLSX)


def button(key: str, label: str, content: Callable[[], bytes], name: str, mime: str) -> None:
    """One download, made when clicked; the page is not drawn anew for it."""
    st.download_button(label, content, file_name=name, mime=mime, on_click="ignore", type="tertiary", key=key)
