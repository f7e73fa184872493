"""What a service is called."""

from __future__ import annotations

from django import template

from beffroi.catalogue import WITH_SCREENS

register = template.Library()
TITLES = {service.name: service.title for service in WITH_SCREENS}


@register.filter
def service_title(name: str) -> str:
    """Return the title of a service, its bare name once it has left the catalogue."""
    return TITLES.get(name, name)
