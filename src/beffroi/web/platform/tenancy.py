"""The gate: finds the tenant in the address, checks who asks, runs the view in the tenant's scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django_scopes import scope

from beffroi.territory.errors import BadInput
from beffroi.web.platform.access import Audience, Opening, opening_of
from beffroi.web.platform.models import Delegation, Membership, Person, Role, Tenant, TenantService
from beffroi.web.platform.second_factor import must_enrol

Roles = frozenset[tuple[Role, str]]


class TenantRequest(HttpRequest):
    """A request to a view under ``/<tenant>/``."""

    tenant: Tenant
    roles: frozenset[Role]
    user: Person


class Gate:
    """Middleware. Stands last, so that sessions, sign-in and CSRF have run."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, and keep what a signed-in person sees out of every cache."""
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse:
        """Run the view where its opening allows it, else 404, or the sign-in page for strangers."""
        opening = opening_of(view)
        if opening is None:
            raise Http404
        if "tenant" not in kwargs:
            return self._outside(request, opening, lambda: view(request, *args, **kwargs))
        return self._inside(request, opening, kwargs.pop("tenant"), lambda: view(request, *args, **kwargs))

    def _outside(self, request: HttpRequest, opening: Opening, run: Callable[[], HttpResponse]) -> HttpResponse:
        if opening.audience in {Audience.PUBLIC, Audience.SOFTWARE}:
            return run()
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        if opening.audience is Audience.PERSON:
            return run()
        if opening.audience is Audience.OPERATOR and getattr(request.user, "is_operator", False):
            return ask_to_enrol(request) if must_enrol(request, ()) else run()
        raise Http404

    def _inside(
        self, request: HttpRequest, opening: Opening, slug: str, run: Callable[[], HttpResponse]
    ) -> HttpResponse:
        if opening.audience is not Audience.PUBLIC and not request.user.is_authenticated:
            return ask_to_sign_in(request)
        known = Tenant.objects.select_related("lead").defer("logo", "lead__logo")
        tenant = known.filter(slug=slug, active=True).first()
        if tenant is None:
            raise Http404
        with scope(tenant=tenant), timezone.override(ZoneInfo(tenant.time_zone)):
            if opening.service and not service_enabled(opening.service):
                raise Http404
            public = opening.audience is Audience.PUBLIC
            roles: frozenset[Role] = frozenset() if public else _admitted(request.user, tenant, opening)
            # only now: the page that says 404 to a stranger names no tenant
            request.tenant, request.roles = tenant, roles  # type: ignore[attr-defined]
            # pages of the lead authority are opened to administrators only, maybe of another tenant
            asked = {Role.ADMIN} if opening.audience is Audience.LEAD_AUTHORITY else roles
            if not public and must_enrol(request, asked):
                return ask_to_enrol(request)
            response = _told(request, run)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()
            return response


def _told(request: HttpRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Run a view; what a person can mend is told in the sentence of its error."""
    try:
        return run()
    except BadInput as error:
        return render(request, "platform/refused.html", {"sentence": str(error)}, status=409)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the sign-in page, and back afterwards."""
    return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")


def ask_to_enrol(request: HttpRequest) -> HttpResponse:
    """Send a person whose role asks for a second factor to set it up, and back afterwards."""
    return redirect(f"{reverse('second-factor')}?{urlencode({'next': request.get_full_path()})}")


def service_enabled(service: str) -> bool:
    """Tell whether the service is switched on for the tenant in scope."""
    return bool(TenantService.objects.filter(service=service, enabled=True).exists())


def roles_of(person: Person, tenant: Tenant, *, day: date | None = None) -> Roles:
    """Return the (role, service) pairs a person holds in a tenant, colleagues' included whom they stand in for."""
    day = day or timezone.localdate()
    with scope(tenant=tenant):
        absent = Delegation.objects.filter(substitute=person, first__lte=day, last__gte=day).values("absent")
        held = Membership.objects.filter(Q(person=person) | Q(person__in=absent)).values_list("role", "service")
        return frozenset((Role(role), service) for role, service in held)


def services_of(person: Any, tenant: Tenant) -> set[str]:
    """Return the services that a person holds a role for by name."""
    return {service for _, service in roles_of(person, tenant) if service}


def _admitted(person: Any, tenant: Tenant, opening: Opening) -> frozenset[Role]:
    """Return the roles that count for this view. Raises Http404 when none opens it."""
    held = frozenset(
        role
        for role, service in roles_of(person, tenant)
        if not service or not opening.service or service == opening.service
    )
    if opening.audience is Audience.MEMBERS and held & opening.roles:
        return held
    if opening.audience is Audience.LEAD_AUTHORITY and (Role.ADMIN in held or leads(person, tenant)):
        return held
    raise Http404


def leads(person: Person, tenant: Tenant) -> bool:
    """Tell whether the person administers the tenant's lead authority."""
    return tenant.lead is not None and (Role.ADMIN, "") in roles_of(person, tenant.lead)
