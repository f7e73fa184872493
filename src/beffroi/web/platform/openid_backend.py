"""Signs in who comes back from the OpenID Connect provider: tokens checked, then the person found."""

from __future__ import annotations

import time
from typing import Any

import jwt
import requests
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from beffroi.web.platform import openid
from beffroi.web.platform.models import Person
from beffroi.web.platform.openid_arrival import link, read_claims, receive

LINKING = "openid_link"
LINKING_S = 600
CLOCKS_APART_S = 30


class OpenIdBackend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """mozilla-django-oidc with issuer, audience and subject checked, and accounts tied to the subject."""

    get_settings = staticmethod(openid.setting)
    # the library's own forgets to ask whether the account is still open
    get_user = ModelBackend.get_user

    def __init__(self) -> None:
        # no discovery here: Django makes a backend for every request of a signed-in person
        self.UserModel = get_user_model()

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> Person | None:
        """Return who the code in the address stands for.

        Raises ProviderSilent, SignInRefused, SuspiciousOperation, jwt.PyJWTError, requests.RequestException.
        """
        if request is None or openid.account() is None or "nonce" not in kwargs:
            return None
        super().__init__()
        found: Person | None = super().authenticate(request, **kwargs)
        return found

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        """Return the provider's key that signed the token; a provider with one key need not name it."""
        answer = requests.get(openid.provider().keys, timeout=openid.TIMEOUT_S)
        answer.raise_for_status()
        algorithm, name = openid.provider().algorithm, jwt.get_unverified_header(token).get("kid")
        fitting = [
            key
            for key in answer.json()["keys"]
            if key.get("alg", algorithm) == algorithm
            and key.get("use", "sig") == "sig"
            and (name is None or key.get("kid", name) == name)
        ]
        if len(fitting) != 1:
            raise SuspiciousOperation("The provider's keys do not tell which one signed the token.")
        return jwt.PyJWK(fitting[0], algorithm)

    def get_payload_data(self, token: str, key: Any) -> dict[str, Any]:
        """Return the content of an ID token or of a signed userinfo, meant for us by our provider."""
        provider = openid.provider()
        payload: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[provider.algorithm],
            issuer=provider.issuer,
            audience=openid.setting("OIDC_RP_CLIENT_ID"),
            leeway=CLOCKS_APART_S,
            options={"require": ["iss", "aud", "sub"]},
        )
        return payload

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """Check the signature, and of an ID token that it ends. Raises SuspiciousOperation."""
        payload: dict[str, Any] = super().verify_token(token, **kwargs)
        if "nonce" in kwargs and "exp" not in payload:
            raise SuspiciousOperation("The ID token never expires.")
        return payload

    def get_or_create_user(self, access_token: str, id_token: str, payload: dict[str, Any]) -> Person:
        """Return the person of the userinfo, whose subject must be the ID token's."""
        userinfo = self.get_userinfo(access_token, id_token, payload)
        if userinfo.get("sub") != payload["sub"]:
            raise SuspiciousOperation("The userinfo is of another subject than the ID token.")
        claims = read_claims(userinfo, issuer=openid.provider().issuer)
        return link(self.request.user, claims) if _linking(self.request) else receive(claims)


def _linking(request: HttpRequest) -> bool:
    """Tell whether the signed-in person has asked, a moment ago, to tie the identity to their account."""
    asked = request.session.pop(LINKING, None)
    return bool(asked) and asked["person"] == request.user.pk and time.time() - asked["at"] < LINKING_S
