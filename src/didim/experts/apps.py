from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    """Experts, their dispatch, visits, reports and fees as a Django app."""

    name = "didim.experts"
    label = "experts"
    verbose_name = "전문가"
