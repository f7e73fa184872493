"""The account of a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from beffroi.web.platform.access import signed_in


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in."""
    return render(request, "platform/account.html")
