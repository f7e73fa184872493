"""Errors of the API as problem details in French.

Source: RFC 9457, Problem Details for HTTP APIs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from beffroi.territory.errors import BadInput

MEDIA = "application/problem+json"
TITLES: Mapping[int, str] = {
    401: "Clé refusée",
    404: "Introuvable",
    405: "Méthode refusée",
    422: "Paramètre refusé",
    429: "Trop de demandes",
}
# kinds of error of pydantic, in the caller's language
SENTENCES: Mapping[str, str] = {
    "unknown": "ce paramètre n'existe pas",
    "missing": "ce paramètre est obligatoire",
    "int_parsing": "un nombre entier est attendu",
    "greater_than_equal": "trop petit",
    "less_than_equal": "trop grand",
    "string_pattern_mismatch": "la forme n'est pas celle de la description",
    "string_too_short": "trop court",
    "string_too_long": "trop long",
    "enum": "ce mot n'est pas dans la liste de la description",
}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def problem(request: HttpRequest, status: int, detail: str, **more: Any) -> HttpResponse:
    """Return a problem; ``detail`` is one French sentence that says what to do."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "Erreur"),
        "status": status,
        "detail": detail,
        "instance": quote(request.path),
        **more,
    }
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA, headers=headers)


def tell_problems(api: NinjaAPI) -> None:
    """Make an API answer its errors as problems."""
    api.add_exception_handler(AuthenticationError, _refused)
    api.add_exception_handler(Throttled, _throttled)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(Http404, _absent)
    api.add_exception_handler(BadInput, _refused_content)
    api.add_exception_handler(HttpError, _other)


def _refused(request: HttpRequest, _error: object) -> HttpResponse:
    detail = "Envoyez l'en-tête « Authorization: Bearer CLÉ » avec une clé créée dans Réglages, et non refusée depuis."
    response = problem(request, 401, detail)
    response["WWW-Authenticate"] = 'Bearer realm="beffroi"'
    return response


def _throttled(request: HttpRequest, error: Any) -> HttpResponse:
    wait = error.wait or 1
    response = problem(request, 429, f"Attendez {wait} secondes avant la prochaine demande.")
    response["Retry-After"] = str(wait)
    return response


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [
        {"parameter": str(found["loc"][-1]), "detail": SENTENCES.get(found["type"], "valeur refusée")}
        for found in error.errors
    ]
    detail = " ; ".join(f"{found['parameter']} : {found['detail']}" for found in errors)
    return problem(request, 422, f"{detail}.", errors=errors)


def _absent(request: HttpRequest, _error: object) -> HttpResponse:
    return problem(request, 404, "Rien à cette adresse pour cette clé. La liste est dans /api/v1/openapi.json.")


def _refused_content(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(request, 422, str(error))


def _other(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(request, error.status_code, error.message)
