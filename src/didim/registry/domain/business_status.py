"""Business status: whose turn it is to be asked about; an answer flags a firm, never moves its stage."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from didim.registry.enums import CheckOutcome, TaxStatus
from didim.registry.models import BusinessStatusCheck, Enterprise

# Nobody prescribes how often: a quarter is short against a project's year, and far below the daily limit.
ASK_AGAIN = timedelta(days=90)
# A claimed firm that was not answered (the worker died) comes up again.
_CLAIM = timedelta(minutes=30)
_WAIT_AFTER_FAILURE = timedelta(hours=1)


def request_status_check(*, enterprise: Enterprise, now: datetime) -> None:
    """Have the tax service asked about a firm as soon as a worker is free; nothing for pre-founders."""
    Enterprise.objects.filter(pk=enterprise.pk, business_number__isnull=False).update(tax_check_due_at=now)


def claim_due_checks(*, now: datetime, limit: int) -> dict[int, str]:
    """Take up to `limit` firms whose check is due, longest waiting first: business numbers by firm.

    Two workers never get the same firm.
    """
    with transaction.atomic():
        due = list(
            Enterprise.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(
                tax_check_due_at__lte=now, business_number__isnull=False, merged_into=None, is_sample=False
            )
            .order_by("tax_check_due_at", "pk")
            .values_list("pk", "business_number")[:limit]
        )
        Enterprise.objects.filter(pk__in=[pk for pk, _number in due]).update(tax_check_due_at=now + _CLAIM)
    return {pk: number for pk, number in due if number}


def record_business_status(
    *,
    enterprise_id: int,
    business_number: str,
    status: TaxStatus,
    closed_on: date | None,
    answer: Mapping[str, Any],
    requested_at: datetime,
    now: datetime,
) -> BusinessStatusCheck:
    """Keep an answer in full with its instant (조회일시); show it on the firm while it has that number."""
    with transaction.atomic():
        check = BusinessStatusCheck.objects.create(
            enterprise_id=enterprise_id,
            business_number=business_number,
            outcome=CheckOutcome.ANSWERED,
            requested_at=requested_at,
            checked_at=now,
            status=status,
            closed_on=closed_on,
            answer=dict(answer),
        )
        Enterprise.objects.filter(pk=enterprise_id, business_number=business_number).update(
            tax_status=status, tax_checked_at=now, tax_check_due_at=now + ASK_AGAIN
        )
        return check


def record_failed_checks(
    *, numbers: Mapping[int, str], failure: str, requested_at: datetime, now: datetime
) -> None:
    """Keep that firms (business number by id) could not be asked about; they come up again in an hour.

    An outage leaves one row a firm, not one an attempt.
    """
    with transaction.atomic():
        failed = BusinessStatusCheck.objects.filter(enterprise__in=numbers, outcome=CheckOutcome.FAILED)
        again = set(failed.values_list("enterprise_id", flat=True))
        failed.update(requested_at=requested_at, failure=failure[:300])
        BusinessStatusCheck.objects.bulk_create(
            BusinessStatusCheck(
                enterprise_id=enterprise_id,
                business_number=number,
                outcome=CheckOutcome.FAILED,
                requested_at=requested_at,
                failure=failure[:300],
            )
            for enterprise_id, number in numbers.items()
            if enterprise_id not in again
        )
        _ask_again(numbers, now + _WAIT_AFTER_FAILURE)


def _ask_again(enterprise_ids: Iterable[int], due_at: datetime) -> None:
    Enterprise.objects.filter(pk__in=list(enterprise_ids)).update(tax_check_due_at=due_at)
