"""What the detectors of names hand to the joining of names: one printed name, where, which rule."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import EntityType, Evidence, Mention, Source
from kg.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Found:
    """A name as printed, with its place and the rule that found it."""

    type: EntityType
    name: str
    evidence: Evidence
    source: Source

    @property
    def mention(self) -> Mention:
        return Mention(self.evidence, self.evidence.quote)


def found(kind: EntityType, sentence: Sentence, start: int, end: int, rule: str, confidence: float) -> Found:
    """A find at folded offsets of a sentence; the name is the printed text without white space."""
    return Found(kind, sentence.printed(start, end), sentence.evidence(start, end), Source(rule, confidence))
