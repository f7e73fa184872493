"""Personal data and reversibility."""

from django.urls import path

from beffroi.web.platform.views import rights

urlpatterns = [
    path("<slug:tenant>/droits/", rights.rights, name="rights"),
    path("<slug:tenant>/droits/personnes/<int:number>/", rights.rights_person, name="rights-person"),
    path("<slug:tenant>/droits/personnes/<int:number>/donnees.json", rights.rights_person_file, name="rights-file"),
    path("<slug:tenant>/droits/export/", rights.export_start, name="export-start"),
    path("<slug:tenant>/droits/export/<int:number>.zip", rights.export_file, name="export-file"),
]
