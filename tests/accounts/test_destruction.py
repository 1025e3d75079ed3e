"""Leaving, and what is destroyed afterwards: nothing too early, nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from didim.accounts.domain.access_log import AccessNote, flush_access_log
from didim.accounts.domain.accounts import destroy_due_accounts, withdraw_account
from didim.accounts.domain.messages import queue_message
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.models import AccessLogEntry, Consent, DestructionRecord, OutboundMessage, User
from didim.kernel.refusals import RefusedError
from tests.sign_in import make_user, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)
FIVE_DAYS = timedelta(days=5)


@pytest.fixture
def hana() -> User:
    user = make_user("hana@example.org", name="김하나", phone="010-1234-5678")
    SocialAccount.objects.create(user=user, provider="kakao", uid="1")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    note = AccessNote(AccessAct.SIGN_IN, "로그인", SubjectKind.USER, user.pk, "본인")
    flush_access_log([note], account=user, ip="192.0.2.1", now=NOW)
    return user


def test_withdrawn_account_opens_nothing_at_once(hana: User) -> None:
    client = sign_in(hana)
    assert client.get("/account/").status_code == 200
    assert withdraw_account(user=hana, now=NOW) == NOW + FIVE_DAYS
    assert client.get("/account/").status_code == 302
    answer = Client().post("/accounts/login/", {"login": hana.email, "password": "correct horse battery"})
    assert "_auth_user_id" not in answer.client.session


def test_account_is_withdrawn_once(hana: User) -> None:
    withdraw_account(user=hana, now=NOW)
    with pytest.raises(RefusedError):
        withdraw_account(user=hana, now=NOW)


@pytest.mark.parametrize(
    ("after", "destroyed"), [(timedelta(0), 0), (FIVE_DAYS - timedelta(seconds=1), 0), (FIVE_DAYS, 1)]
)
def test_account_is_destroyed_when_its_days_are_over(hana: User, after: timedelta, destroyed: int) -> None:
    withdraw_account(user=hana, now=NOW)
    assert destroy_due_accounts(now=NOW + after) == destroyed
    assert User.objects.filter(email="hana@example.org").count() == 1 - destroyed


def test_destruction_wipes_the_person_and_keeps_every_other_row(hana: User) -> None:
    other = make_user("other@example.org", name="이두리")
    queue_message(
        template="news",
        subject="소식",
        body="김하나님께",
        dedupe_key="1",
        not_before=NOW,
        now=NOW,
        recipient=hana,
    )
    OutboundMessage.objects.update(state="sent")
    kept = {model: model.objects.count() for model in (User, Consent, AccessLogEntry, OutboundMessage)}
    withdraw_account(user=hana, now=NOW)
    operator = make_user("operator@example.org", consents=False)
    kept[User] += 1
    assert destroy_due_accounts(now=NOW + FIVE_DAYS, approved_by=operator, witness="박서이") == 1

    hana.refresh_from_db()
    assert (hana.email, hana.name, hana.phone) == (f"withdrawn-{hana.pk}@didim.invalid", "", "")
    assert not hana.has_usable_password()
    for owned in (EmailAddress, SocialAccount, Authenticator):
        assert not owned.objects.filter(user=hana).exists()
    message = OutboundMessage.objects.get()
    assert (message.recipient, message.body, message.address) == (hana, "", hana.email)
    assert {model: model.objects.count() for model in kept} == kept
    other.refresh_from_db()
    assert (other.email, other.name) == ("other@example.org", "이두리")
    assert EmailAddress.objects.filter(user=other).count() == 1

    record = DestructionRecord.objects.get()
    assert (record.subject_id, record.approved_by, record.witness) == (hana.pk, operator, "박서이")
    assert (record.definition, record.destroyed_at) == ("retention@2023-09-22", NOW + FIVE_DAYS)


def test_second_run_destroys_nothing(hana: User) -> None:
    withdraw_account(user=hana, now=NOW)
    assert destroy_due_accounts(now=NOW + FIVE_DAYS) == 1
    assert destroy_due_accounts(now=NOW + 2 * FIVE_DAYS) == 0


def test_address_may_sign_up_anew_after_destruction(hana: User) -> None:
    withdraw_account(user=hana, now=NOW)
    destroy_due_accounts(now=NOW + FIVE_DAYS)
    assert make_user("hana@example.org").pk != hana.pk


def test_messages_that_had_not_left_are_dropped(hana: User) -> None:
    queue_message(
        template="news", subject="소식", body="…", dedupe_key="1", not_before=NOW, now=NOW, recipient=hana
    )
    withdraw_account(user=hana, now=NOW)
    assert not OutboundMessage.objects.exists()
