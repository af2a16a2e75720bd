"""IRIs of everything in the graph: readable, stable over rebuilds, safe for any name a plan may print."""

from __future__ import annotations

import hashlib

BASE = "https://w3id.org/zhengce/"
ONTOLOGY = f"{BASE}ontology#"
_UNSAFE = frozenset("<>\"{}|\\^`%#? ")


def escape(part: str) -> str:
    """A path part with the characters percent-encoded that an IRI must not hold; Chinese stays readable.

    >>> escape("Q&A 50%")
    'Q&A%2050%25'
    """
    return "".join(c if c not in _UNSAFE and c > "\x20" and not "\x7f" <= c <= "\xa0" else _percent(c) for c in part)


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def plan_iri(plan: str) -> str:
    return f"{BASE}plan/{escape(plan)}"


def clause_iri(plan: str, path: str) -> str:
    """The clause's own IRI and the name of its graph; the plan's IRI for the root."""
    return f"{plan_iri(plan)}/{escape(path)}" if path else plan_iri(plan)


def entity_iri(identifier: str) -> str:
    """IRI of an entity, measure, target or observation from its readable id."""
    return f"{BASE}{escape(identifier)}"


def evidence_iri(plan: str, start: int, end: int) -> str:
    return f"{BASE}evidence/{escape(plan)}/{start}-{end}"


def fact_id(*parts: str) -> str:
    """Short stable id of a fact from what it says and where."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def fact_iri(identifier: str) -> str:
    return f"{BASE}fact/{identifier}"


def local(iri: str) -> str:
    """The readable id behind an IRI of this base, unescaped."""
    from urllib.parse import unquote

    return unquote(iri.removeprefix(BASE))
