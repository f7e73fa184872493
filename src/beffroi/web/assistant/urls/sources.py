"""Documents."""

from django.urls import path

from beffroi.web.assistant.views import sites, sources

urlpatterns = [
    path("sites/", sites.sites, name="assistant-sites"),
    path("sites/lire/", sites.read_now, name="assistant-sites-read"),
    path("sites/<int:number>/retirer/", sites.removed, name="assistant-site-remove"),
    path("sources/", sources.sources, name="assistant-sources"),
    path("sources/lire/", sources.read_again, name="assistant-read"),
    path("sources/<int:number>/", sources.document, name="assistant-document"),
    path("sources/<int:number>/retirer/", sources.withdrawn, name="assistant-withdraw"),
    path("sources/<int:number>/original/", sources.original_file, name="assistant-original"),
]
