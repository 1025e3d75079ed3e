from django.apps import AppConfig


class AccountPagesConfig(AppConfig):
    """AccountPages as a Django app."""

    name = "didim.web.account"
    label = "account_pages"
    verbose_name = "계정 화면"
