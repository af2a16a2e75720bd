"""From the quads of single plans to one dataset, without ever holding more than one plan.

A plan's own graphs are written once and only copied afterwards; what plans share (names and classes of entities,
indicators, units) is gathered and described anew with the counts of the whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from kg.describe import dataset_quads
from kg.iri import SHARED_GRAPH, plan_iri
from kg.nquads import Quad, parse, write
from kg.trig import Graphs, by_graph, header, natural, nodes_of, trig_blocks, trig_of
from kg.vocab import term

_SHARED = f"<{SHARED_GRAPH}>"
_TYPE = term("rdf:type")
_SUBJECT = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Totals:
    """Triples without repeats over graphs, their subjects, and instances by class (a term)."""

    triples: int = 0
    subjects: int = 0
    classes: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Totals) -> Totals:
        classes = Counter(self.classes) + Counter(other.classes)
        return Totals(self.triples + other.triples, self.subjects + other.subjects, dict(sorted(classes.items())))


@dataclass(frozen=True, slots=True)
class Share:
    """One plan's part of the dataset: `blocks` TriG of its own graphs, `common` N-Quads about resources that
    several plans may describe (in whatever graph), `own` the totals of everything else."""

    plan: str
    blocks: bytes
    common: bytes
    own: Totals


def share_of(plan: str, quads: Sequence[Quad]) -> Share:
    """Split the quads of one plan. Pure."""
    common: list[Quad] = []
    own: list[Quad] = []
    written: Graphs = defaultdict(list)
    for node in nodes_of(quads):
        parts = by_graph(node)
        if _SHARED in parts:
            common += node
            del parts[_SHARED]
        else:
            own += node if len(parts) == 1 else {row[:3]: row for row in node}.values()
        for graph, rows in parts.items():
            written[graph].append(rows)
    return Share(plan, trig_of(written).encode(), write(common), _totals(own))


def _totals(triples: Collection[Sequence[str]]) -> Totals:
    """The totals of rows that begin with subject, predicate and object, no two alike in these."""
    classes = Counter(row[2] for row in triples if row[1] == _TYPE)
    return Totals(len(triples), len(set(map(_SUBJECT, triples))), dict(sorted(classes.items())))


def dataset_head(shares: Iterable[tuple[bytes, Totals]]) -> bytes:
    """Prefixes and the shared graph from the `common` and `own` of each share: common resources, VoID and DCAT. Pure.

    Plans say much the same of what they share, so lines are taken apart after repeats have gone.
    """
    lines: set[bytes] = set()
    totals = Totals()
    for common, own in shares:
        lines.update(common.splitlines(keepends=True))
        totals += own
    quads = parse(b"".join(lines))
    totals += _totals({quad[:3] for quad in quads})
    described = dataset_quads(totals.triples, totals.subjects, totals.classes)
    return (header() + trig_blocks([*(quad for quad in quads if quad[3] == _SHARED), *described])).encode()


def in_order(plans: Iterable[str]) -> list[str]:
    """Plan ids in the order of their blocks, as a reader counts (plan-2 before plan-10)."""
    return sorted(plans, key=lambda plan: natural(f"<{plan_iri(plan)}>"))


def plan_trig(share: Share) -> bytes:
    """One plan's own graphs as a document of its own."""
    return header().encode() + share.blocks


def dataset_trig(quads: Mapping[str, Sequence[Quad]]) -> bytes:
    """Readable TriG of whole plans by id: the shared graph, then plan by plan. The order of the mapping makes no difference."""
    shares = {plan: share_of(plan, data) for plan, data in quads.items()}
    return b"".join(_parts(shares))


def _parts(shares: Mapping[str, Share]) -> Iterator[bytes]:
    yield dataset_head((share.common, share.own) for share in shares.values())
    yield from (shares[plan].blocks for plan in in_order(shares))
