"""Search rounds."""

from django.urls import path

from beffroi.web.water.views import rounds

urlpatterns = [
    path("tournees/", rounds.rounds, name="water-rounds"),
    path("tournees/preparer/", rounds.planned, name="water-rounds-plan"),
    path("tournees/<int:number>/", rounds.round_page, name="water-round"),
    path("tournees/<int:number>/feuille/", rounds.round_sheet, name="water-round-sheet"),
    path("tournees/<int:number>/plan.geojson", rounds.round_map, name="water-round-map"),
    path("tournees/<int:number>/tournee.geojson", rounds.round_file, name="water-round-file"),
    path("tournees/<int:number>/resultats/", rounds.heard, name="water-round-heard"),
]
