"""Files sent."""

from django.urls import path

from beffroi.web.water.views import files

urlpatterns = [
    path("fichiers/", files.files, name="water-files"),
    path("fichiers/<int:number>/", files.file, name="water-file"),
    path("fichiers/<int:number>/suite/", files.decided, name="water-file-decide"),
    path("fichiers/<int:number>/original", files.original_file, name="water-file-original"),
]
