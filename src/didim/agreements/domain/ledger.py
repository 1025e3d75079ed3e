"""An agreement's line of the support ledger: what the firm is given, and later what it was left with."""

from datetime import datetime

from django.db.models import F, Sum
from django.db.models.functions import Least

from didim.accounts.models import User
from didim.agreements.enums import AgreementState, InstalmentState, RecoveryState
from didim.agreements.models import Agreement, AgreementVersion, Settlement
from didim.kernel.calendar import SEOUL
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm

# Kind of a recovery, in its basis, that takes back all of the grant that was paid.
WHOLE = "whole"
_ENDED = (AgreementState.COMPLETED, AgreementState.TERMINATED, AgreementState.SETTLED)


def note_support(agreement: Agreement, version: AgreementVersion, *, by: User | None, now: datetime) -> None:
    """Write the agreement's line of the support ledger, or bring it to what the firm has received since.

    The history of the line keeps every amount it had.
    """
    signed_on = (agreement.signed_at or now).astimezone(SEOUL).date()
    record_support(
        agency=agreement.agency,
        enterprise=agreement.enterprise,
        details=SupportDetails(
            form=SupportForm.MONEY,
            programme_name=agreement.programme.name,
            programme_id=agreement.programme_id,
            year=agreement.programme.year,
            received_on=signed_on,
            ends_on=max(version.ends_on, signed_on),
            amount_won=received_won(agreement, version),
            evidence=f"{agreement.number} {agreement.title}"[:300],
        ),
        source=RecordSource.DELIVERED,
        reference=f"agreement-{agreement.pk}",
        by=by,
        now=now,
        is_sample=agreement.is_sample,
    )


def received_won(agreement: Agreement, version: AgreementVersion) -> int:
    """Return what of the grant counts as received, in won.

    While the work runs: the grant as agreed. Once it has ended: what was paid out, and what a confirmed
    settlement still owes the firm. Less what came back of it: money paid for a recovery counts for its
    principal first (the guideline does not say for which part it counts).
    """
    won = version.grant_won
    if agreement.state in _ENDED:
        won = paid_of(agreement) + still_payable(agreement)
    return won - returned_of(agreement)


def paid_of(agreement: Agreement) -> int:
    """Return how much of the grant was paid, in won."""
    paid = agreement.instalments.filter(state=InstalmentState.PAID).aggregate(won=Sum("amount_won"))["won"]
    return int(paid or 0)


def still_payable(agreement: Agreement) -> int:
    """Return what a confirmed settlement still owes the firm, in won.

    Nothing once it was paid, and nothing while a notice stands that takes the whole grant back.
    """
    unpaid = Settlement.objects.filter(agreement=agreement, confirmed_at__isnull=False, payment=None).first()
    if unpaid is None or not unpaid.result["payable_won"]:
        return 0
    notices = agreement.recoveries.filter(basis__kind=WHOLE).exclude(state=RecoveryState.CANCELLED)
    return 0 if notices.exists() else int(unpaid.result["payable_won"])


def returned_of(agreement: Agreement) -> int:
    """Return how much of the grant came back for its recoveries, in won."""
    standing = agreement.recoveries.exclude(state=RecoveryState.CANCELLED)
    back = standing.aggregate(won=Sum(Least(F("paid_won"), F("principal_won"))))["won"]
    return int(back or 0)
