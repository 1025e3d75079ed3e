from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    """Components as a Django app."""

    name = "didim.web.components"
    label = "components"
    verbose_name = "화면 부품"
