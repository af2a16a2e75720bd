"""What a corpus names: its entities, and for each the plans that print it. Kept with a generation, since no question does without.

The same rows as the query `entities` gives; made from the quads of single plans when they are merged, so that opening a
corpus of a thousand plans asks its graph for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg import iri, rows
from kg.iri import SHARED_GRAPH, plan_iri
from kg.model import Entity, EntityType
from kg.nquads import parse, unquoted
from kg.store import Row
from kg.vocab import term

FILE = "entities.jsonl"
_SHARED = f"<{SHARED_GRAPH}>"
_TYPE = term("rdf:type")
_CLASSES = frozenset(f"<{iri.ONTOLOGY}{name}>" for name in rows.ENTITY_TYPES)
_COLUMNS = ("name", "name_en", "aliases", "parent", "notation")


@dataclass(frozen=True, slots=True)
class Known:
    """Entities by id, and for each the plans that print it, in order."""

    entities: tuple[Entity, ...]
    plans: Mapping[str, tuple[str, ...]]

    def to_bytes(self) -> bytes:
        """A line of JSON for each entity."""
        lines = (
            {"id": e.id, "type": e.type.value} | {c: getattr(e, c) for c in _COLUMNS} | {"plans": self.plans.get(e.id, ())}
            for e in self.entities
        )  # fmt: skip
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Known:
        lines = [json.loads(line) for line in data.split(b"\n") if line]
        entities = tuple(
            Entity(
                line["id"], EntityType(line["type"]), line["name"], line["name_en"], tuple(line["aliases"]),
                parent=line["parent"], notation=line["notation"],
            )
            for line in lines
        )  # fmt: skip
        return cls(entities, {line["id"]: tuple(line["plans"]) for line in lines})


def known_of(plans: Iterable[tuple[str, bytes]]) -> Known:
    """What is known from each plan's quads about resources that several plans may describe (the `common` of its Share). Pure.

    A plan prints an entity when a graph of its own, that of the place, states its class.
    """
    types: dict[str, str] = {}
    said: dict[tuple[str, str, str], None] = {}
    naming: dict[str, list[str]] = {}
    for plan, common in sorted(plans, key=lambda pair: plan_iri(pair[0])):
        for subject, predicate, value, graph in parse(common):
            if predicate != _TYPE:
                said[subject, predicate, value] = None
            elif value in _CLASSES and graph == _SHARED:
                types[subject] = value
            elif value in _CLASSES and plan not in naming.setdefault(subject, [])[-1:]:
                naming[subject].append(plan)
    entities = tuple(rows.entities(_rows(types, said)))
    return Known(entities, {e.id: tuple(naming.get(f"<{iri.resource_iri(e.id)}>", ())) for e in entities})


def _rows(types: Mapping[str, str], said: Iterable[tuple[str, str, str]]) -> Iterator[Row]:
    """The rows of the query `entities`, in its order."""
    found = [(s[1:-1], p[1:-1], *_value(o), types[s][1:-1]) for s, p, o in said if s in types]
    for entity, predicate, value, language, of in sorted(found):
        yield {"entity": entity, "type": of, "said": predicate, "value": value, "language": language}


def _value(spelled: str) -> tuple[str, str]:
    """An IRI bare, or a literal's lexical form; and its language."""
    if spelled.startswith("<"):
        return spelled[1:-1], ""
    return unquoted(spelled), spelled.rpartition('"')[2].removeprefix("@")
