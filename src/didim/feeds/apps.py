from django.apps import AppConfig


class FeedsConfig(AppConfig):
    """Feeds as a Django app."""

    name = "didim.feeds"
    label = "feeds"
    verbose_name = "외부 연계"
