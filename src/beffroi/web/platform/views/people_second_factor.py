"""Setting up the second factor, and giving it up."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django_otp.plugins.otp_totp.models import TOTPDevice

from beffroi.web.platform import second_factor
from beffroi.web.platform.access import signed_in
from beffroi.web.platform.models import Person
from beffroi.web.platform.people_forms import CodeForm
from beffroi.web.platform.views.people_account import keep_this_session, oneself
from beffroi.web.platform.views.people_sign_in import CODE_REFUSED


@signed_in
@never_cache
def enrol(request: HttpRequest) -> HttpResponse:
    """Show the QR code, take the first code, then show the recovery codes once."""
    person = oneself(request)
    if second_factor.enrolled(person):
        return _already(request, person)
    if not person.has_usable_password():
        return redirect("account")
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text = "Les six chiffres que l'application affiche."
    if form.is_valid():
        device = second_factor.confirm(person, form.cleaned_data["code"])
        if device:
            return _welcome(request, device)
        form.add_error("code", CODE_REFUSED)
    device = second_factor.new_device(person)
    shown = {"form": form, "secret": second_factor.secret(device), "wanted": safe_next(request)}
    return render(request, "platform/second_factor.html", shown)


def _already(request: HttpRequest, person: Person) -> HttpResponse:
    if not second_factor.must_enrol(request, second_factor.PRIVILEGED):
        return redirect("account")
    # a session from before the enrolment, without its code
    second_factor.hold(request, person, next_page=safe_next(request))
    return redirect("sign-in-code")


def _welcome(request: HttpRequest, device: TOTPDevice) -> HttpResponse:
    keep_this_session(request)
    second_factor.prove(request, device)
    return _codes(request)


def _codes(request: HttpRequest) -> HttpResponse:
    codes = second_factor.recovery_codes(oneself(request))
    return render(request, "platform/recovery_codes.html", {"codes": codes, "wanted": safe_next(request)})


def safe_next(request: HttpRequest) -> str:
    """Return the page of this site that the person wanted, their account otherwise."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else reverse("account")


@signed_in
@never_cache
def qr_code(request: HttpRequest) -> HttpResponse:
    """Serve the QR code of the telephone that is being enrolled, never of one in use."""
    device = TOTPDevice.objects.filter(user=request.user.pk, confirmed=False).first()
    if device is None:
        raise Http404
    return HttpResponse(second_factor.picture(device), content_type="image/svg+xml")


@signed_in
@never_cache
def change_second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for a code, then make new recovery codes or remove the telephone."""
    person = oneself(request)
    if not second_factor.enrolled(person):
        return redirect("account")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if second_factor.verify(person, form.cleaned_data["code"]):
            return _codes(request) if "codes" in request.POST else _give_up(request)
        form.add_error("code", CODE_REFUSED)
    return render(request, "platform/second_factor_change.html", {"form": form})


def _give_up(request: HttpRequest) -> HttpResponse:
    second_factor.forget(oneself(request))
    keep_this_session(request)
    messages.success(request, "Second facteur retiré. Si votre rôle l'exige, il vous sera redemandé.")
    return redirect("account")
