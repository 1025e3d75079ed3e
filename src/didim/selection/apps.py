from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Selection as a Django app."""

    name = "didim.selection"
    label = "selection"
    verbose_name = "평가·선정"
