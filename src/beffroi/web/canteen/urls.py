"""Addresses of the canteens, under ``/<tenant>/cantines/``."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
