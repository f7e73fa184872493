"""Requests refused before or instead of a view, with a page that helps."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

LARGEST_BODY = 100_000_000


class Refusals:
    """Middleware. Stands before sessions: a body announced too large is refused before a byte of it is read.

    A body without an announced length is taken as empty (WSGI).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 to what is too large, and a page where a view answers a bare 405."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_BODY:
            return HttpResponse(render_to_string("413.html", {"megabytes": LARGEST_BODY // 1_000_000}), status=413)
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            response.content = render_to_string("405.html")
            response["Content-Length"] = str(len(response.content))
        return response
