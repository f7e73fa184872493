"""Leaks."""

from django.urls import path

from beffroi.web.water.views import leaks

urlpatterns = [
    path("fuites/", leaks.leaks, name="water-leaks"),
    path("fuites/signaler/", leaks.signalled, name="water-leak-new"),
    path("fuites/chercher/", leaks.search, name="water-search"),
    path("fuites/<int:number>/", leaks.leak, name="water-leak"),
    path("fuites/<int:number>/suite/", leaks.moved, name="water-leak-move"),
]
