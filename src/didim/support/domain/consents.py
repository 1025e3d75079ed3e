"""A firm's word that the agencies it deals with may see its whole support history."""

from datetime import datetime

from django.db import transaction

from didim.accounts.models import User
from didim.registry.models import Enterprise
from didim.support.models import HistoryConsent


@transaction.atomic
def give_history_consent(*, enterprise: Enterprise, by: User, now: datetime) -> HistoryConsent:
    """Let agencies see what the firm received from others, from now on; given twice it is one consent."""
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    standing = HistoryConsent.objects.filter(enterprise=enterprise, withdrawn_at=None).first()
    return standing or HistoryConsent.objects.create(enterprise=enterprise, given_at=now, given_by=by)


@transaction.atomic
def withdraw_history_consent(*, enterprise: Enterprise, by: User, now: datetime) -> bool:
    """Take the consent back; return whether there was one. That it was given stays."""
    return bool(
        HistoryConsent.objects.filter(enterprise=enterprise, withdrawn_at=None).update(
            withdrawn_at=now, withdrawn_by=by
        )
    )
