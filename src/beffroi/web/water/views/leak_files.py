"""Leaks to take away: the list as a table or a map, the sheet of one for the team, the map's data."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from beffroi.web.platform.access import members
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.water.access import LEAK_READERS
from beffroi.web.water.drawing import Town
from beffroi.web.water.leak_list import Loss, listed, with_losses
from beffroi.web.water.leak_map import leak_plan, leak_town
from beffroi.web.water.models import Leak
from beffroi.web.water.plan_geojson import Feature, as_geojson, collection, feature
from beffroi.web.water.spreadsheets import csv_file, geojson, geojson_file
from beffroi.web.water.starting import SERVICE
from beffroi.web.water.views.leaks import leak_row, told

HEADS = {
    "numero": "numéro",
    "etat": "état",
    "ou": "où",
    "conduite": "conduite",
    "trouvee_sur": "trouvée sur",
    "m3_jour": "m3 par jour",
    "euros_an": "euros par an",
    "debut": "début",
    "signalee": "signalée",
    "probabilite": "probabilité",
    "rayon_m": "rayon m",
    "zone_seule": "zone seulement",
}


def _facts(leak: Leak, loss: Loss | None) -> dict[str, object]:
    return {
        "numero": leak.pk,
        "etat": leak.get_status_display(),
        "ou": leak.where,
        "conduite": leak.pipe,
        "trouvee_sur": leak.found_pipe,
        "m3_jour": round(loss.m3_day, 1) if loss else None,
        "euros_an": round(loss.euros_year) if loss else None,
        "debut": f"{timezone.localtime(leak.onset):%Y-%m-%d %H:%M}",
        "signalee": f"{timezone.localtime(leak.raised_at):%Y-%m-%d %H:%M}",
        "probabilite": leak.probability,
        "rayon_m": leak.radius_m,
        "zone_seule": "oui" if leak.zone_only else "non",
    }


@require_safe
@members(LEAK_READERS, service=SERVICE)
def leaks_table(request: TenantRequest) -> HttpResponse:
    """Give the list that the page shows as a table."""
    rows = with_losses(request.tenant, listed(request.GET.get("etat", "")))
    return csv_file("fuites.csv", tuple(HEADS.values()), [tuple(_facts(*row).values()) for row in rows])


@require_safe
@members(LEAK_READERS, service=SERVICE)
def leaks_map(request: TenantRequest) -> HttpResponse:
    """Give the list as GeoJSON, a point a leak; those that the plan cannot place have no geometry."""
    town = leak_town(request.tenant)
    rows = with_losses(request.tenant, listed(request.GET.get("etat", "")))
    return geojson_file("fuites.geojson", collection(town.shown, _features(town, rows)))


def _features(town: Town, rows: list[tuple[Leak, Loss | None]]) -> Iterator[Feature]:
    for leak, loss in rows:
        place = town.place_of(leak.found_pipe or leak.pipe)
        yield feature("Point", town.shown.degrees(place) if place else None, _facts(leak, loss))


@require_safe
@members(LEAK_READERS, service=SERVICE)
def leak_map(request: TenantRequest, number: int) -> HttpResponse:
    """Give the map's script what it draws around a leak."""
    plan = leak_plan(request.tenant, leak_row(number))
    return geojson(as_geojson(plan) if plan else collection(leak_town(request.tenant).shown, []))


@require_safe
@members(LEAK_READERS, service=SERVICE)
def leak_sheet(request: TenantRequest, number: int) -> HttpResponse:
    """Show the sheet that the team takes along."""
    return render(request, "water/leak_sheet.html", told(request, leak_row(number)))
