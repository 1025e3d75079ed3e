from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Accounts as a Django app."""

    name = "didim.accounts"
    label = "accounts"
    verbose_name = "계정"

    def ready(self) -> None:
        """Register the system check, and publish shipped consent documents after every migration."""
        from didim.accounts import second_factor  # noqa: PLC0415 - models are ready only now
        from didim.accounts.checks import check_row_security_binds  # noqa: PLC0415

        register(check_row_security_binds, Tags.database)
        post_migrate.connect(_publish_documents, sender=self, dispatch_uid="accounts.consent_documents")
        second_factor.listen()


def _publish_documents(**_options: Any) -> None:
    from didim.accounts.domain.consents import publish_shipped_documents  # noqa: PLC0415

    publish_shipped_documents()
