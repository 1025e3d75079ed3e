"""Leaving: an account is closed at once and its personal data destroyed when the law's days are over."""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.utils.translation import gettext as _

from didim.accounts.enums import DestroyedKind, MessageState
from didim.accounts.models import AccessLogEntry, DestructionRecord, OutboundMessage, User
from didim.kernel.calendar import SEOUL, years_after
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.kernel.refusals import refuse


def retention_definition(day: date) -> DefinitionVersion:
    """Return the rules on retention in force on a day."""
    return shipped_definitions().as_of("retention", day)


@transaction.atomic
def change_profile(*, user: User, name: str, phone: str) -> User:
    """Change what a person says of themself."""
    user.name, user.phone = name.strip(), phone.strip()
    user.save(update_fields=["name", "phone"])
    return user


@transaction.atomic
def withdraw_account(*, user: User, now: datetime) -> datetime:
    """Close an account now: nobody can sign in with it, and its sessions open nothing any more.

    Returns the instant from which its personal data is destroyed. Roles at agencies and firms are ended by
    registry's `leave`, in the same transaction. Raises RefusedError when the account is closed already.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.withdrawn_at is not None:
        raise refuse("", _("이미 탈퇴한 계정입니다."))
    locked.withdrawn_at, locked.is_active = now, False
    locked.set_unusable_password()
    locked.save(update_fields=["withdrawn_at", "is_active", "password"])
    OutboundMessage.objects.filter(recipient=locked, state=MessageState.QUEUED).delete()
    return now + timedelta(
        days=retention_definition(now.astimezone(SEOUL).date()).values["withdrawn_account_days"]
    )


def destroy_due_accounts(*, now: datetime, approved_by: User | None = None, witness: str = "") -> int:
    """Destroy the personal data of accounts whose days after withdrawal are over; return how many.

    Each account is one transaction and one line of the destruction ledger. What others hold about the account
    (consents given, applications, log entries) stays and points at a row that no longer says who it was.
    """
    definition = retention_definition(now.astimezone(SEOUL).date())
    due_before = now - timedelta(days=definition.values["withdrawn_account_days"])
    due = User.objects.filter(withdrawn_at__lte=due_before, destroyed_at__isnull=True)
    destroyed = 0
    for user_id in due.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            user = due.select_for_update(skip_locked=True).filter(pk=user_id).first()
            if user is None:
                continue
            _anonymise(user, now)
            record_destruction(
                kind=DestroyedKind.ACCOUNT,
                subject_id=user.pk,
                amount=1,
                basis="탈퇴 후 보유기간 경과",
                definition=definition,
                approved_by=approved_by,
                witness=witness,
                now=now,
            )
            destroyed += 1
    return destroyed


def _anonymise(user: User, now: datetime) -> None:
    """Overwrite what says who an account was, and delete what served to sign in."""
    for attempts in (AccessAttempt, AccessFailureLog, AccessLog):
        attempts.objects.filter(username__iexact=user.email).delete()
    for owned in (EmailAddress, SocialAccount, Authenticator):
        owned.objects.filter(user=user).delete()
    address = f"withdrawn-{user.pk}@didim.invalid"
    OutboundMessage.objects.filter(recipient=user).update(address=address, subject="", body="", error="")
    user.email, user.name, user.phone, user.destroyed_at, user.last_login = address, "", "", now, None
    user.set_unusable_password()
    user.save()


def record_destruction(
    *,
    kind: DestroyedKind,
    subject_id: int | None,
    amount: int,
    basis: str,
    definition: DefinitionVersion,
    approved_by: User | None,
    witness: str,
    now: datetime,
) -> DestructionRecord:
    """Write a line of the destruction ledger; `definition` says how long it was to be kept."""
    today = now.astimezone(SEOUL).date()
    ledger = retention_definition(today).values
    return DestructionRecord.objects.create(
        kind=kind,
        subject_id=subject_id,
        amount=amount,
        basis=basis,
        definition=definition.id,
        method=ledger["method"],
        approved_by=approved_by,
        witness=witness,
        destroyed_at=now,
        keep_until=years_after(today, ledger["destruction_ledger_years"]),
    )


@transaction.atomic
def destroy_old_access_log(*, now: datetime, approved_by: User | None = None, witness: str = "") -> int:
    """Delete access-log entries whose day is over, note it in the ledger, and return how many there were."""
    today = now.astimezone(SEOUL).date()
    amount, _by_model = AccessLogEntry.objects.filter(keep_until__lt=today).delete()
    if amount:
        record_destruction(
            kind=DestroyedKind.ACCESS_LOG,
            subject_id=None,
            amount=amount,
            basis="접속기록 보관기간 경과",
            definition=retention_definition(today),
            approved_by=approved_by,
            witness=witness,
            now=now,
        )
    return amount
