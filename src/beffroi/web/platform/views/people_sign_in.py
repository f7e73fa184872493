"""Sign-in by password and code, and sign-out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from beffroi.web.platform import openid, second_factor
from beffroi.web.platform.access import public
from beffroi.web.platform.people_forms import CodeForm, SignInForm


class SignIn(LoginView):
    """Asks for address and password; a person with a second factor is still a stranger afterwards."""

    template_name = "platform/sign_in.html"
    form_class = SignInForm
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the OpenID Connect provider where there is one."""
        return super().get_context_data(**kwargs, provider=openid.title(), wanted=self.get_redirect_url())

    def form_valid(self, form: Any) -> HttpResponse:
        """Let in, or ask for the code first."""
        person = form.get_user()
        if second_factor.enrolled(person):
            second_factor.hold(self.request, person, next_page=self.get_success_url())
            return redirect("sign-in-code")
        login(self.request, person)
        return redirect(self.get_success_url())


sign_in = public("a stranger must be able to sign in")(SignIn.as_view())


@public("the second step of signing in")
@never_cache
@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second factor, and let in."""
    pending = second_factor.held(request)
    if pending is None:
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        device = second_factor.verify(pending.person, form.cleaned_data["code"])
        if device:
            request.session.flush()
            login(request, pending.person, backend=second_factor.MODEL_BACKEND)
            second_factor.prove(request, device)
            return redirect(pending.next)
        form.add_error("code", CODE_REFUSED)
    return render(request, "platform/sign_in_code.html", {"form": form})


CODE_REFUSED = (
    "Code refusé. Attendez le code suivant de l'application ; après un refus, l'attente double à chaque essai."
)


@public("signing out asks nothing of a person who is out already")
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session here, then at the provider where the person came from one."""
    token = request.session.get("oidc_id_token")
    logout(request)
    address = _end_at_provider(request, token) if token else ""
    if not address:
        return redirect("home")
    # a page in between: a form may not be redirected to another site (CSP form-action)
    return render(request, "platform/signed_out.html", {"address": address, "provider": openid.title()})


def _end_at_provider(request: HttpRequest, token: str) -> str:
    """Return the provider's sign-out address (OpenID Connect RP-Initiated Logout 1.0), empty where it has none."""
    if openid.account() is None:
        return ""
    try:
        end = openid.provider().end_session
    except openid.ProviderSilent:
        return ""
    back = request.build_absolute_uri(reverse("home"))
    asked = {"id_token_hint": token, "post_logout_redirect_uri": back, "state": get_random_string(32)}
    return f"{end}?{urlencode(asked)}" if end else ""
