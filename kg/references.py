"""Other documents a plan names: titles in 《》 with their number, refersTo from the clause that names them.

Rule: ref.title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.model import Plan
from corpus.normal import fold_text
from kg.found import Found, found
from kg.model import EntityType, Predicate, Relation
from kg.sentences import Sentence

_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_NUMBER = re.compile(r"\(([^()]{1,16}\[\d{4}\]\d+号)\)")


def detect_documents(sentences: Sequence[Sentence], plan: Plan) -> tuple[Found, ...]:
    """Titles in book marks, the plan's own left out; the covering letter is not among the sentences."""
    own = fold_text(plan.title)
    finds = (f for s in sentences for f in _titles(s))
    return tuple(f for f in finds if fold_text(f.name) not in own and own not in fold_text(f.name))


def document_number(find: Found, plan: Plan) -> str:
    """The number printed in brackets right after a title, empty when none."""
    match = _NUMBER.match(fold_text(plan.text[find.evidence.end + 1 : find.evidence.end + 40]))
    return match.group(1) if match else ""


def reference_relations(finds: Sequence[Found]) -> tuple[Relation, ...]:
    """clause refersTo document, once for each clause and title."""
    made: dict[tuple[str, str], Relation] = {}
    for f in finds:
        subject, target = f"clause:{f.evidence.plan}/{f.evidence.clause}", f"document/{f.name}"
        made.setdefault((subject, target), Relation(subject, Predicate.REFERS_TO, target, f.evidence, f.source))
    return tuple(made.values())


def _titles(sentence: Sentence) -> Iterator[Found]:
    for match in _TITLE.finditer(sentence.text):
        yield found(EntityType.DOCUMENT, sentence, match.start(1), match.end(1), "ref.title", 1.0)
