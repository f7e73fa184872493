"""The assistant as a Django application."""

from django.apps import AppConfig


class AssistantConfig(AppConfig):
    """Label "assistant"."""

    name = "beffroi.web.assistant"
    label = "assistant"
    verbose_name = "Assistant qui cite"
