"""Leaks."""

from django.urls import path

from beffroi.web.water.views import leak_files, leaks

urlpatterns = [
    path("fuites/", leaks.leaks, name="water-leaks"),
    path("fuites/liste.csv", leak_files.leaks_table, name="water-leaks-csv"),
    path("fuites/liste.geojson", leak_files.leaks_map, name="water-leaks-geojson"),
    path("fuites/signaler/", leaks.signalled, name="water-leak-new"),
    path("fuites/chercher/", leaks.search, name="water-search"),
    path("fuites/<int:number>/", leaks.leak, name="water-leak"),
    path("fuites/<int:number>/fiche/", leak_files.leak_sheet, name="water-leak-sheet"),
    path("fuites/<int:number>/plan.geojson", leak_files.leak_map, name="water-leak-map"),
    path("fuites/<int:number>/suite/", leaks.moved, name="water-leak-move"),
]
