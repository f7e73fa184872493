"""The OpenID Connect provider: what its discovery document says, read at first use and kept for an hour.

Source: OpenID Connect Discovery 1.0, section 4; https://partenaires.proconnect.gouv.fr/docs/fournisseur-service
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from beffroi.territory.errors import BadInput

KEPT_S = 3600
TIMEOUT_S = 10
ALGORITHMS = ("RS256", "ES256")
SCOPES = ("openid", "email", "profile", "given_name", "usual_name", "siret")
PLAIN_SCOPES = ("openid", "email", "profile")


class Account(Protocol):
    """Our account at the provider, as ``BEFFROI_OPENID`` gives it: issuer's address, our name there, our word."""

    @property
    def issuer(self) -> str: ...  # noqa: D102
    @property
    def client(self) -> str: ...  # noqa: D102
    @property
    def word(self) -> str: ...  # noqa: D102


class ProviderSilent(BadInput):
    """The provider does not answer, or not as OpenID Connect asks."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """What the discovery document says. end_session: empty where the provider has no sign-out."""

    issuer: str
    authorization: str
    token: str
    userinfo: str
    keys: str
    end_session: str
    algorithm: str
    scopes: str


def account() -> Account | None:
    """Return our account at the provider, None where OpenID Connect is off."""
    given: Account | None = settings.OPENID
    return given


def title() -> str:
    """Return the provider's name for the button, empty where OpenID Connect is off."""
    ours = account()
    if ours is None:
        return ""
    host = urlsplit(ours.issuer).hostname or ""
    known = host.endswith((".agentconnect.gouv.fr", ".proconnect.gouv.fr"))
    return "ProConnect" if known else host


def provider() -> Provider:
    """Return the provider. Raises ProviderSilent when it does not answer or is not the issuer it should be."""
    ours = account()
    if ours is None:
        raise ImproperlyConfigured("BEFFROI_OPENID")
    kept: Provider | None = cache.get(f"openid:{ours.issuer}")
    if kept is None:
        kept = _read(ours.issuer, _document(ours.issuer))
        cache.set(f"openid:{ours.issuer}", kept, KEPT_S)
    return kept


def _document(issuer: str) -> Mapping[str, Any]:
    try:
        answer = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=TIMEOUT_S)
        answer.raise_for_status()
        found: Mapping[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderSilent(
            "Le fournisseur d'identité ne répond pas. Réessayez dans quelques minutes, ou prévenez votre opérateur."
        ) from error
    return found


def _read(issuer: str, document: Mapping[str, Any]) -> Provider:
    if document.get("issuer") != issuer:
        raise ProviderSilent(
            f"Le fournisseur d'identité se présente comme « {document.get('issuer')} » et non « {issuer} » : "
            "prévenez votre opérateur (BEFFROI_OPENID)."
        )
    try:
        return Provider(
            issuer=issuer,
            authorization=document["authorization_endpoint"],
            token=document["token_endpoint"],
            userinfo=document["userinfo_endpoint"],
            keys=document["jwks_uri"],
            end_session=document.get("end_session_endpoint", ""),
            algorithm=next(name for name in ALGORITHMS if name in document["id_token_signing_alg_values_supported"]),
            scopes=_scopes(document.get("scopes_supported")),
        )
    except (KeyError, StopIteration) as error:
        raise ProviderSilent(
            "Le fournisseur d'identité n'offre pas ce qu'il faut (signature RS256 ou ES256) : prévenez votre opérateur."
        ) from error


def _scopes(supported: list[str] | None) -> str:
    wanted = [scope for scope in SCOPES if scope in supported] if supported else PLAIN_SCOPES
    return " ".join(wanted)


def setting(name: str, *default: Any) -> Any:
    """Return a setting of mozilla-django-oidc, the endpoints from the discovery document."""
    if name in CONSTANT:
        return CONSTANT[name]
    ours = account()
    if ours and name in {"OIDC_RP_CLIENT_ID", "OIDC_RP_CLIENT_SECRET"}:
        return ours.client if name.endswith("ID") else ours.word
    if ours and name in DISCOVERED:
        return getattr(provider(), DISCOVERED[name])
    return getattr(settings, name, *default)


DISCOVERED: Mapping[str, str] = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization",
    "OIDC_OP_TOKEN_ENDPOINT": "token",
    "OIDC_OP_USER_ENDPOINT": "userinfo",
    "OIDC_OP_JWKS_ENDPOINT": "keys",
    "OIDC_RP_SIGN_ALGO": "algorithm",
    "OIDC_RP_SCOPES": "scopes",
}
CONSTANT: Mapping[str, Any] = {
    "OIDC_AUTHENTICATION_CALLBACK_URL": "openid-callback",
    "OIDC_USE_PKCE": True,
    "OIDC_TIMEOUT": TIMEOUT_S,
    "OIDC_STORE_ID_TOKEN": True,
    # ProConnect refuses a request that asks for no level; other providers ignore what they do not know
    "OIDC_AUTH_REQUEST_EXTRA_PARAMS": {"acr_values": "eidas1"},
}
