"""The page of the bench: every number in its tables and plots comes from the results."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.figures.setting import Part, Plot, Row

_HEAD = """# 性能

由 `python -m scripts.bench` 生成，数字都来自 `{results}/`。绝对时间取决于机器和当时的负荷，比值在同一次运行里轮流测得，较可比。

重做：`make bench`，或 `python -m scripts.bench --part 名称`(可多次给出：{parts})。
"""


def save(folder: Path, name: str, record: Mapping[str, Any]) -> None:
    """Write the results of a part as JSON, in place of earlier ones."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def load(folder: Path, parts: Mapping[str, Part]) -> dict[str, dict[str, Any]]:
    """Results of the parts that were measured."""
    paths = {name: folder / f"{name}.json" for name in parts}
    return {name: json.loads(path.read_text(encoding="utf-8")) for name, path in paths.items() if path.is_file()}


def write(page: Path, folder: Path, parts: Mapping[str, Part]) -> None:
    """Write the page and its plots (beside the results) from the results in a folder."""
    sections = [_HEAD.format(results=folder.name, parts="、".join(parts))]
    for name, record in load(folder, parts).items():
        part = parts[name]
        picture = _picture(page, folder / f"{name}.svg", part.plot, record["rows"]) if part.plot else ""
        sections.append(f"## {part.title}\n\n{part.note}\n\n{table(record['rows'])}\n{picture}\n{_origin(name, record)}\n")
    page.write_text("\n".join(sections), encoding="utf-8", newline="\n")


def table(rows: Sequence[Row]) -> str:
    """A Markdown table; columns are those of the first row."""
    columns = list(rows[0])
    rule = [":--" if isinstance(rows[0][c], str) else "--:" for c in columns]
    return "".join(f"| {' | '.join(line)} |\n" for line in (columns, rule, *([_cell(row[c]) for c in columns] for row in rows)))


def _cell(value: object) -> str:
    return f"{value:,g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def _origin(name: str, record: Mapping[str, Any]) -> str:
    made = f"{record['day']}，提交 {record['commit']}，{record['seconds']} 秒；{record['machine']}；{record['versions']}"
    quick = " --quick" * record["quick"]
    return f"<sub>`python -m scripts.bench --part {name}{quick}`:{made}</sub>"


def _picture(page: Path, path: Path, plot: Plot, rows: Sequence[Row]) -> str:
    draw(path, plot, rows)
    return f"\n![{'、'.join(plot.up)}]({Path(os.path.relpath(path, page.parent)).as_posix()})\n"


def draw(path: Path, plot: Plot, rows: Sequence[Row]) -> None:
    """An SVG without date or random ids, so that the same results give the same bytes; letters stay text."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    with pyplot.rc_context({"svg.fonttype": "none", "svg.hashsalt": "bench", "font.family": "sans-serif"}):
        figure, axes = pyplot.subplots(figsize=(7, 4))
        across, label = plot.across
        for marker, (column, name) in zip("osd^", plot.up.items(), strict=False):
            axes.plot([row[across] for row in rows], [row[column] for row in rows], marker=marker, label=name)
        axes.set(xscale="log", yscale="log", xlabel=label)
        axes.legend()
        axes.grid(alpha=0.3)
        figure.savefig(path, format="svg", metadata={"Date": None})
        pyplot.close(figure)
