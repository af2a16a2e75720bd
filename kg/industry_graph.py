"""Industries of one plan joined into entities: headings first, then fields, then sectors of the lexicon."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from corpus.normal import fold_text
from kg.gazetteer import Gazetteer, Row
from kg.industries import Named, canonical, core_of, variants
from kg.model import Entity, EntityType, Source

_OWN_TOPIC = ("industry.heading", "industry.title")


@dataclass
class IndustryBook:
    """Collects industries by the core of their names; `entities` gives the result, by the name every plan shares."""

    gazetteer: Gazetteer
    by_core: dict[str, Entity] = field(default_factory=dict)

    def add(self, named: Named) -> str:
        """The id of a printed industry, made when new; another form of a known one becomes its alias."""
        name, core = named.find.name, self._core(named.find.name)
        known = self.by_core.get(core)
        if known is None:
            parent = self.by_core.get(self._core(named.parent)) if named.parent else None
            known = replace(self._new(canonical(name, self.gazetteer), parent.id if parent else "", named.find.source), printed=name)
        if name != known.name and name not in known.aliases:
            known = replace(known, aliases=(*known.aliases, name))
        self.by_core[core] = known
        return known.id

    def known(self, name: str) -> str:
        """The id of an industry already collected or in the lexicon, empty when neither has it."""
        entity = self.by_core.get(self._core(name))
        row = self._row(name)
        return entity.id if entity else f"industry/{row.name}" if row else ""

    def entities(self) -> tuple[Entity, ...]:
        """Industries of the plan with their short forms, then the sectors of the lexicon it does not define."""
        taken = {fold_text(f) for e in self.by_core.values() for f in (e.name, *e.aliases)}
        own = tuple(self._with_forms(e, taken) for e in self.by_core.values())
        used = {fold_text(f) for e in own for f in (e.name, *e.aliases)}
        sectors = self.gazetteer.of(EntityType.INDUSTRY)
        rows = (r for r in sectors if core_of(r.name) not in self.by_core and fold_text(r.name) not in used)
        return (*own, *(_lexicon_entity(r, used) for r in rows))

    def _row(self, name: str) -> Row | None:
        return self.gazetteer.find(EntityType.INDUSTRY, name)

    def _core(self, name: str) -> str:
        return core_of(canonical(name, self.gazetteer))

    def _new(self, name: str, parent: str, source: Source) -> Entity:
        row = self._row(name)
        english, notation = (row.name_en, row.notation) if row else ("", "")
        return Entity(
            f"industry/{name}",
            EntityType.INDUSTRY,
            name,
            english,
            parent=parent,
            notation=notation,
            source=source,
        )

    def _with_forms(self, entity: Entity, taken: set[str]) -> Entity:
        row = self._row(entity.name)
        forms = (entity.name, *entity.aliases) if entity.source.rule in _OWN_TOPIC else ()
        short = dict.fromkeys(v for form in forms for v in variants(form))
        more = (f for f in (*(row.forms if row else ()), *short) if fold_text(f) not in taken)
        aliases = dict.fromkeys(f for f in (*entity.aliases, *more) if f not in (entity.name, entity.name_en))
        taken.update(fold_text(f) for f in aliases)
        return replace(entity, aliases=tuple(aliases))


def _lexicon_entity(row: Row, used: set[str]) -> Entity:
    aliases = tuple(a for a in row.aliases if fold_text(a) not in used)
    source = Source("industry.lexicon", 0.8)
    return Entity(
        f"industry/{row.name}",
        EntityType.INDUSTRY,
        row.name,
        row.name_en,
        aliases,
        notation=row.notation,
        source=source,
    )
