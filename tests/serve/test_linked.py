"""Every IRI can be looked up in every form; SPARQL clients are served by the protocol."""

from __future__ import annotations

from urllib.parse import quote

import httpx2
import pyoxigraph
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from index.qa.serve.service import Service
from kg import iri
from kg.iri import BASE, clause_iri, plan_iri

CLAUSE, FIRM = "/id/plan/river/3/1", "/id/enterprise/" + quote("优然牧业")
FORMS = {"text/turtle": "turtle", "application/ld+json": "json-ld", "application/n-triples": "nt"}


def fetch(client: httpx2.Client, path: str, accept: str) -> httpx2.Response:
    return client.get(path, headers={"accept": accept})


@pytest.mark.parametrize("path", [CLAUSE, FIRM])
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_all_forms_hold_the_same_statements(client: httpx2.Client, path: str) -> None:
    graphs = []
    for media, form in FORMS.items():
        response = fetch(client, path, media)
        assert response.headers["content-type"].startswith(media)
        graphs.append({(str(s), str(p), str(o)) for s, p, o in rdflib.Graph().parse(data=response.text, format=form)})
    assert graphs[0] == graphs[1] == graphs[2]
    assert any(s == BASE + iri.local(BASE + httpx2.URL(path).path.removeprefix("/id/")) for s, _, _ in graphs[0])


def test_a_clause_is_a_page_that_cites_and_leads_on(client: httpx2.Client) -> None:
    page = fetch(client, CLAUSE, "text/html,application/xhtml+xml,*/*;q=0.8")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["vary"] == "Accept"
    assert "扶持优然牧业等企业做大做强" in page.text
    assert "?view=plan&amp;plan=river&amp;clause=3/1" in page.text.replace("%2F", "/")
    parent = fetch(client, "/id/plan/river/3", "*/*").text
    assert 'href="/id/plan/river/3/1"' in parent
    assert "<script" not in page.text


@pytest.mark.parametrize(("accept", "given"), [
    ("*/*", "text/html"), ("text/turtle;q=0.5, application/ld+json", "application/ld+json"), ("application/json", "application/ld+json"),
    ("image/png, text/turtle;q=0.1", "text/turtle"), ("text/turtle;q=0, text/html;q=0.2", "text/html"), ("", "406"), ("image/png", "406"),
    ("text/turtle;q=x", "406"),
])  # fmt: skip
def test_the_form_is_negotiated(client: httpx2.Client, accept: str, given: str) -> None:
    response = fetch(client, CLAUSE, accept)
    assert given in (response.headers["content-type"].partition(";")[0], str(response.status_code))


@pytest.mark.parametrize("path", ["/id/plan/river/9/9", "/id/enterprise/nobody", "/id/", "/id/%3Cscript%3E", "/id/a%22b%7D", "/id/%FF", "/id/../etc/passwd"])
def test_unknown_addresses_are_told_in_one_line(client: httpx2.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "<script>" not in response.text


def test_every_clause_and_entity_can_be_looked_up(client: httpx2.Client, service: Service) -> None:
    opened = service.opened()
    addresses = [clause_iri(p.id, c.path) for p in opened.plans.values() for c in p.clauses]
    addresses += [iri.resource_iri(e.id) for e in opened.workspace.graph.entities().rows]
    missing = [a for a in addresses if client.get("/id/" + quote(iri.local(a)), headers={"accept": "text/turtle"}).status_code != 200]
    assert (len(addresses) >= 15, missing) == (True, [])


QUERY = "SELECT ?p ?t WHERE { ?p a <https://w3id.org/zhengce/ontology#Plan> ; <http://data.europa.eu/eli/ontology#title> ?t } ORDER BY ?p"


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_sparql_protocol_in_its_three_ways(client: httpx2.Client, way: str) -> None:
    response = {
        "get": lambda: client.get("/sparql", params={"query": QUERY}),
        "form": lambda: client.post("/sparql", data={"query": QUERY}),
        "direct": lambda: client.post("/sparql", content=QUERY.encode(), headers={"content-type": "application/sparql-query"}),
    }[way]()
    assert response.headers["content-type"] == "application/sparql-results+json"
    results = pyoxigraph.parse_query_results(response.content, pyoxigraph.QueryResultsFormat.JSON)
    assert isinstance(results, pyoxigraph.QuerySolutions)
    assert [row["p"].value for row in results] == [plan_iri("hill"), plan_iri("river")]


def test_sparql_asks_and_constructs(client: httpx2.Client) -> None:
    assert client.post("/sparql", data={"query": "ASK { ?s a <a:b> }"}).json()["boolean"] is False
    made = client.post("/sparql", data={"query": "CONSTRUCT { ?s a <a:b> ; <a:c> ?n } WHERE { ?s a z:Plan ; eli:title ?n }"})
    assert len(list(pyoxigraph.parse(made.content, pyoxigraph.RdfFormat.N_TRIPLES))) == 4


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_is_a_client(base: str) -> None:
    store = SPARQLStore(f"{base}/sparql", returnFormat="json")
    assert [str(row[0]) for row in rdflib.Graph(store).query(QUERY)] == [plan_iri("hill"), plan_iri("river")]


@pytest.mark.parametrize(("query", "status", "code"), [
    ("DROP ALL", 422, "refused"), ("SELECT", 422, "syntax"), ("SELECT * { SERVICE <a:b> {} }", 422, "refused"), ("", 422, "empty"),
])  # fmt: skip
def test_sparql_refusals(client: httpx2.Client, query: str, status: int, code: str) -> None:
    response = client.get("/sparql", params={"query": query})
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_sparql_wants_a_known_body(client: httpx2.Client) -> None:
    assert client.get("/sparql").status_code == 400
    assert client.post("/sparql", content=b"x", headers={"content-type": "text/plain"}).status_code == 415
