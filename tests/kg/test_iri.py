"""Any name makes an IRI that others read, and comes back from it."""

from __future__ import annotations

import pyoxigraph
import pytest

from kg.iri import local, resource_iri

#: halves of pairs, which no text holds
LEFT_OUT = range(0xD800, 0xE000)


@pytest.mark.parametrize("plane", range(17))
def test_every_character_is_safe_in_a_name(plane: int) -> None:
    for start in range(plane << 16, (plane + 1) << 16, 0x800):
        name = "".join(map(chr, (c for c in range(start, start + 0x800) if c not in LEFT_OUT)))
        iri = resource_iri(f"enterprise/{name}")
        assert pyoxigraph.NamedNode(iri).value == iri
        assert local(iri) == f"enterprise/{name}"
