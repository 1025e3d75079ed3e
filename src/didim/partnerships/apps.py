from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """Agreements with bodies and what came of them as a Django app."""

    name = "didim.partnerships"
    label = "partnerships"
    verbose_name = "업무협약"
