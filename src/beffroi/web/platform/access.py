"""Who may open a view. Everything is closed unless a view says to whom it is open.

A view under ``/<tenant>/`` is opened to roles of that tenant, or to the public with a reason; a view
outside is opened to any signed-in person, to operators, or to the public. ``tenancy`` enforces it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from beffroi.web.platform.models import Role

View = TypeVar("View", bound=Callable[..., Any])

# people of a company that runs a service for the authority: their service's own pages open to them, no others
DELEGATES = frozenset({Role.DELEGATE})
EVERYONE = frozenset(Role) - DELEGATES
WORKERS = frozenset({Role.AGENT, Role.LEAD, Role.ADMIN})
READERS = WORKERS | {Role.REFERENT, Role.ELECTED, Role.DPO}
LEADS = frozenset({Role.LEAD, Role.ADMIN})
OVERSEERS = frozenset({Role.ADMIN, Role.REFERENT, Role.DPO})
PROTECTORS = frozenset({Role.ADMIN, Role.DPO})
ADMINS = frozenset({Role.ADMIN})


class Audience(Enum):
    """To whom a view is open."""

    PUBLIC = "public"
    PERSON = "person"
    OPERATOR = "operator"
    MEMBERS = "members"
    LEAD_AUTHORITY = "lead authority"
    SOFTWARE = "software"


@dataclass(frozen=True)
class Opening:
    """The rule of one view. service: the view exists only where that service is switched on."""

    audience: Audience
    roles: frozenset[Role] = frozenset()
    service: str = ""
    reason: str = ""


def opening_of(view: Callable[..., Any]) -> Opening | None:
    """Return the rule of a view, None for a closed one."""
    return getattr(view, "opening", None)


def _mark(opening: Opening) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.opening = opening  # type: ignore[attr-defined]
        return view

    return mark


def members(roles: frozenset[Role], *, service: str = "") -> Callable[[View], View]:
    """Open a view to persons who hold one of the roles in the tenant of the address."""
    return _mark(Opening(Audience.MEMBERS, roles, service))


def public(reason: str, *, service: str = "") -> Callable[[View], View]:
    """Open a view to anyone; the reason stands in the test of isolation."""
    return _mark(Opening(Audience.PUBLIC, service=service, reason=reason))


def signed_in(view: View) -> View:
    """Open a view outside tenants to any signed-in person."""
    return _mark(Opening(Audience.PERSON))(view)


def operators(view: View) -> View:
    """Open a view to the operators of the instance."""
    return _mark(Opening(Audience.OPERATOR))(view)


def lead_authority(view: View) -> View:
    """Open a view to administrators of the tenant or of its lead authority: usage, never content."""
    return _mark(Opening(Audience.LEAD_AUTHORITY))(view)


def with_token(view: View) -> View:
    """Open a view to software that carries a tenant's API token; the API checks it."""
    return _mark(Opening(Audience.SOFTWARE))(view)
