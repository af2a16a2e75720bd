"""Query files and how they are bound: values are IRIs of our own making, so the query shown is the query that ran."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from kg import iri
from kg.vocab import PREFIXES

_FOLDER = Path(__file__).parent / "data" / "queries"
#: the two lines of a query file that may put what is between them into the graph of a clause
_OF_CLAUSE = re.compile(r"^  # (GRAPH \?clause \{|\})\n", re.M)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """Typed rows in a fixed order, and the SPARQL text that anyone can run to get them."""

    rows: tuple[T, ...]
    sparql: str


@cache
def named_query(name: str) -> str:
    """The text of a query file with the prefixes it uses in front."""
    text = (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")
    used = [f"PREFIX {p}: <{address}>\n" for p, address in PREFIXES.items() if f"{p}:" in text]
    return "".join(used) + text


def bind(query: str, bindings: Mapping[str, Iterable[str]], plan: str = "") -> str:
    """The query with VALUES rows for variables, kept to one plan when one is given (by its ?plan, else by its ?clause).

    Lines between `# GRAPH ?clause {` and `# }` speak of what one clause states. Kept to a plan or to clauses they are asked of
    the graphs of these clauses, so that a store starts from the plan and not from all facts of all plans.
    Every value is an IRI of our own making, never a user's text.
    """
    values = ((name, list(addresses)) for name, addresses in bindings.items())
    lines = [f"  VALUES ?{name} {{ {_cells(addresses)} }}\n" for name, addresses in values if addresses]
    if plan:
        lines.append(f"  VALUES ?plan {{ {_cells([iri.plan_iri(plan)])} }}\n")
        lines += [] if "?plan" in query else [f"  ?clause <{iri.ONTOLOGY}inPlan>? ?plan .\n"]
    query = _OF_CLAUSE.sub(r"  \1\n" if plan or bindings.get("clause") else "", query)
    head, brace, body = query.partition("WHERE {\n")
    return head + brace + "".join(lines) + body


def _cells(addresses: Iterable[str]) -> str:
    cells = " ".join(f"<{address}>" for address in addresses)
    if any(c in cells for c in '"{}|\\^`\n') or cells.count("<") != cells.count(">"):
        raise ValueError(f"不能用作 IRI:{cells[:80]}")
    return cells
