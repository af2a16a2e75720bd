"""IRIs of everything in the graph: readable, stable over rebuilds, safe for any name a plan may print."""

from __future__ import annotations

import re
from urllib.parse import unquote

BASE = "https://w3id.org/zhengce/"
ONTOLOGY = f"{BASE}ontology#"
DATASET = f"{BASE}dataset"
SHARED_GRAPH = f"{BASE}graph/shared"
#: the last two code points of each plane are no characters
_PLANE_ENDS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
#: what RFC 3987 forbids in a path, and white space or controls of any kind
_UNSAFE = re.compile(
    r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
    r"<>\"{}|\\^`%#?\[\]\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff" + _PLANE_ENDS + "]"
)


def escape(part: str) -> str:
    """A path part with the characters percent-encoded that an IRI must not hold; Chinese stays readable.

    >>> escape("Q&A 50%")
    'Q&A%2050%25'
    """
    return _UNSAFE.sub(_percent, part)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8"))


def local(iri: str) -> str:
    """The readable id behind an IRI of this base, unescaped; other IRIs come back as they are."""
    return unquote(iri[len(BASE) :]) if iri.startswith(BASE) else iri


def resource_iri(identifier: str) -> str:
    """IRI of an entity, measure, target, … from its readable id `<type>/<name>`."""
    return BASE + escape(identifier)


def plan_iri(plan: str) -> str:
    return f"{BASE}plan/{escape(plan)}"


def clause_iri(plan: str, path: str) -> str:
    """The clause's own IRI and the name of its graph; the plan's IRI for the root."""
    return f"{plan_iri(plan)}/{escape(path)}" if path else plan_iri(plan)


def clause_of(iri: str) -> tuple[str, str]:
    """(plan id, clause path) behind a clause or plan IRI.

    >>> clause_of(clause_iri("某市-规划", "4/2/1"))
    ('某市-规划', '4/2/1')
    """
    plan, _, path = local(iri).removeprefix("plan/").partition("/")
    return plan, path


def node_iri(identifier: str) -> str:
    """IRI of either end of a relation: an entity id, or `clause:<plan>/<path>`."""
    if not identifier.startswith("clause:"):
        return resource_iri(identifier)
    plan, _, path = identifier.removeprefix("clause:").partition("/")
    return clause_iri(plan, path)


def node_id(iri: str) -> str:
    """The inverse of node_iri."""
    if not iri.startswith(f"{BASE}plan/"):
        return local(iri)
    plan, path = clause_of(iri)
    return f"clause:{plan}/{path}"
