"""Services, hours, closed days; people, duty numbers, places."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.territory.public_holidays import public_holidays
from beffroi.web.phone.editing import name_for
from beffroi.web.phone.forms.town import (
    ClosureForm,
    DutyForm,
    NamedPersonForm,
    OpeningForm,
    PlaceForm,
    ServiceForm,
)
from beffroi.web.phone.models import Closure, DutyOfficer, NamedPerson, Opening, Place, Service, phone_settings
from beffroi.web.phone.starting import SERVICE
from beffroi.web.platform.access import READERS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest

AHEAD = timedelta(days=366)


@require_http_methods(["GET", "HEAD", "POST"])
@members(READERS, service=SERVICE)
def services(request: TenantRequest) -> HttpResponse:
    """List services with their hours and the coming closed days; take a closure."""
    if request.method == "POST" and not request.roles & WORKERS:
        raise Http404
    form = ClosureForm(request.POST if request.method == "POST" else None, instance=Closure(tenant=request.tenant))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Fermeture enregistrée : l'agent la dit dès maintenant.")
        return redirect("phone-services", request.tenant.slug)
    hours: dict[int, list[Opening]] = defaultdict(list)
    for one in sorted(Opening.objects.all(), key=Opening.rank):
        hours[one.service_id].append(one)
    today = timezone.localdate()
    shown = {
        "services": [(one, hours[one.pk]) for one in Service.objects.all()],
        "closures": Closure.objects.filter(last__gte=today).select_related("service"),
        "holidays": _holidays(today),
        "form": form,
    }
    return render(request, "phone/services.html", shown)


def _holidays(today: Any) -> list[tuple[Any, str]]:
    """Return the public holidays of the coming year: computed, nobody types them."""
    region = phone_settings().region
    both = {**public_holidays(today.year, region), **public_holidays(today.year + 1, region)}
    return sorted((day, name) for day, name in both.items() if today <= day < today + AHEAD)


@require_POST
@members(WORKERS, service=SERVICE)
def closure_removed(request: TenantRequest, number: int) -> HttpResponse:
    """Take a closure away."""
    return _removed(request, Closure, number, "Fermeture retirée.", "phone-services")


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def service_new(request: TenantRequest) -> HttpResponse:
    """Add a service."""
    return _service(request, Service(tenant=request.tenant))


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def service(request: TenantRequest, number: int) -> HttpResponse:
    """Change a service; its hours are below."""
    return _service(request, get_object_or_404(Service, pk=number))


def _service(request: TenantRequest, found: Service) -> HttpResponse:
    form = ServiceForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        if not found.pk:
            form.instance.name = name_for(Service, form.instance.title)
        form.save()
        messages.success(request, "Service enregistré.")
        return redirect("phone-service", request.tenant.slug, form.instance.pk)
    return _service_page(request, found, form, OpeningForm(instance=Opening()))


def _service_page(request: TenantRequest, found: Service, form: ServiceForm, opening: OpeningForm) -> HttpResponse:
    hours = sorted(Opening.objects.filter(service=found.pk or 0), key=Opening.rank)
    return render(request, "phone/service.html", {"service": found, "form": form, "opening": opening, "hours": hours})


@require_POST
@members(WORKERS, service=SERVICE)
def service_removed(request: TenantRequest, number: int) -> HttpResponse:
    """Take a service away with its hours; its topics go to the desk."""
    return _removed(request, Service, number, "Service retiré : ses sujets vont à l'accueil.", "phone-services")


@require_POST
@members(WORKERS, service=SERVICE)
def opening_added(request: TenantRequest, number: int) -> HttpResponse:
    """Add hours to a service."""
    found = get_object_or_404(Service, pk=number)
    form = OpeningForm(request.POST, instance=Opening(tenant=request.tenant, service=found))
    if not form.is_valid():
        return _service_page(request, found, ServiceForm(instance=found), form)
    form.save()
    messages.success(request, "Horaire ajouté.")
    return redirect("phone-service", request.tenant.slug, found.pk)


@require_POST
@members(WORKERS, service=SERVICE)
def opening_removed(request: TenantRequest, number: int) -> HttpResponse:
    """Take hours away from a service."""
    found = get_object_or_404(Opening, pk=number)
    found.delete()
    messages.success(request, "Horaire retiré.")
    return redirect("phone-service", request.tenant.slug, found.service_id)


ADDED: dict[str, tuple[type[forms.ModelForm[Any]], type[Model], str]] = {
    "personne": (NamedPersonForm, NamedPerson, "Personne enregistrée."),
    "astreinte": (DutyForm, DutyOfficer, "Numéro d'astreinte enregistré."),
    "lieu": (PlaceForm, Place, "Lieu enregistré."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@members(WORKERS, service=SERVICE)
def people(request: TenantRequest) -> HttpResponse:
    """Show people, duty numbers and places; add one of them."""
    kind = request.POST.get("kind", "") if request.method == "POST" else ""
    made = {
        name: form(request.POST if name == kind else None, instance=model(tenant=request.tenant))
        for name, (form, model, _) in ADDED.items()
    }
    if kind in made and made[kind].is_valid():
        _kept(request, made[kind])
        messages.success(request, ADDED[kind][2])
        return redirect("phone-people", request.tenant.slug)
    shown = {
        "people": NamedPerson.objects.select_related("service"),
        "duties": DutyOfficer.objects.all(),
        "places": Place.objects.all(),
        "forms": made,
    }
    return render(request, "phone/people.html", shown)


def _kept(request: TenantRequest, form: forms.ModelForm[Any]) -> None:
    """Save a row; one of the same name takes its place."""
    row = form.instance
    if isinstance(row, DutyOfficer):
        DutyOfficer.objects.filter(theme=row.theme).delete()
    if isinstance(row, Place):
        Place.objects.filter(name=row.name, kind=row.kind).delete()
    form.save()


@require_POST
@members(WORKERS, service=SERVICE)
def person_removed(request: TenantRequest, number: int) -> HttpResponse:
    """Take a person away."""
    return _removed(request, NamedPerson, number, "Personne retirée.", "phone-people")


@require_POST
@members(WORKERS, service=SERVICE)
def duty_removed(request: TenantRequest, number: int) -> HttpResponse:
    """Take a duty number away."""
    return _removed(request, DutyOfficer, number, "Numéro retiré.", "phone-people")


@require_POST
@members(WORKERS, service=SERVICE)
def place_removed(request: TenantRequest, number: int) -> HttpResponse:
    """Take a place away."""
    return _removed(request, Place, number, "Lieu retiré.", "phone-people")


def _removed(request: TenantRequest, model: Any, number: int, sentence: str, page: str) -> HttpResponse:
    get_object_or_404(model, pk=number).delete()
    messages.success(request, sentence)
    return redirect(page, request.tenant.slug)
