"""Who may change things. Without sign-in the app serves one machine and everybody there is an editor.

With PLAN_SIGN_IN=proxy a reverse proxy signs people in and says who they are by two headers, which it must set
itself and never pass through (docs/security.md). Whoever comes without them, or with a role that does not exist,
may read only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

VARIABLE = "PLAN_SIGN_IN"
USER_HEADER, ROLE_HEADER = "X-Plan-User", "X-Plan-Role"
LOCAL_USER, UNKNOWN_USER = "local", "anonymous"


class Role(StrEnum):
    """Readers ask and browse; editors also add and remove plans and review facts."""

    READER = "reader"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking, for the log of changes, and what they may do."""

    name: str
    role: Role

    @property
    def may_edit(self) -> bool:
        return self.role is Role.EDITOR


def visitor_of(headers: Mapping[str, str], environ: Mapping[str, str] = os.environ) -> Visitor:
    """The visitor behind a request; header names in any case."""
    if not environ.get(VARIABLE):
        return Visitor(LOCAL_USER, Role.EDITOR)
    given = {name.lower(): value.strip() for name, value in headers.items()}
    name = given.get(USER_HEADER.lower(), "")
    asked = given.get(ROLE_HEADER.lower(), "")
    role = Role.EDITOR if name and environ[VARIABLE] == "proxy" and asked == Role.EDITOR else Role.READER
    return Visitor(name[:80] or UNKNOWN_USER, role)


def role_of(headers: Mapping[str, str], environ: Mapping[str, str] = os.environ) -> Role:
    """The role behind a request."""
    return visitor_of(headers, environ).role
