from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Api as a Django app."""

    name = "didim.api"
    label = "api"
    verbose_name = "API"
