"""The queue of messages and calls to return."""

from __future__ import annotations

from csp.decorators import csp_update
from django.contrib import messages as told
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from beffroi.web.phone import desk
from beffroi.web.phone.forms.messages import DoneForm, ForwardForm
from beffroi.web.phone.models import Message, MessageState, Service, Turn, phone_settings
from beffroi.web.phone.starting import SERVICE
from beffroi.web.platform.access import WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest

MOST_DONE = 30
PLAYER = {"media-src": ["'self'"]}


@require_safe
@members(WORKERS, service=SERVICE)
def messages(request: TenantRequest) -> HttpResponse:
    """List what waits, urgent first, then oldest; what was dealt with lately."""
    rows = Message.objects.select_related("service", "person").defer("sound")
    chosen = request.GET.get("service", "")
    if chosen.isdecimal():
        rows = rows.filter(service=int(chosen))
    shown = {
        "open": rows.exclude(state=MessageState.DONE),
        "done": rows.filter(state=MessageState.DONE).order_by("-done_at")[:MOST_DONE],
        "services": Service.objects.all(),
        "chosen": chosen,
    }
    return render(request, "phone/messages.html", shown)


def _found(number: int) -> Message:
    found: Message = get_object_or_404(
        Message.objects.select_related("service", "person", "event", "call", "tenant"), pk=number
    )
    return found


@csp_update(PLAYER)  # type: ignore[arg-type]  # its stub knows no views with arguments
@require_safe
@members(WORKERS, service=SERVICE)
def message(request: TenantRequest, number: int) -> HttpResponse:
    """Show a message, what was said in its call, and what can be done of it."""
    found = _found(number)
    shown = {
        "message": found,
        "turns": Turn.objects.filter(call=found.call) if found.call else (),
        "done": DoneForm(),
        "forward": ForwardForm(),
        "kept": phone_settings(),
    }
    return render(request, "phone/message.html", shown)


@require_POST
@members(WORKERS, service=SERVICE)
def message_taken(request: TenantRequest, number: int) -> HttpResponse:
    """Take a message."""
    desk.take(_found(number), person=request.user)
    told.success(request, "C'est à vous. Notez ce que vous avez fait quand ce sera fini.")
    return redirect("phone-message", request.tenant.slug, number)


@require_POST
@members(WORKERS, service=SERVICE)
def message_done(request: TenantRequest, number: int) -> HttpResponse:
    """Say what was done."""
    found, form = _found(number), DoneForm(request.POST)
    if not form.is_valid():
        return render(
            request, "phone/message.html", {"message": found, "done": form, "forward": ForwardForm()}, status=422
        )
    desk.finish(found, note=form.cleaned_data["note"], person=request.user)
    told.success(request, "Traité. Le journal garde cette décision.")
    return redirect("phone-messages", request.tenant.slug)


@require_POST
@members(WORKERS, service=SERVICE)
def message_forwarded(request: TenantRequest, number: int) -> HttpResponse:
    """Pass a message to another service."""
    found, form = _found(number), ForwardForm(request.POST)
    if not form.is_valid():
        return render(
            request, "phone/message.html", {"message": found, "done": DoneForm(), "forward": form}, status=422
        )
    desk.forward(found, service=form.cleaned_data["service"], person=request.user)
    told.success(request, f"Transmis : {form.cleaned_data['service']}.")
    return redirect("phone-messages", request.tenant.slug)


@require_safe
@members(WORKERS, service=SERVICE)
def message_sound(request: TenantRequest, number: int) -> HttpResponse:
    """Give the recording that a caller left. Raises Http404 where none was."""
    found = get_object_or_404(Message, pk=number)
    if not found.sound:
        raise Http404
    response = HttpResponse(bytes(found.sound), content_type="audio/wav")
    response["Content-Disposition"] = f'inline; filename="message-{found.pk}.wav"'
    return response
