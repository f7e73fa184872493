"""Addresses of the canteens, under ``/<tenant>/cantines/``."""

from django.urls import path, register_converter

from beffroi.web.canteen.views import board, files, studies
from beffroi.web.platform.dates import IsoDate

register_converter(IsoDate, "day")

urlpatterns = [
    path("", board.week, name="canteen"),
    path("jour/<day:when>/", board.day, name="canteen-day"),
    path("fichiers/", files.files, name="canteen-files"),
    path("fichiers/<int:number>/", files.upload, name="canteen-upload"),
    path("fichiers/<int:number>/annuler/", files.withdrawn, name="canteen-withdraw"),
    path("fichiers/<int:number>/<int:place>/", files.original, name="canteen-original"),
    path("exemples/<slug:name>.csv", files.example, name="canteen-example"),
    path("prevoir/", studies.forecast, name="canteen-forecast"),
    path("precision/", studies.accuracy, name="canteen-accuracy"),
    path("precision/mesurer/", studies.evaluate, name="canteen-evaluate"),
    path("greve/", studies.scenarios, name="canteen-scenarios"),
    path("greve/<int:number>/", studies.scenario, name="canteen-scenario"),
    path("reglages/", studies.settings, name="canteen-settings"),
    path("commandes/<day:monday>.ods", studies.workbook, name="canteen-workbook"),
]
