from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Programmes as a Django app."""

    name = "didim.programmes"
    label = "programmes"
    verbose_name = "지원사업·공고"
