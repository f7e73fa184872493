"""The written desk, for deaf callers and for whoever prefers to write."""

from django.urls import path

from beffroi.web.phone.views import chat

urlpatterns = [
    path("ecrire/", chat.chat, name="phone-chat"),
    path("ecrire/finir/", chat.ended, name="phone-chat-end"),
]
