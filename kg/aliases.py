"""Joining short and full names: 笑厨 = 新疆笑厨食品有限公司, while 特变电工 ≠ 特变自控.

Rules: alias.prefix (short form opens the core of one full name), alias.tail (short form drops the first syllables),
alias.level (国家 left out). A short form that fits two names joins neither,
names nothing and is reported; one joined by its end alone is joined and reported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kg.cues import regex
from kg.found import Found
from kg.gazetteer import Gazetteer
from kg.model import Doubt, Entity, EntityType, Source
from kg.places import Places

_TAIL = 4
"""shortest form that may stand for the end of a longer name (屯河型材), in characters"""


@dataclass(frozen=True, slots=True)
class Joined:
    """Entities without mentions yet, and the short forms nobody could be given."""

    entities: tuple[Entity, ...]
    doubts: tuple[Doubt, ...]


def join_names(finds: Sequence[Found], places: Places, gazetteer: Gazetteer, stated: Mapping[str, str] | None = None) -> Joined:
    """One entity for every set of names that mean the same organisation, in order of first appearance.

    `stated` are the short forms that the text itself gives, and what each is short for.
    """
    names = tuple(dict.fromkeys(f.name for f in finds if not gazetteer.vetoed(f.type, f.name)))
    first = {name: next(f for f in finds if f.name == name) for name in names}
    full: dict[str, str] = {}
    doubts: list[Doubt] = []
    for name in names:
        curated = _curated(name, names, first, gazetteer)
        given = tuple(long for long in names if stated and stated.get(name) == long)
        owners = curated or given or owners_of(name, names, first, places)
        if len(owners) > 1:
            doubts.append(Doubt("ambiguous-alias", f"“{name}”可指{'、'.join(owners)}，未连接", first[name].evidence))
            continue
        full[name] = owners[0] if owners else name
        if owners and not (curated or given) and not _opens(name, core(owners[0], places)):
            doubts.append(Doubt("alias-tail", f"“{name}”仅按后缀并入{owners[0]}，请核对", first[name].evidence))
    groups: dict[str, list[str]] = {}
    for name in full:
        groups.setdefault(_root(name, full), []).append(name)
    return Joined(tuple(_entity(root, group, first, gazetteer) for root, group in groups.items()), tuple(doubts))


def owners_of(name: str, names: Sequence[str], first: dict[str, Found], places: Places) -> tuple[str, ...]:
    """The longer names a printed name may be short for; registered ones go before the others."""
    kind = first[name].type
    if kind is EntityType.ENTERPRISE and not _registered(name):
        longer = [n for n in names if n != name and first[n].type is kind]
        for test in (_opens, _ends):
            fits = [n for n in longer if test(name, core(n, places))]
            registered = tuple(n for n in fits if _registered(n))
            if registered or fits:
                return registered or _longest(fits)
    return ()


def core(name: str, places: Places) -> str:
    """What is left of a name without its place and its legal form.

    新疆笑厨食品有限公司 → 笑厨食品
    """
    return places.strip(regex("<organisations.registered>$").sub("", name)) or name


def _opens(short: str, whole: str) -> bool:
    return len(short) >= 2 and whole.startswith(short)


def _ends(short: str, whole: str) -> bool:
    return len(short) >= _TAIL and whole != short and whole.endswith(short)


def _longest(names: Sequence[str]) -> tuple[str, ...]:
    """Names that are not themselves openings or ends of another candidate."""
    return tuple(n for n in names if not any(n != o and (o.startswith(n) or o.endswith(n)) for o in names))


def _registered(name: str) -> bool:
    return bool(regex("<organisations.registered>$").search(name))


def _curated(name: str, names: Sequence[str], first: dict[str, Found], gazetteer: Gazetteer) -> tuple[str, ...]:
    row = gazetteer.find(first[name].type, name)
    if row is None:
        return ()
    same: Callable[[str], bool] = lambda n: gazetteer.find(first[n].type, n) == row  # noqa: E731
    printed = [n for n in names if same(n)]
    best = row.name if row.name in printed else max(printed, key=len)
    return (best,) if best != name else (name,)


def _root(name: str, full: dict[str, str]) -> str:
    seen = [name]
    while full.get(seen[-1], seen[-1]) not in seen:
        seen.append(full[seen[-1]])
    return seen[-1]


def _entity(root: str, group: Sequence[str], first: dict[str, Found], gazetteer: Gazetteer) -> Entity:
    kind = first[root].type
    row = gazetteer.find(kind, root)
    name = row.name if row else root
    forms = dict.fromkeys([root, *sorted(group, key=lambda n: (-len(n), n)), *(row.aliases if row else ())])
    source: Source = first[root].source
    return Entity(
        f"{kind.value}/{name}",
        kind,
        name,
        row.name_en if row else "",
        tuple(f for f in forms if f != name),
        notation=row.notation if row else "",
        source=source,
    )
