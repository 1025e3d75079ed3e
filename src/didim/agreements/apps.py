from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Agreements, budgets, vouchers, expenditures and settlements as a Django app."""

    name = "didim.agreements"
    label = "agreements"
    verbose_name = "협약과 집행"
