from django.apps import AppConfig


class SupportConfig(AppConfig):
    """The support ledger as a Django app."""

    name = "didim.support"
    label = "support"
    verbose_name = "지원이력"
