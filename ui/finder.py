"""Finding an entity by any of its names: printed name, alias, English, pinyin in full or by initials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.normal import fold_text
from kg.model import Entity


@dataclass(frozen=True, slots=True)
class Found:
    """An entity and the form that the words matched."""

    entity: Entity
    form: str


@dataclass(frozen=True, slots=True)
class _Form:
    entity: Entity
    form: str
    keys: tuple[str, ...]
    """the form itself, its pinyin, its initials; all folded"""


class Finder:
    """Looks words up among the forms of entities; forms keep the order of the entities given."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._forms = [_form(e, f) for e in entities for f in dict.fromkeys((e.name, *e.aliases, e.name_en)) if f]

    def find(self, words: str, *, limit: int = 30) -> list[Found]:
        """Entities whose form equals, begins with or holds the words, in this order; each entity once."""
        wanted = _folded(words)
        if not wanted:
            return []
        ranked = sorted(
            ((rank, number) for number, form in enumerate(self._forms) if (rank := _rank(form.keys, wanted)) is not None),
        )
        best: dict[str, Found] = {}
        for _, number in ranked:
            form = self._forms[number]
            best.setdefault(form.entity.id, Found(form.entity, form.form))
        return list(best.values())[:limit]


def _form(entity: Entity, form: str) -> _Form:
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(form)
    initials = lazy_pinyin(form, style=Style.FIRST_LETTER)
    return _Form(entity, form, tuple(_folded(k) for k in (form, "".join(syllables), "".join(initials))))


def _folded(words: str) -> str:
    return "".join(fold_text(words).casefold().split())


def _rank(keys: tuple[str, ...], wanted: str) -> int | None:
    """0 for equal, 1 for beginning, 2 for inside; initials only from their beginning, or two letters match everything."""
    if wanted in keys:
        return 0
    if any(k.startswith(wanted) for k in keys):
        return 1
    return 2 if any(wanted in k for k in keys[:2]) else None
