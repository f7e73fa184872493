"""Messages and calls to return."""

from django.urls import path

from beffroi.web.phone.views import messages

urlpatterns = [
    path("messages/", messages.messages, name="phone-messages"),
    path("messages/<int:number>/", messages.message, name="phone-message"),
    path("messages/<int:number>/prendre/", messages.message_taken, name="phone-message-take"),
    path("messages/<int:number>/traiter/", messages.message_done, name="phone-message-done"),
    path("messages/<int:number>/transmettre/", messages.message_forwarded, name="phone-message-forward"),
    path("messages/<int:number>/son/", messages.message_sound, name="phone-message-sound"),
]
