"""N-Quads lines as readable TriG: prefixes, one block per graph, subjects grouped, everything in order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kg.vocab import PREFIXES

_QUAD = re.compile(r'(<[^>]*>) (<[^>]*>) (<[^>]*>|"(?:[^"\\]|\\.)*"(?:@[a-zA-Z-]+|\^\^<[^>]*>)?) (<[^>]*>) \.')
_LOCAL = re.compile(r"[A-Za-z_][\w\-]*", re.ASCII)
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: (-len(item[1]), item[0]))


def write_trig(lines: Iterable[str]) -> bytes:
    """TriG of the quads, graphs, subjects, predicates and objects sorted; duplicates written once."""
    graphs: dict[str, dict[str, dict[str, list[str]]]] = {}
    for line in sorted(dict.fromkeys(lines)):
        found = _QUAD.fullmatch(line)
        if found is None:
            raise ValueError(f"不是有效的四元组:{line[:120]}")
        subject, predicate, value, graph = found.groups()
        graphs.setdefault(graph, {}).setdefault(subject, {}).setdefault(predicate, []).append(value)
    out = [f"@prefix {prefix}: <{address}> .\n" for prefix, address in PREFIXES.items()]
    for graph in sorted(graphs):
        out.append(f"\n{graph} {{\n")
        out += [_subject(subject, rows) for subject, rows in graphs[graph].items()]
        out.append("}\n")
    return "".join(out).encode("utf-8")


def _subject(subject: str, rows: dict[str, list[str]]) -> str:
    parts = [f"{_short(predicate)} {', '.join(map(_value, values))}" for predicate, values in rows.items()]
    described = " ;\n    ".join(parts)
    return f"  {_short(subject)} {described} .\n"


def _value(value: str) -> str:
    if value.startswith("<"):
        return _short(value)
    literal, mark, datatype = value.rpartition("^^")
    return f"{literal}^^{_short(datatype)}" if mark and datatype.startswith("<") else value


@lru_cache(maxsize=100_000)
def _short(address: str) -> str:
    """The prefixed name of an IRI when its local part is plain ASCII, else the IRI."""
    bare = address[1:-1]
    for prefix, base in _BY_LENGTH:
        if bare.startswith(base) and _LOCAL.fullmatch(bare[len(base) :]):
            return f"{prefix}:{bare[len(base) :]}"
    return address
