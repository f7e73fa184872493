"""Services, hours, closed days; people, duty numbers, places."""

from django.urls import path

from beffroi.web.phone.views import town

urlpatterns = [
    path("services/", town.services, name="phone-services"),
    path("services/nouveau/", town.service_new, name="phone-service-new"),
    path("services/<int:number>/", town.service, name="phone-service"),
    path("services/<int:number>/retirer/", town.service_removed, name="phone-service-remove"),
    path("services/<int:number>/horaires/", town.opening_added, name="phone-opening"),
    path("horaires/<int:number>/retirer/", town.opening_removed, name="phone-opening-remove"),
    path("fermetures/<int:number>/retirer/", town.closure_removed, name="phone-closure-remove"),
    path("personnes/", town.people, name="phone-people"),
    path("personnes/<int:number>/retirer/", town.person_removed, name="phone-person-remove"),
    path("astreintes/<int:number>/retirer/", town.duty_removed, name="phone-duty-remove"),
    path("lieux/<int:number>/retirer/", town.place_removed, name="phone-place-remove"),
]
