from django.apps import AppConfig


class AccountPagesConfig(AppConfig):
    """AccountPages as a Django app."""

    name = "didim.web.account"
    label = "account_pages"
    verbose_name = "계정 화면"

    def ready(self) -> None:
        """Start counting how long sessions live."""
        from didim.web.account import sessions  # noqa: PLC0415 - sessions need the apps

        sessions.listen()
