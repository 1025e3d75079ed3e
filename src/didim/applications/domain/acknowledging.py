"""Mail that something arrived: queued by a job, so that handing in stays light."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.template.loader import render_to_string

from didim.accounts.domain.messages import queue_message
from didim.accounts.models import OutboundMessage, User
from didim.applications.models import Receipt
from didim.registry.enums import FirmRole
from didim.registry.models import EnterpriseMember

# A sweep looks so far back: longer than any stop of the worker that nobody notices.
LOOK_BACK = timedelta(days=3)
_AT_ONCE = 500


def acknowledge_receipts(*, now: datetime, site: str = "") -> int:
    """Queue a mail for every receipt that has none yet; return how many receipts that were.

    It goes to who handed in and to the firm's owners, at once: it is what they wait for.
    """
    told = OutboundMessage.objects.filter(
        dedupe_key=Concat(Value("receipt:"), Cast(OuterRef("pk"), CharField()))
    )
    receipts = (
        Receipt.objects.filter(~Exists(told), received_at__gt=now - LOOK_BACK, number__isnull=False)
        .select_related("call__agency", "application", "submission__submitted_by")
        .order_by("id")[:_AT_ONCE]
    )
    for receipt in (waiting := list(receipts)):
        _acknowledge(receipt, now, site)
    return len(waiting)


@transaction.atomic
def _acknowledge(receipt: Receipt, now: datetime, site: str) -> None:
    context = {"receipt": receipt, "call": receipt.call, "site": site}
    for at, person in enumerate(_people(receipt)):
        queue_message(
            template="receipt",
            subject=render_to_string("applications/mail/receipt_subject.txt", context),
            body=render_to_string("applications/mail/receipt.txt", context),
            dedupe_key=f"receipt:{receipt.pk}" if at == 0 else f"receipt:{receipt.pk}:{person.pk}",
            not_before=now,
            now=now,
            recipient=person,
        )


def _people(receipt: Receipt) -> list[User]:
    """Return who handed in, and the owners of the firm."""
    owners = EnterpriseMember.objects.filter(enterprise=receipt.enterprise_id, role=FirmRole.OWNER)
    people = [member.user for member in owners.select_related("user").order_by("id")]
    if receipt.submission is not None:
        people.insert(0, receipt.submission.submitted_by)
    return list(dict.fromkeys(people))
