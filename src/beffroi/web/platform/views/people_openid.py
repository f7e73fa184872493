"""Sign-in by OpenID Connect: to the provider and back."""

from __future__ import annotations

import logging
import time
from http import HTTPStatus
from urllib.parse import urlencode

import jwt
import requests
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from beffroi.territory.errors import BadInput
from beffroi.web.platform import openid
from beffroi.web.platform.access import public, signed_in
from beffroi.web.platform.openid_backend import LINKING

logger = logging.getLogger(__name__)
BROKEN = (KeyError, SuspiciousOperation, jwt.PyJWTError, requests.RequestException, ValueError)
NOT_FINISHED = "La connexion n'a pas abouti chez votre fournisseur d'identité, ou elle a trop duré. Recommencez."


def refused(request: HttpRequest, message: str, *, status: int) -> HttpResponse:
    """Show why the sign-in did not end well, and what to do."""
    shown = {"message": message, "provider": openid.title()}
    return render(request, "platform/sign_in_refused.html", shown, status=status)


class Leave(OIDCAuthenticationRequestView):  # type: ignore[misc]
    """Sends to the provider."""

    get_settings = staticmethod(openid.setting)


class Return(OIDCAuthenticationCallbackView):  # type: ignore[misc]
    """Comes back from the provider."""

    get_settings = staticmethod(openid.setting)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Let in, or say why not."""
        if openid.account() is None:
            raise Http404
        try:
            response: HttpResponse = super().get(request)
        except openid.ProviderSilent as error:
            return refused(request, str(error), status=HTTPStatus.BAD_GATEWAY)
        except BadInput as error:
            return refused(request, str(error), status=HTTPStatus.FORBIDDEN)
        except BROKEN as error:
            logger.warning("OpenID Connect sign-in failed: %s: %s", type(error).__name__, error)
            return refused(request, NOT_FINISHED, status=HTTPStatus.BAD_REQUEST)
        return response

    def login_failure(self) -> HttpResponse:
        """The person said no at the provider, or the session is another one."""
        return refused(self.request, NOT_FINISHED, status=HTTPStatus.BAD_REQUEST)


_leave = never_cache(Leave.as_view())
openid_callback = public("the provider sends strangers back here")(never_cache(Return.as_view()))


@public("a stranger must be able to sign in")
def openid_sign_in(request: HttpRequest) -> HttpResponse:
    """Go to the provider; 404 where there is none."""
    if openid.account() is None:
        raise Http404
    try:
        response: HttpResponse = _leave(request)
    except openid.ProviderSilent as error:
        return refused(request, str(error), status=HTTPStatus.BAD_GATEWAY)
    return response


@signed_in
@require_POST
def openid_link(request: HttpRequest) -> HttpResponse:
    """Prepare to tie the provider's identity to the account; only a form of ours may, never a link."""
    if openid.account() is None:
        raise Http404
    request.session[LINKING] = {"person": request.user.pk, "at": time.time()}
    onward = f"{reverse('openid-sign-in')}?{urlencode({'next': reverse('account')})}"
    return render(request, "platform/openid_link.html", {"onward": onward, "provider": openid.title()})
