"""Who may change things, by what a reverse proxy says."""

from __future__ import annotations

import pytest

from ui.roles import Role, Visitor, role_of, visitor_of

PROXY = {"PLAN_SIGN_IN": "proxy"}
CASES = [
    ({}, {}, Visitor("local", Role.EDITOR), "one machine, no sign-in"),
    ({"X-Plan-Role": "reader"}, {}, Visitor("local", Role.EDITOR), "headers mean nothing without sign-in"),
    ({}, PROXY, Visitor("anonymous", Role.READER), "came past the proxy"),
    ({"X-Plan-Role": "editor"}, PROXY, Visitor("anonymous", Role.READER), "a role without a name"),
    ({"X-Plan-User": "li", "X-Plan-Role": "editor"}, PROXY, Visitor("li", Role.EDITOR), "an editor"),
    ({"x-plan-user": "li", "x-plan-role": "editor"}, PROXY, Visitor("li", Role.EDITOR), "header names in any case"),
    ({"X-Plan-User": "li", "X-Plan-Role": "reader"}, PROXY, Visitor("li", Role.READER), "a reader"),
    ({"X-Plan-User": "li", "X-Plan-Role": "root"}, PROXY, Visitor("li", Role.READER), "no such role"),
    ({"X-Plan-User": "li", "X-Plan-Role": "Editor"}, PROXY, Visitor("li", Role.READER), "roles are exact"),
    ({"X-Plan-User": "li"}, PROXY, Visitor("li", Role.READER), "no role"),
    ({"X-Plan-User": "li", "X-Plan-Role": "editor"}, {"PLAN_SIGN_IN": "on"}, Visitor("li", Role.READER), "a mistyped setting closes"),
]


@pytest.mark.parametrize(("headers", "environ", "visitor", "reason"), CASES, ids=[c[3] for c in CASES])
def test_visitor(headers: dict[str, str], environ: dict[str, str], visitor: Visitor, reason: str) -> None:
    assert visitor_of(headers, environ) == visitor
    assert role_of(headers, environ) is visitor.role
