"""Deadlines moved for an outage, requests for supplements, and the mails that tell of both."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from didim.accounts.models import OutboundMessage, User
from didim.applications.domain.acknowledging import acknowledge_receipts
from didim.applications.domain.deadlines import extend_for_outage, tell_of_extension
from didim.applications.domain.supplements import (
    ask_supplement,
    cancel_supplement,
    give_more_time,
    remind_supplements,
)
from didim.applications.models import Application, DeadlineExtension, Draft, Receipt, SupplementRequest
from didim.applications.queries.periods import intake_period
from didim.kernel.refusals import RefusedError
from didim.programmes.models import Call

from .builders import CLOSES, NOW
from .test_intake import (  # noqa: F401 - fixtures
    MICROSECOND,
    application,
    attach,
    call,
    firm,
    hand_in,
    owner,
    write,
)

pytestmark = pytest.mark.django_db
AFTER = CLOSES + timedelta(hours=2)
HOUR = timedelta(hours=1)


def extend(call: Call, by: User, **changes: Any) -> DeadlineExtension:  # noqa: F811
    given = {
        "outage_began_at": CLOSES - HOUR,
        "outage_ended_at": CLOSES,
        "closes_at": AFTER + 3 * HOUR,
        "reason": "통신 장애로 접속이 안 됨",
        "now": AFTER,
        **changes,
    }
    return extend_for_outage(call=call, by=by, **given)


def test_outage_moves_the_deadline_for_everybody_and_all_are_told(
    application: Application,  # noqa: F811
    owner: User,  # noqa: F811
) -> None:
    extension = extend(application.call, owner)
    period = intake_period(call_id=application.call_id)
    assert period is not None
    assert period.closes_at == extension.closes_at
    hand_in(application, owner, at=extension.closes_at)
    assert tell_of_extension(extension_id=extension.pk, now=AFTER) == 1
    assert tell_of_extension(extension_id=extension.pk, now=AFTER) == 1
    message = OutboundMessage.objects.get(template="deadline-extension")
    assert message.recipient == owner
    assert "통신 장애" in message.body


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"closes_at": CLOSES}, "closes_at"),
        ({"closes_at": AFTER + HOUR - MICROSECOND}, "closes_at"),
        ({"outage_ended_at": CLOSES - 2 * HOUR}, "outage_ended_at"),
        ({"outage_ended_at": AFTER + HOUR}, "outage_ended_at"),
        ({"outage_began_at": CLOSES + MICROSECOND, "outage_ended_at": CLOSES + HOUR}, "outage_began_at"),
    ],
)
def test_extension_that_is_not_fair_is_refused(
    application: Application,  # noqa: F811
    owner: User,  # noqa: F811
    changes: dict[str, datetime],
    field: str,
) -> None:
    with pytest.raises(RefusedError) as refused:
        extend(application.call, owner, **changes)
    assert field in refused.value.by_field()
    assert DeadlineExtension.objects.count() == 0


def test_second_extension_moves_on_from_the_first(application: Application, owner: User) -> None:  # noqa: F811
    first = extend(application.call, owner)
    with pytest.raises(RefusedError):
        extend(application.call, owner, closes_at=first.closes_at)
    later = extend(application.call, owner, closes_at=first.closes_at + HOUR)
    assert intake_period(call_id=application.call_id).closes_at == later.closes_at  # type: ignore[union-attr]


@pytest.fixture
def asked(application: Application, owner: User) -> SupplementRequest:  # noqa: F811
    hand_in(application, owner)
    return ask_supplement(
        application_id=application.pk,
        text="증명서를 다시 내 주세요.",
        slots=["certificate"],
        due_at=AFTER + timedelta(days=3),
        by=owner,
        now=AFTER,
    )


def replace_all(application: Application, owner: User) -> None:  # noqa: F811
    """Change an answer and a file of the draft, past the door that keeps answers shut."""
    Draft.objects.filter(application=application).update(
        answers={"name": "가나상사", "problem": "몰래 고친 글"}, version=9
    )
    application.attachments.all().delete()
    attach(application, owner, name="새 증명서.pdf", sha256="a" * 64)


def test_only_what_was_asked_for_changes(
    application: Application,  # noqa: F811
    owner: User,  # noqa: F811
    asked: SupplementRequest,
) -> None:
    replace_all(application, owner)
    hand_in(application, owner, at=asked.due_at)
    content = json.loads(application.submission.content)
    assert content["kind"] == "supplemented"
    assert content["answers"]["problem"] == "무엇이 문제인가"
    assert [file["name"] for file in content["files"]] == ["새 증명서.pdf"]
    asked.refresh_from_db()
    assert (asked.state, asked.answered_at, asked.submission) == (
        "answered",
        asked.due_at,
        application.submission,
    )
    assert [row.kind for row in Receipt.objects.order_by("number")] == ["submitted", "supplemented"]
    assert application.number == 1


def test_late_supplement_is_refused_until_the_officer_gives_more_time(
    application: Application,  # noqa: F811
    owner: User,  # noqa: F811
    asked: SupplementRequest,
) -> None:
    late = asked.due_at + MICROSECOND
    with pytest.raises(RefusedError, match="마감"):
        hand_in(application, owner, at=late)
    with pytest.raises(RefusedError):
        give_more_time(request_id=asked.pk, due_at=asked.due_at, now=late)
    give_more_time(request_id=asked.pk, due_at=late + HOUR, now=late)
    hand_in(application, owner, at=late)
    assert Receipt.objects.count() == 2


def test_cancelled_request_takes_nothing_more(
    application: Application,  # noqa: F811
    owner: User,  # noqa: F811
    asked: SupplementRequest,
) -> None:
    cancel_supplement(request_id=asked.pk, now=AFTER)
    with pytest.raises(RefusedError, match="마감"):
        hand_in(application, owner, at=AFTER + HOUR)
    with pytest.raises(RefusedError, match="이미 끝난"):
        cancel_supplement(request_id=asked.pk, now=AFTER)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"slots": []}, "slots"),
        ({"slots": ["no such"]}, "slots"),
        ({"due_at": NOW}, "due_at"),
    ],
)
def test_request_that_says_too_little_is_refused(
    application: Application,  # noqa: F811
    owner: User,  # noqa: F811
    changes: dict[str, Any],
    field: str,
) -> None:
    hand_in(application, owner)
    given = {"text": "보완", "slots": ["problem"], "due_at": AFTER + HOUR, **changes}
    with pytest.raises(RefusedError) as refused:
        ask_supplement(application_id=application.pk, by=owner, now=AFTER, **given)
    assert list(refused.value.by_field()) == [field]


def test_firm_is_told_and_reminded_once(asked: SupplementRequest) -> None:
    soon = asked.due_at - HOUR
    for now in (AFTER, soon, soon, soon):
        remind_supplements(now=now)
    told = OutboundMessage.objects.filter(template__startswith="supplement").order_by("id")
    assert [message.template for message in told] == ["supplement-asked", "supplement-reminder"]
    assert "증명서를 다시 내 주세요." in told[0].body


def test_every_receipt_is_acknowledged_once(application: Application, owner: User) -> None:  # noqa: F811
    hand_in(application, owner)
    connection.check_constraints()
    assert [acknowledge_receipts(now=NOW + HOUR) for _ in range(2)] == [1, 0]
    message = OutboundMessage.objects.get()
    assert (message.recipient, Receipt.objects.get().code in message.body) == (owner, True)
