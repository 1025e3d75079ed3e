from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Figures and reports as a Django app."""

    name = "didim.reports"
    label = "reports"
    verbose_name = "보고서"
