"""The outbox by phone: once, 알림톡 first, an SMS where it does not come, and what became of each."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from django.db import IntegrityError, transaction

from didim.accounts.domain.attempts import forget_attempts, note_attempt
from didim.accounts.domain.messages import queue_message, send_due_messages
from didim.accounts.domain.phone_messages import (
    phone_text,
    queue_phone_message,
    send_due_phone_messages,
    take_reports,
)
from didim.accounts.enums import Channel, MessageState
from didim.accounts.gateways import GatewayDownError, GatewayRefusedError, Report, phone_gateway
from didim.accounts.models import Attempt, OutboundMessage
from didim.accounts.phones import phone_digits, takes_texts
from didim.kernel.definitions import shipped_definitions
from didim.kernel.refusals import RefusedError

# A Tuesday, 12:00 and 22:00 in Seoul.
NOON, NIGHT = datetime(2026, 3, 10, 5, tzinfo=UTC), datetime(2026, 3, 10, 13, tzinfo=UTC)
WORDS = {"when": "3월 11일 10:00", "channel": "방문", "place": "종합상담", "how": "내 상담에서"}
pytestmark = pytest.mark.django_db


class Gateway:
    """A gateway in memory, set up anew for each test; `down`, `refused` and `states` say how it answers."""

    sent: list = []
    refused: set = set()
    states: dict = {}
    fault: Exception | None = None

    def has_template(self, template):
        return template == "desk-booked"

    def send(self, message):
        if self.fault is not None:
            raise self.fault
        if message.channel in self.refused:
            raise GatewayRefusedError("3104", "카카오톡 미사용자")
        self.sent.append(message)
        number = f"{message.channel}-{len(self.sent)}"
        self.states[number] = None
        return number

    def reports(self, numbers):
        return {number: Report(self.states[number], "4000") for number in numbers if number in self.states}


@pytest.fixture
def gateway(settings, monkeypatch):
    settings.PHONE_GATEWAY = f"{__name__}.Gateway"
    for name, value in (("sent", []), ("refused", set()), ("states", {}), ("fault", None)):
        monkeypatch.setattr(Gateway, name, value)
    return Gateway


def queue(key="1", *, template="desk-booked", phone="010-1234-5678", **other):
    said = {"not_before": NOON, "now": NOON, "about": "consultation-7"} | other
    return queue_phone_message(template=template, variables=WORDS, phone=phone, dedupe_key=key, **said)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("010-1234-5678", "01012345678"),
        ("+82 10 1234 5678", "01012345678"),
        ("02) 123-4567", "021234567"),
        ("821012345678", "01012345678"),
        ("1234", ""),
        ("전화 없음", ""),
    ],
)
def test_numbers_are_read_as_people_write_them(written, digits):
    assert phone_digits(written) == digits


def test_only_mobiles_take_texts():
    assert takes_texts("010-1234-5678") is True
    assert takes_texts("02-1234-5678") is False


def test_every_text_is_whole_and_known_to_sms():
    texts = shipped_definitions()["phone_messages"].versions[-1].values
    for template in texts:
        text = phone_text(template, WORDS | {"reason": "공사", "subject": "자금"}, now=NOON)
        assert "#" not in text
        assert text.encode("euc-kr").decode("euc-kr") == text


def test_approved_template_goes_as_alimtalk_and_another_as_sms(gateway):
    queue("1")
    queue("2", template="desk-reminder")
    assert send_due_phone_messages(now=NOON) == (2, 0)
    assert [one.channel for one in gateway.sent] == [Channel.ALIMTALK, Channel.SMS]
    assert gateway.sent[0].to == "01012345678"
    assert "3월 11일 10:00 방문" in gateway.sent[0].text
    message = OutboundMessage.objects.get(dedupe_key="1")
    assert (message.state, message.sent_at, message.gateway_id) == ("sent", NOON, "alimtalk-1")


def test_each_leaves_once_and_not_before_its_time(gateway):
    queue("1", not_before=NOON + timedelta(seconds=1))
    assert queue("1").dedupe_key == "1"
    assert send_due_phone_messages(now=NOON) == (0, 0)
    assert send_due_phone_messages(now=NOON + timedelta(seconds=1)) == (1, 0)
    assert send_due_phone_messages(now=NOON + timedelta(days=1)) == (0, 0)
    assert len(gateway.sent) == 1


def test_mail_and_phone_do_not_send_each_other(gateway, mailoutbox):
    queue("1")
    queue_message(
        template="x",
        subject="s",
        body="b",
        dedupe_key="2",
        not_before=NOON,
        now=NOON,
        address="a@example.org",
    )
    assert send_due_messages(now=NOON) == (1, 0)
    assert send_due_phone_messages(now=NOON) == (1, 0)
    assert (len(mailoutbox), len(gateway.sent)) == (1, 1)


def test_without_a_gateway_or_a_mobile_nothing_is_queued(settings, gateway):
    assert queue("1", phone="02-123-4567") is None
    settings.PHONE_GATEWAY = ""
    assert phone_gateway() is None
    assert queue("2") is None
    assert send_due_phone_messages(now=NOON) == (0, 0)
    assert OutboundMessage.objects.count() == 0


def test_refused_alimtalk_goes_as_an_sms_in_office_hours_once(gateway):
    gateway.refused.add(Channel.ALIMTALK)
    first = queue("1", not_before=NIGHT, now=NIGHT)
    assert send_due_phone_messages(now=NIGHT) == (0, 1)
    first.refresh_from_db()
    stand_in = first.stand_in
    assert (first.state, first.gateway_code, first.error) == ("failed", "3104", "카카오톡 미사용자")
    assert (stand_in.channel, stand_in.body, stand_in.about) == (Channel.SMS, first.body, "consultation-7")
    assert stand_in.not_before == datetime(2026, 3, 11, 0, tzinfo=UTC)
    assert send_due_phone_messages(now=NIGHT) == (0, 0)
    assert send_due_phone_messages(now=stand_in.not_before) == (1, 0)
    assert [one.channel for one in gateway.sent] == [Channel.SMS]


def test_alimtalk_that_did_not_arrive_goes_as_an_sms(gateway):
    first = queue("1")
    send_due_phone_messages(now=NOON)
    assert take_reports(now=NOON) == (0, 0)
    gateway.states["alimtalk-1"] = False
    assert take_reports(now=NOON) == (0, 1)
    assert take_reports(now=NOON) == (0, 0)
    first.refresh_from_db()
    assert (first.state, first.stand_in.state) == (MessageState.FAILED, MessageState.QUEUED)
    send_due_phone_messages(now=NOON)
    gateway.states["sms-2"] = True
    assert take_reports(now=NOON) == (1, 0)
    first.stand_in.refresh_from_db()
    assert (first.stand_in.state, first.stand_in.delivered_at) == (MessageState.DELIVERED, NOON)


def test_sms_that_did_not_arrive_is_not_said_again(gateway):
    queue("1", template="desk-reminder")
    send_due_phone_messages(now=NOON)
    gateway.states["sms-1"] = False
    assert take_reports(now=NOON) == (0, 1)
    assert OutboundMessage.objects.count() == 1


def test_what_is_silent_for_days_is_not_asked_about(gateway):
    queue("1")
    send_due_phone_messages(now=NOON)
    gateway.states["alimtalk-1"] = True
    assert take_reports(now=NOON + timedelta(days=4)) == (0, 0)


def test_gateway_that_is_down_gets_it_later(gateway):
    gateway.fault = GatewayDownError("ConnectError")
    queue("1")
    assert send_due_phone_messages(now=NOON) == (0, 0)
    message = OutboundMessage.objects.get()
    assert (message.state, message.not_before) == (MessageState.QUEUED, NOON + timedelta(minutes=5))
    gateway.fault = None
    assert send_due_phone_messages(now=NOON + timedelta(minutes=5)) == (1, 0)


def test_message_the_gateway_may_have_is_left_to_a_person(gateway):
    gateway.fault = httpx.ReadTimeout("")
    queue("1")
    with pytest.raises(httpx.ReadTimeout):
        send_due_phone_messages(now=NOON)
    gateway.fault = None
    assert send_due_phone_messages(now=NOON + timedelta(days=1)) == (0, 0)
    assert OutboundMessage.objects.get().state == MessageState.CLAIMED


def test_database_refuses_a_stand_in_that_is_no_sms(gateway):
    first = queue("1")
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboundMessage.objects.filter(pk=first.pk).update(stands_in_for=first)


def test_tries_are_counted_for_an_hour_by_kind_and_by_whom():
    for _number in range(3):
        note_attempt(kind="desk-find", who="1.2.3.4", limit=3, now=NOON)
    note_attempt(kind="desk-find", who="1.2.3.5", limit=3, now=NOON)
    note_attempt(kind="desk-book", who="1.2.3.4", limit=3, now=NOON)
    with pytest.raises(RefusedError):
        note_attempt(kind="desk-find", who="1.2.3.4", limit=3, now=NOON)
    note_attempt(kind="desk-find", who="1.2.3.4", limit=3, now=NOON + timedelta(hours=1))
    assert not Attempt.objects.filter(who__contains="1.2.3").exists()
    assert forget_attempts(now=NOON + timedelta(hours=1)) == 5
    assert Attempt.objects.count() == 1
