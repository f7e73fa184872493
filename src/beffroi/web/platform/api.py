"""The JSON API for other software, under ``/api/v1/``: a key reads a tenant's records, or sends to one service."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from inspect import signature
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django_scopes import scope
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from beffroi.web.platform.access import public, with_token
from beffroi.web.platform.api_answers import Entitlement, JobAnswer, MonthUse, ServiceUse
from beffroi.web.platform.api_problems import MEDIA, SCHEMA, TITLES, problem, tell_problems
from beffroi.web.platform.api_routers import routers
from beffroi.web.platform.entitlements import entitlement
from beffroi.web.platform.ledger import facts
from beffroi.web.platform.models import ApiToken, Entry, Job, LedgerHead
from beffroi.web.platform.models.jobs import JobState
from beffroi.web.platform.register import register_of
from beffroi.web.platform.register_exports import as_json
from beffroi.web.platform.tokens import recognise
from beffroi.web.platform.usage import month_start, use_of_month

RATE = "240/m"
MOST_LINES = 1000
MOST_JOBS = 200
LARGEST = 2**63 - 1
LINES = "application/x-ndjson"
View = Callable[..., HttpResponse]


class TokenRequest(HttpRequest):
    """A request whose key was recognised."""

    auth: ApiToken


class TokenAuth(HttpBearer):
    """Recognises the key of the header ``Authorization: Bearer``. service: the one that the key must be made for."""

    def __init__(self, service: str = "") -> None:
        super().__init__()
        self.service = service

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """Return the key, None for one that is refused."""
        known = recognise(token)
        return known if known and known.service == self.service else None


class TokenThrottle(SimpleRateThrottle):
    """Counts the requests of one key."""

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """Return what the count is kept under."""
        key: ApiToken = request.auth  # type: ignore[attr-defined]
        return f"api-key-{key.pk}"


class Api(NinjaAPI):
    """Adds to its description the problems that every operation may answer."""

    def get_openapi_schema(self, **how: Any) -> Any:
        """Return the OpenAPI document."""
        schema = super().get_openapi_schema(**how)
        for address, operations in schema["paths"].items():
            told = [status for status in TITLES if status != 404 or "{" in address]
            for operation in operations.values():
                operation["responses"] |= {status: _described(status) for status in told}
        return schema


def _described(status: int) -> dict[str, Any]:
    return {"description": TITLES[status], "content": {MEDIA: {"schema": SCHEMA}}}


def in_scope(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Run an operation in the scope and the time zone of the key's tenant; refuse a parameter it does not know."""
    known = set(signature(operation).parameters)

    @wraps(operation)
    def run(request: TokenRequest, *args: Any, **kwargs: Any) -> Any:
        unknown = sorted(set(request.GET) - known)
        if unknown:
            raise ValidationError([{"type": "unknown", "loc": ("query", name)} for name in unknown])
        tenant = request.auth.tenant
        with scope(tenant=tenant), timezone.override(ZoneInfo(tenant.time_zone)):
            return operation(request, *args, **kwargs)

    return run


api = Api(
    title="Beffroi",
    version="1",
    urls_namespace="api-v1",
    description="Une clé par logiciel, créée par l'administrateur de la collectivité dans Réglages : elle lit, ou elle "
    "envoie à un seul service.",
    docs_url=None,
    auth=TokenAuth(),
    throttle=TokenThrottle(RATE),
)
api.add_decorator(in_scope)
tell_problems(api)


@api.get("entitlements", response=Entitlement, summary="Ce compte a-t-il droit à ce service ?")
def entitlements(
    request: TokenRequest,
    siret: Annotated[str, Query(pattern=r"^[0-9]{14}$")],
    service: Annotated[str, Query(pattern=r"^[a-z_]{1,30}$")],
    account: Annotated[
        str, Query(pattern=r"^[!-~]*$", max_length=254, description="Courriel ; vide : la collectivité.")
    ] = "",
) -> Entitlement:
    """Droits d'un compte (son courriel), ou de la collectivité elle-même, sur un service, et la raison."""
    reason = entitlement(request.auth.tenant, siret=siret, service=service, account=account)
    return Entitlement.of(reason, siret=siret, service=service, account=account)


@api.get(
    "ledger",
    summary="Journal, en lignes JSON, par numéro",
    openapi_extra={
        "responses": {
            200: {"description": "Une écriture par ligne", "content": {LINES: {"schema": {"type": "string"}}}}
        }
    },
)
def ledger(
    request: TokenRequest,
    after: Annotated[int, Query(ge=0, le=LARGEST, description="Numéro de la dernière écriture déjà lue.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_LINES)] = MOST_LINES,
) -> HttpResponse:
    """Écritures du journal qui suivent un numéro ; l'en-tête Link donne la page suivante."""
    entries = list(Entry.objects.filter(seq__gt=after).order_by("seq")[: limit + 1])
    shown = entries[:limit]
    head = LedgerHead.objects.first()
    origin = head.origin if head else ""
    response = HttpResponse("".join(_line(entry, origin) for entry in shown), content_type=LINES)
    if len(entries) > limit:
        response["Link"] = f'<{request.path}?after={shown[-1].seq}&limit={limit}>; rel="next"'
    return response


def _line(entry: Entry, origin: str) -> str:
    return json.dumps({**facts(entry, origin=origin), "hash": entry.hash}, ensure_ascii=False) + "\n"


@api.get("usage", response=MonthUse, summary="Consommation d'un mois par service")
def usage(
    request: TokenRequest,
    month: Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="Vide : le mois en cours.")] = "",
) -> MonthUse:
    """Exécutions, minutes de calcul, énergie [Wh] et coût [centimes], lus dans le journal."""
    tenant, first = request.auth.tenant, date.fromisoformat(f"{month}-01") if month else month_start()
    services = [ServiceUse.of(use) for use in use_of_month(tenant, first)]
    return MonthUse(siret=tenant.siret, month=f"{first:%Y-%m}", services=services)


@api.get("register", response=dict[str, Any], summary="Registre public de l'IA")
def register(request: TokenRequest) -> dict[str, Any]:
    """Le même registre que la page publique, dans les mêmes termes."""
    return dict(as_json(register_of(request.auth.tenant)))


@api.get("jobs", response=list[JobAnswer], summary="Derniers travaux")
def jobs(
    request: TokenRequest,
    state: Annotated[JobState | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_JOBS)] = 50,
) -> list[JobAnswer]:
    """Travaux, le plus récent d'abord."""
    found = Job.objects.filter(state=state) if state else Job.objects.all()
    return [JobAnswer.of(job) for job in found[:limit]]


@api.get("jobs/{number}", response=JobAnswer, summary="Un travail")
def job(request: TokenRequest, number: Annotated[int, Path(ge=1, le=LARGEST)]) -> JobAnswer:
    """Où en est un travail."""
    return JobAnswer.of(get_object_or_404(Job.objects, pk=number))


def opened_urls() -> tuple[list[URLPattern], str, str]:
    """Return the addresses of the API, each view opened to software, its own description to anyone."""
    for service, router in routers():
        api.add_router(f"{service.name}/", router, auth=TokenAuth(service.name), tags=[service.title])
    patterns, application, namespace = api.urls
    # ninja names an address once a method: the first name stands for all
    by_route = {str(found.pattern): found for found in reversed(patterns) if isinstance(found, URLPattern)}
    opened = [path(route, _opened(found), name=found.name) for route, found in reversed(by_route.items())]
    return [*opened, path("<path:rest>", _nowhere, name="nowhere")], application, namespace


def _opened(pattern: URLPattern) -> View:
    if pattern.name == "openapi-json":
        described = _in_problems(require_safe(pattern.callback))
        return public("the description of the API names no tenant")(described)
    return with_token(_in_problems(pattern.callback))


def _in_problems(view: View) -> View:
    """Answer a wrong method and an absent address as problems, like every other error."""

    @csrf_exempt
    @wraps(view, updated=())
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return _nowhere(request)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = problem(request, 405, f"Méthodes permises à cette adresse : {allowed}.")
            response["Allow"] = allowed
        return response

    return run


@public("says in JSON that an address of the API does not exist")
@csrf_exempt
def _nowhere(request: HttpRequest, **_address: str) -> HttpResponse:
    return problem(request, 404, "Cette adresse n'existe pas. La liste est dans /api/v1/openapi.json.")
