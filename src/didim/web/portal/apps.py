from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal as a Django app."""

    name = "didim.web.portal"
    label = "portal"
    verbose_name = "포털"
