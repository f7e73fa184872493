"""Topics, and a sentence to try."""

from django.urls import path

from beffroi.web.phone.views import topics

urlpatterns = [
    path("sujets/", topics.topics, name="phone-topics"),
    path("sujets/nouveau/", topics.topic_new, name="phone-topic-new"),
    path("sujets/fournis/", topics.topics_taken, name="phone-topics-shipped"),
    path("sujets/<int:number>/", topics.topic, name="phone-topic"),
    path("sujets/<int:number>/approuver/", topics.topic_approved, name="phone-topic-approve"),
    path("sujets/<int:number>/retirer/", topics.topic_removed, name="phone-topic-remove"),
    path("sujets/famille/<str:intent>/approuver/", topics.family_approved, name="phone-family-approve"),
    path("essai/", topics.tried, name="phone-try"),
]
