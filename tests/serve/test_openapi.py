"""What the description promises holds for generated requests: no faults of the server, results of the described shapes."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS

from index.qa.serve.service import Service

OPERATIONS = ("plans", "ask", "search", "clause", "entities", "entity", "measures", "targets", "verify", "sparql")
_KEPT = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
#: the same requests in every run; no time is spent on making a failure smaller
_SETTINGS = settings(max_examples=10, deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="session")
def described(base: str) -> Any:
    return schemathesis.openapi.from_url(f"{base}/api/v1/openapi.json")


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", OPERATIONS)
def test_generated_requests(described: Any, name: str, mode: schemathesis.GenerationMode) -> None:
    if name == "plans" and mode is schemathesis.GenerationMode.NEGATIVE:
        pytest.skip("takes no parameters that could be wrong")
    checks = CHECKS.get_by_names(_KEPT)
    found = [result.ok() for result in described.get_all_operations() if result.ok().path == f"/api/v1/{name}"]
    assert found
    for operation in found:

        @_SETTINGS
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: Any) -> None:
            case.call_and_validate(checks=checks)

        send()


def test_every_operation_is_described(described: Any, service: Service) -> None:
    document = described.raw_schema
    assert tuple(service.operations()) == OPERATIONS
    assert [path.rsplit("/", 1)[1] for path in document["paths"]] == list(OPERATIONS)
    for path in document["paths"].values():
        for operation in path.values():
            assert any("\u4e00" <= c <= "\u9fff" for c in operation["summary"])
            assert all(p["description"] for p in operation.get("parameters", ()))
