"""Night flow of the sectors."""

from django.urls import path

from beffroi.web.water.views import nights

urlpatterns = [
    path("nuits/", nights.nights, name="water-nights"),
    path("nuits/calculer/", nights.watch, name="water-watch"),
    path("nuits/alarmes/<int:number>/", nights.judged, name="water-alarm"),
]
