"""Which quads need no SHACL engine: a first look by the same shapes, which calls nothing sound that pySHACL would not.

pySHACL judges and words everything that is wrong, but takes most of a build to find nothing. This look reads the constraints
that `shapes.ttl` uses, each literal in its canonical spelling only. What it does not know or find in order is left to the judge.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from itertools import chain
from pathlib import Path

from kg.nquads import unquoted
from kg.vocab import term

SHAPES = Path(__file__).parent / "data" / "shapes.ttl"
_TYPE, _FIRST, _REST, _SUBCLASS = term("rdf:type"), term("rdf:first"), term("rdf:rest"), term("rdfs:subClassOf")
_LEXICAL = {
    term("xsd:integer"): re.compile("-?[0-9]+"), term("xsd:decimal"): re.compile(r"-?[0-9]+(\.[0-9]+)?"),
    term("xsd:boolean"): re.compile("true|false"), term("xsd:gYear"): re.compile("(?!0000)[0-9]{4}"),
}  # fmt: skip

#: subject and object of quads by predicate
Links = Mapping[str, Sequence[tuple[str, str]]]
#: objects of each subject, each once
Objects = Mapping[str, Collection[str]]
#: whether values are in order, given the types of nodes
Check = Callable[[Collection[str], Objects], bool]
#: predicate (a term) → objects of a node of the shapes
About = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What the values at the end of a path from each target must be; an empty path is the target itself.

    `targets` and `path` are pairs of a way (a term of SHACL) and a class or predicate.
    """

    targets: tuple[tuple[str, str], ...]
    path: tuple[tuple[str, str], ...]
    checks: tuple[Check, ...]


def sound(links: Links) -> bool:
    """Whether pySHACL would find nothing wrong; False also where only it can tell. Pure."""
    known: dict[tuple[str, str], Objects] = {}

    def along(way: str, predicate: str) -> Objects:
        if (way, predicate) not in known:
            pairs = links.get(predicate, ())
            known[way, predicate] = _objects(((o, s) for s, o in pairs) if way == _INVERSE else pairs)
        return known[way, predicate]

    def nodes(way: str, name: str) -> Collection[str]:
        return along(_INVERSE, _TYPE).get(name, ()) if way == _CLASS else along(_INVERSE if way == _OBJECTS else _FORWARD, name)

    types = along(_FORWARD, _TYPE)
    return _SUBCLASS not in links and all(
        check(values, types)
        for rule in rules()
        for values in _values([nodes(*target) for target in rule.targets], [along(*step) for step in rule.path])
        for check in rule.checks
    )


def _objects(pairs: Iterable[tuple[str, str]]) -> Objects:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for subject, target in pairs:
        found[subject][target] = None
    return found


def _values(targets: Sequence[Collection[str]], steps: Sequence[Objects]) -> Iterator[Collection[str]]:
    """The values at the end of the steps from each target in turn."""
    for node in chain.from_iterable(targets):
        values: Collection[str] = (node,)
        for step in steps:
            found = [step.get(value, ()) for value in values]
            values = found[0] if len(found) == 1 else dict.fromkeys(chain.from_iterable(found))
        yield values


@cache
def rules() -> tuple[Rule, ...]:
    """The shapes as rules: each for its targets, and each of its properties."""
    import pyoxigraph

    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in pyoxigraph.parse(SHAPES.read_bytes(), pyoxigraph.RdfFormat.TURTLE):
        found[str(row.subject)][str(row.predicate)].append(str(row.object))
    nodes = {node: dict(about) for node, about in found.items()}
    shapes = [node for node, about in nodes.items() if any(way in about for way in _TARGETS)]
    return tuple(_rule(nodes, shape, part) for shape in shapes for part in (shape, *nodes[shape].get(_PROPERTY, ())))


def _rule(nodes: Mapping[str, About], shape: str, part: str) -> Rule:
    targets = tuple((way, name) for way in _TARGETS for name in nodes[shape].get(way, ()))
    path = tuple(step for node in nodes[part].get(_PATH, ()) for step in _steps(nodes, node))
    wanted = [(name, value) for name, values in nodes[part].items() if name not in _STRUCTURE for value in values]
    known = all(predicate.startswith("<") for _, predicate in path)
    return Rule(targets, path, tuple(_check(nodes, *constraint) for constraint in wanted) if known else (_never,))


def _steps(nodes: Mapping[str, About], node: str) -> Iterator[tuple[str, str]]:
    """A predicate, its inverse or a sequence of these; a path of another kind gives its blank node."""
    about = nodes.get(node, {})
    if _INVERSE in about:
        yield _INVERSE, about[_INVERSE][0]
    elif _FIRST in about:
        yield from (step for item in _list(nodes, node) for step in _steps(nodes, item))
    else:
        yield _FORWARD, node


def _check(nodes: Mapping[str, About], name: str, value: str) -> Check:
    """The check of a constraint; of shapes of one class each one must hold, that is, one of their classes. `_never` of any other."""
    arguments = tuple(_list(nodes, value)) if _FIRST in nodes.get(value, {}) else (value,)
    if name == _OR:
        choices = [nodes[item] for item in arguments]
        plain = all(list(about) == [_ANY] and len(about[_ANY]) == 1 for about in choices)
        name, arguments = (_ANY, tuple(about[_ANY][0] for about in choices)) if plain else ("", ())
    return _CHECKS[name](arguments) if name in _CHECKS else _never


def _list(nodes: Mapping[str, About], node: str) -> Iterator[str]:
    while _FIRST in nodes.get(node, {}):
        yield nodes[node][_FIRST][0]
        node = nodes[node][_REST][0]


def _never(values: Collection[str], types: Objects) -> bool:
    """What this look does not know is for the judge."""
    return False


def _is_any(classes: Sequence[str]) -> Check:
    return lambda values, types: all(any(c in types.get(v, ()) for c in classes) for v in values)


def _each(holds: Callable[[str], object]) -> Check:
    return lambda values, types: all(map(holds, values))


def _number_that(holds: Callable[[Decimal], bool]) -> Check:
    kinds = (term("xsd:integer"), term("xsd:decimal"))
    return _each(lambda v: any(_spelled(v, kind) for kind in kinds) and holds(_number(v)))


def _at_least(count: int) -> Check:
    """More than one is for the judge: terms that differ here can be one in another spelling."""
    return (lambda values, types: len(values) >= count) if count < 2 else _never


def _at_most(count: int) -> Check:
    return lambda values, types: len(values) <= count


def _one_per_language(values: Collection[str], types: Objects) -> bool:
    languages = [kind for v in values if (kind := v.rpartition('"')[2]).startswith("@")]
    return len(set(languages)) == len(languages)


def _spelled(literal: str, datatype: str) -> bool:
    """Whether a term is a literal of the datatype in its canonical spelling."""
    if datatype == term("xsd:string"):
        return literal[0] == literal[-1] == '"'
    quoted, _, kind = literal.rpartition('"^^')
    if datatype == term("xsd:date"):
        with suppress(ValueError):
            return kind == datatype and date.fromisoformat(quoted[1:]).isoformat() == quoted[1:]
    return kind == datatype and datatype in _LEXICAL and _LEXICAL[datatype].fullmatch(quoted, 1) is not None


def _number(literal: str) -> Decimal:
    return Decimal(literal[1 : literal.index('"', 1)])


def _sh(name: str) -> str:
    return f"<http://www.w3.org/ns/shacl#{name}>"


_CLASS, _SUBJECTS, _OBJECTS = _TARGETS = (_sh("targetClass"), _sh("targetSubjectsOf"), _sh("targetObjectsOf"))
_PROPERTY, _PATH, _OR, _ANY, _IRI = _sh("property"), _sh("path"), _sh("or"), _sh("class"), _sh("IRI")
_FORWARD, _INVERSE = "", _sh("inversePath")
_STRUCTURE = (_TYPE, *_TARGETS, _PROPERTY, _PATH, _sh("message"))

_CHECKS: Mapping[str, Callable[[Sequence[str]], Check]] = {
    _ANY: _is_any,
    _sh("datatype"): lambda wanted: _each(partial(_spelled, datatype=wanted[0])),
    _sh("in"): lambda wanted: _each(frozenset(wanted).__contains__),
    _sh("languageIn"): lambda wanted: _each(lambda v: f'"{v.rpartition("@")[2]}"' in wanted),
    _sh("maxCount"): lambda wanted: _at_most(int(_number(wanted[0]))),
    _sh("minCount"): lambda wanted: _at_least(int(_number(wanted[0]))),
    _sh("maxInclusive"): lambda wanted: _number_that(_number(wanted[0]).__ge__),
    _sh("minInclusive"): lambda wanted: _number_that(_number(wanted[0]).__le__),
    _sh("minExclusive"): lambda wanted: _number_that(_number(wanted[0]).__lt__),
    _sh("minLength"): lambda wanted: _each(lambda v: v[0] == '"' and len(unquoted(v)) >= int(_number(wanted[0]))),
    _sh("nodeKind"): lambda wanted: _each(lambda v: v[0] == "<") if wanted[0] == _IRI else _never,
    _sh("pattern"): lambda wanted: _each(lambda v: v[0] == '"' and re.search(unquoted(wanted[0]), unquoted(v))),
    _sh("uniqueLang"): lambda wanted: _one_per_language,
}
