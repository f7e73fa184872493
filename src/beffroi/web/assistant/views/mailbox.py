"""The town's mailbox: where it is, read now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.web.assistant.forms.mailbox import MailboxForm
from beffroi.web.assistant.mail import word_file
from beffroi.web.assistant.models import Mailbox
from beffroi.web.assistant.starting import SERVICE, start_mail
from beffroi.web.platform.access import LEADS, WORKERS, members
from beffroi.web.platform.tenancy import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@members(LEADS, service=SERVICE)
def mailbox(request: TenantRequest) -> HttpResponse:
    """Say where the mailbox is."""
    kept = Mailbox.objects.first() or Mailbox(tenant=request.tenant)
    form = MailboxForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Boîte enregistrée." if kept.enabled else "Boîte enregistrée ; elle n'est pas lue.")
        return redirect("assistant-mailbox", request.tenant.slug)
    shown = {"form": form, "box": kept, "has_word": bool(kept.sealed), "by_file": word_file(request.tenant).is_file()}
    return render(request, "assistant/mailbox.html", shown)


@require_POST
@members(WORKERS, service=SERVICE)
def read_now(request: TenantRequest) -> HttpResponse:
    """Look into the mailbox now."""
    return redirect("job", request.tenant.slug, start_mail(request.tenant, person=request.user).pk)
