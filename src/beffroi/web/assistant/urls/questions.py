"""Questions, answers, a person's own history."""

from django.urls import path

from beffroi.web.assistant.views import ask, benefits, history

urlpatterns = [
    path("droits/", benefits.rights, name="assistant-rights"),
    path("reponse/<int:number>/", ask.answer, name="assistant-answer"),
    path("reponse/<int:number>/avis/", ask.judged, name="assistant-judge"),
    path("reponse/<int:number>/reformuler/", ask.reworded, name="assistant-reword"),
    path("reponse/<int:number>/langue/", ask.in_language, name="assistant-translate"),
    path("reponse/<int:number>/ranger/", ask.filed, name="assistant-file"),
    path("reponse/<int:number>/effacer/", history.one_erased, name="assistant-erase-one"),
    path("reponse/<int:number>.odt", ask.answer_file, name="assistant-answer-odt"),
    path("historique/", history.history, name="assistant-history"),
    path("historique/effacer/", history.erased, name="assistant-erase"),
    path("historique.odt", history.history_file, name="assistant-history-odt"),
    path("dossiers/<int:number>/", history.dossier, name="assistant-dossier"),
    path("dossiers/<int:number>/defaire/", history.dossier_erased, name="assistant-dossier-erase"),
    path("dossiers/<int:number>.odt", history.dossier_file, name="assistant-dossier-odt"),
]
