from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts as a Django app."""

    name = "didim.accounts"
    label = "accounts"
    verbose_name = "계정"
