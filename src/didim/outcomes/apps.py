from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """Indicators, observations and targets as a Django app."""

    name = "didim.outcomes"
    label = "outcomes"
    verbose_name = "성과"
