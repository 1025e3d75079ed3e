from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Applications as a Django app."""

    name = "didim.applications"
    label = "applications"
    verbose_name = "신청·접수"
