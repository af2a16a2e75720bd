"""One function per kind of question: gathers evidence and composes the answer, or steps aside with None."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from index.qa.answer import Answer
from index.qa.context import Context
from index.qa.handlers import (
    clauses,
    comparisons,
    documents,
    duties,
    entities,
    inventory,
    measures,
    mentions,
    numbers,
    platforms,
    terms,
    topics,
)  # fmt: skip

Handler = Callable[[Context], Answer | None]

HANDLERS: Mapping[str, Handler] = {
    "out_of_scope": topics.out_of_scope,
    "clause": clauses.lookup,
    "document_date": documents.on_date,
    "document_named": documents.numbered,
    "addressees": documents.addressees,
    "chapters": clauses.chapters,
    "targets": inventory.targets,
    "inventory": inventory.inventory,
    "instrument": inventory.instrument,
    "members": entities.members,
    "term": terms.defined,
    "platforms": platforms.platforms,
    "metadata": documents.metadata,
    "period": documents.period,
    "alias": entities.alias,
    "mentions": mentions.mentions,
    "relation": entities.relation,
    "responsible": duties.responsible,
    "count_children": clauses.count_children,
    "list_children": clauses.list_children,
    "enterprises": entities.enterprises,
    "measures": measures.measures,
    "compare": comparisons.compare,
    "quantity": numbers.quantity,
    "profile": entities.profile,
    "topic": topics.topic,
}
