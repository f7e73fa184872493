"""Pages for those who run the instance."""

from django.urls import path

from beffroi.web.platform.views import operate

urlpatterns = [
    path("health", operate.health, name="health"),
    path("metrics", operate.metrics, name="metrics"),
]
