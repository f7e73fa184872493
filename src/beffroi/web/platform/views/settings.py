"""A tenant's settings: identity, services, keys of other software."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from beffroi.catalogue import WITH_SCREENS, Service
from beffroi.web.platform.access import ADMINS, lead_authority, members
from beffroi.web.platform.colours import DARK, LIGHT, contrast, parse, readable_on, written
from beffroi.web.platform.models import ApiToken, Role, Tenant, TenantService
from beffroi.web.platform.settings_forms import IdentityForm, ServiceForm, TokenForm
from beffroi.web.platform.tenancy import TenantRequest, leads
from beffroi.web.platform.tenant_forms import AdministratorForm
from beffroi.web.platform.tokens import create_token, revoke_token
from beffroi.web.platform.usage import Use, month_start, total, use_of_month

COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Preview:
    """A colour on one paper, as it will be shown: darkened or lightened until it reads."""

    title: str
    paper: str
    shown: str
    on_accent: str
    asked: float
    reached: float

    @property
    def changed(self) -> bool:
        """The colour asked for did not read well enough."""
        return self.asked < self.reached


def preview_of(accent: str) -> list[Preview]:
    """Return how a colour looks on light and on dark paper; nothing where it is not a colour."""
    if not COLOUR.fullmatch(accent):
        return []
    colour = parse(accent)
    papers = (("Sur fond clair", LIGHT, "#ffffff"), ("Sur fond sombre", DARK, "#10161b"))
    shown = [(title, paper, readable_on(colour, paper), on_accent) for title, paper, on_accent in papers]
    return [
        Preview(title, written(paper), written(good), on_accent, contrast(colour, paper), contrast(good, paper))
        for title, paper, good, on_accent in shown
    ]


@members(ADMINS)
def tenant_settings(request: TenantRequest) -> HttpResponse:
    """Show and save name, look, contacts, prices; a preview of the colour is shown without saving."""
    tenant = Tenant.objects.get(pk=request.tenant.pk)
    form = IdentityForm(request.POST or None, request.FILES or None, instance=tenant)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        form.save()
        messages.success(request, "Réglages enregistrés.")
        return redirect("tenant-settings", request.tenant.slug)
    accent = str(form["accent"].value()).lower()
    context = {"form": form, "preview": preview_of(accent), "leads": request.tenant.members.exists()}
    return render(request, "platform/tenant_settings.html", context)


@members(ADMINS)
@require_GET
def colour_preview(request: TenantRequest) -> HttpResponse:
    """Show a colour on light and dark paper with its contrast."""
    return render(request, "platform/_colour_preview.html", {"preview": preview_of(request.GET.get("accent", ""))})


@lead_authority
def tenant_services(request: TenantRequest) -> HttpResponse:
    """Switch services, set quotas and retention."""
    forms = _service_forms(request)
    if request.method == "POST" and all([form.is_valid() for _, form, _ in forms]):  # noqa: C419 - every form tells its errors
        with transaction.atomic():
            for _, form, _ in forms:
                form.save()
        messages.success(request, f"Services de {request.tenant} enregistrés.")
        return redirect("tenant-services", request.tenant.slug)
    context = {
        "forms": forms,
        "own": _own(request),
        "pays": _pays(request),
        "administrator": AdministratorForm(auto_id="administrator_%s"),
    }
    return render(request, "platform/tenant_services.html", context)


def _own(request: TenantRequest) -> bool:
    return Role.ADMIN in request.roles


def _pays(request: TenantRequest) -> bool:
    """Tell whether the person acts for who pays: the lead authority, or the tenant where it has none."""
    return request.tenant.lead is None or leads(request.user, request.tenant)


def _service_forms(request: TenantRequest) -> list[tuple[Service, ServiceForm, Use]]:
    rows = {row.service: row for row in TenantService.objects.all()}
    used = use_of_month(request.tenant, month_start())
    return [
        (
            service,
            ServiceForm(
                request.POST or None,
                instance=rows.get(service.name)
                or TenantService(tenant=request.tenant, service=service.name, enabled=False),
                prefix=service.name,
                sets_quotas=_pays(request),
                sets_retention=_own(request),
            ),
            total(use for use in used if use.service == service.name),
        )
        for service in WITH_SCREENS
    ]


@members(ADMINS)
def tokens(request: TenantRequest) -> HttpResponse:
    """Show the keys of other software, make one and show its word this once."""
    form = TokenForm(request.POST or None)
    word = ""
    if request.method == "POST" and form.is_valid():
        _, word = create_token(request.tenant, form.cleaned_data["name"], service=form.cleaned_data["service"])
        form = TokenForm()
    kept = ApiToken.objects.order_by("revoked_at", "-created_at", "-pk")
    return render(request, "platform/tokens.html", {"form": form, "tokens": kept, "word": word})


@members(ADMINS)
@require_POST
def token_revoked(request: TenantRequest, number: int) -> HttpResponse:
    """Refuse a key from now on."""
    token = get_object_or_404(ApiToken.objects, pk=number)
    revoke_token(token)
    messages.success(request, f"La clé de « {token.name} » est refusée dès maintenant.")
    return redirect("tokens", request.tenant.slug)
