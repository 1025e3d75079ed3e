from django.apps import AppConfig


class FairsConfig(AppConfig):
    """Matching fairs: who meets whom, when and where, and what came of it, as a Django app."""

    name = "didim.fairs"
    label = "fairs"
    verbose_name = "매칭 상담회"
