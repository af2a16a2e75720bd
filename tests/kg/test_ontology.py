"""The ontology file, the names declared in code and the page made from it say the same."""

from __future__ import annotations

import pytest
import rdflib

from kg.iri import ONTOLOGY
from kg.model import Predicate
from kg.ontology import PICTURE, Term, label, page, terms
from kg.vocab import CLASSES, ENTITY_CLASSES, PREFIXES, PROPERTIES, curie_of, expand
from tests.conftest import ROOT

TTL = ROOT / "kg" / "data" / "ontology.ttl"
#: the vocabularies the ontology must be aligned to
ALIGNED = ("eli", "oa", "skos", "org", "prov", "sdgo", "qudt", "schema")


def test_the_file_declares_the_terms_of_the_code_and_no_other() -> None:
    assert [t.name for t in terms().values() if t.kind == "class"] == list(CLASSES)
    assert {t.name for t in terms().values() if t.kind != "class"} == set(PROPERTIES)
    assert len(PROPERTIES) == len(set(PROPERTIES))


@pytest.mark.parametrize("term", terms().values(), ids=lambda t: t.name)
def test_every_term_is_named_and_defined_in_both_languages(term: Term) -> None:
    assert all((term.zh, term.en, term.definition_zh, term.definition_en))
    assert term.definition_zh.endswith("。")
    assert term.definition_en.endswith(".")
    assert not term.zh.isascii()
    assert term.en.isascii()


def test_names_tell_terms_of_a_kind_apart() -> None:
    for kind in ("class", "link"):
        names = [t.zh for t in terms().values() if t.kind == kind]
        assert len(names) == len(set(names))


def test_every_class_and_every_vocabulary_is_aligned() -> None:
    assert [t.name for t in terms().values() if t.kind == "class" and not t.broader] == []
    used = {curie.split(":")[0] for t in terms().values() for curie in t.broader}
    assert used >= set(ALIGNED)


def test_instances_carry_the_class_their_own_is_aligned_to() -> None:
    for own, published in ENTITY_CLASSES.values():
        assert published in terms()[own.removeprefix("z:")].broader


def test_ends_of_links_are_classes_of_ours_and_values_have_datatypes() -> None:
    for term in terms().values():
        ends = [end.removeprefix("z:") for end in (term.domain, term.range if term.kind == "link" else "") if end]
        assert all(end in CLASSES for end in ends), term.name
        assert (term.range.startswith(("xsd:", "rdf:"))) == (term.kind == "value"), term.name


def test_the_picture_agrees_with_the_declared_ends() -> None:
    for start, link, goal in PICTURE:
        term = terms()[link]
        assert term.domain in ("", f"z:{start}"), link
        assert term.range in ("", f"z:{goal}"), link


def test_the_file_is_an_ontology_for_other_readers_too() -> None:
    graph = rdflib.Graph().parse(TTL)
    assert (rdflib.URIRef(ONTOLOGY[:-1]), rdflib.RDF.type, rdflib.OWL.Ontology) in graph
    own = {str(s) for s in graph.subjects(rdflib.RDFS.label, None)}
    assert {iri.removeprefix(ONTOLOGY) for iri in own} == set(terms())


def test_the_page_is_current() -> None:
    written = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    assert written == page(), "docs/ontology.md 已过时;请运行 python -m scripts.ontology"


def test_relations_have_names_for_people() -> None:
    assert all(label(p.value) != p.value for p in Predicate)
    assert label("unheard") == "unheard"


def test_curies_go_back_and_forth() -> None:
    assert [curie_of(expand(f"{prefix}:x")) for prefix in PREFIXES if prefix != "z"] == [f"{p}:x" for p in PREFIXES if p != "z"]
    assert curie_of("urn:x") == "urn:x"


def test_a_term_nobody_declared_is_an_error_at_once() -> None:
    with pytest.raises(KeyError, match="unheard"):
        expand("z:unheard")
