"""The page where residents write to the same agent, open where the town has opened it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.web.phone import chatting
from beffroi.web.phone.forms.chat import ChatForm
from beffroi.web.phone.models import Call, CallEnding, PhoneSettings, Turn, phone_settings
from beffroi.web.phone.starting import SERVICE
from beffroi.web.platform.access import public
from beffroi.web.platform.tenancy import TenantRequest
from beffroi.web.platform.throttle import within_pace

WRITING = "deaf residents, and whoever prefers to write, reach the town hall where it has opened the page"
EACH, EVERY = 20, 200


def opened_settings() -> PhoneSettings:
    """Return the town's settings. Raises Http404 where it has not opened the page."""
    kept = phone_settings()
    if not kept.chat_open:
        raise Http404
    return kept


@require_http_methods(["GET", "HEAD", "POST"])
@public(WRITING, service=SERVICE)
def chat(request: TenantRequest) -> HttpResponse:
    """Say that a machine answers, then answer what is written."""
    kept = opened_settings()
    form = ChatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not within_pace(request, request.tenant, what="phone-chat", each=EACH, every=EVERY):
            return _page(request, kept, form, too_often=True)
        return _answered(request, form.cleaned_data["said"])
    return _page(request, kept, form)


def _answered(request: TenantRequest, text: str) -> HttpResponse:
    talk = chatting.write(request.tenant, request.session, text.strip())
    if talk.over:
        return _over(request, talk.call)
    return redirect(f"{request.path}#suite")


def _over(request: TenantRequest, key: str) -> HttpResponse:
    """Show the whole conversation once more; the next message begins another."""
    call = Call.objects.get(key=key)
    shown = {
        "turns": Turn.objects.filter(call=call),
        "kept": phone_settings(),
        "over": True,
        "form": ChatForm(),
        "urgent": call.ending == CallEnding.EMERGENCY,
    }
    return render(request, "phone/chat.html", shown)


def _page(request: TenantRequest, kept: PhoneSettings, form: ChatForm, *, too_often: bool = False) -> HttpResponse:
    talk = chatting.kept(request.session, request.tenant)
    call = Call.objects.filter(key=talk.call).first() if talk else None
    shown = {
        "turns": Turn.objects.filter(call=call) if call else (),
        "greeting": () if call else chatting.greeting(request.tenant),
        "kept": kept,
        "form": form,
        "too_often": too_often,
        "talking": call is not None,
    }
    return render(request, "phone/chat.html", shown, status=429 if too_often else 200)


@require_POST
@public(WRITING, service=SERVICE)
def ended(request: TenantRequest) -> HttpResponse:
    """End the conversation."""
    opened_settings()
    chatting.leave(request.tenant, request.session)
    return redirect("phone-chat", request.tenant.slug)
