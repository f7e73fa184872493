"""What services add to the JSON API: each may have a module ``api`` with a ninja router, ``<service>/...``."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from ninja import Router

from beffroi.catalogue import WITH_SCREENS, Service


def sending_services() -> list[Service]:
    """Return the services to which other software may send."""
    return [service for service in WITH_SCREENS if find_spec(f"{service.screens}.api")]


def routers() -> Iterator[tuple[Service, Router]]:
    """Yield the router of each service that has one."""
    for service in sending_services():
        yield service, import_module(f"{service.screens}.api").router
