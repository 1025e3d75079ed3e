from django.apps import AppConfig


class DistrictsConfig(AppConfig):
    """Published statistics of commercial districts as a Django app."""

    name = "didim.districts"
    label = "districts"
    verbose_name = "상권"
