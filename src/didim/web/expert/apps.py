from django.apps import AppConfig


class ExpertConfig(AppConfig):
    """Pages of experts as a Django app."""

    name = "didim.web.expert"
    label = "expert"
    verbose_name = "전문가 화면"
