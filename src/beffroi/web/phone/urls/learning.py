"""Requests without an answer, rehearsal, figures."""

from django.urls import path

from beffroi.web.phone.views import learning, numbers

urlpatterns = [
    path("sans-reponse/", learning.unanswered, name="phone-unanswered"),
    path("sans-reponse/regrouper/", learning.regrouped, name="phone-group"),
    path("sans-reponse/<int:number>/", learning.proposal, name="phone-proposal"),
    path("repetition/", learning.rehearsal, name="phone-rehearsal"),
    path("repetition/effacer/", learning.past_erased, name="phone-past-erase"),
    path("repetition/<int:number>/juger/", learning.past_judged, name="phone-past-judge"),
    path("chiffres/", numbers.numbers, name="phone-numbers"),
    path("chiffres/simuler/", numbers.simulated, name="phone-simulate"),
]
