from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Registry as a Django app."""

    name = "didim.registry"
    label = "registry"
    verbose_name = "기업·기관 대장"
