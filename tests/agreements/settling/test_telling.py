"""Firms are told of each decision about their money, once, in office hours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from didim.accounts.models import OutboundMessage
from didim.agreements.domain.checking import (
    check_expenditure,
    reject_expenditure,
    release_expenditure,
    return_expenditure,
)
from didim.agreements.domain.settling.recoveries import allow_instalments, cancel_recovery, find_overdue
from didim.agreements.domain.settling.reminding import remind_firms
from didim.agreements.domain.settling.reports import extend_use_report, return_use_report
from didim.agreements.domain.settling.sanctions import lift_sanction
from didim.kernel.calendar import SEOUL
from tests.agreements.spending import NOW, approved, make_agreement, owner_of, requested
from tests.applications.builders import make_firm

from .building import LATER, officer_of, opened, paid_agreement, render, reported, settled_agreement, spent
from .test_recoveries import LATE, paid, told
from .test_sanctions import excluded, warned

pytestmark = pytest.mark.django_db


def letters(agreement, what):
    """Return subjects of one kind of letter to the firm's owner, oldest first."""
    rows = OutboundMessage.objects.filter(template=f"agreement-{what}", recipient=owner_of(agreement))
    return [row.subject.partition(":")[0] for row in rows.order_by("pk")]


def test_every_decision_on_an_expenditure_is_told():
    agreement = make_agreement()
    officer = officer_of(agreement)
    answer = {"answer": "견적서를 더해 주세요.", "by": officer, "now": NOW}
    return_expenditure(expenditure=requested(agreement), **answer)
    reject_expenditure(expenditure=requested(agreement), **answer)
    release_expenditure(expenditure=approved(agreement, officer), **answer)
    spent(agreement)
    assert letters(agreement, "expenditure") == [
        "집행 신청을 보완해 주세요",
        "집행 신청을 승인하지 않았습니다",
        "집행 신청을 승인했습니다",
        "집행 신청을 보완해 주세요",
        "집행 신청을 승인했습니다",
        "집행 금액을 지급했습니다",
    ]
    returned = OutboundMessage.objects.filter(template="agreement-expenditure").order_by("pk")[0]
    assert returned.body.endswith("견적서를 더해 주세요.")
    assert "800,000원" in returned.body


def test_nothing_is_told_of_a_check_that_decides_nothing():
    agreement = make_agreement()
    check_expenditure(expenditure=requested(agreement), by=None, now=NOW)
    assert letters(agreement, "expenditure") == []


def test_settlement_asks_for_reports_and_says_when_their_days_are_extended():
    agreement = paid_agreement()
    extend_use_report(settlement=opened(agreement), by=officer_of(agreement), now=LATER)
    assert letters(agreement, "reports") == ["정산 보고를 내 주세요"] * 2


def test_confirmed_settlement_says_what_goes_back():
    assert letters(settled_agreement(), "settlement") == ["정산을 확정했습니다"]
    assert "13,440,000원" in OutboundMessage.objects.get(template="agreement-settlement").body


def test_use_report_sent_back_says_why():
    agreement = paid_agreement()
    return_use_report(settlement=reported(agreement), reason="이자 증빙", by=officer_of(agreement), now=LATER)
    assert OutboundMessage.objects.get(template="agreement-settlement").body == "이자 증빙"


def test_recovery_is_told_at_each_of_its_steps():
    agreement = settled_agreement()
    officer = officer_of(agreement)
    cancel_recovery(recovery=told(agreement), reason="금액 정정", by=officer, now=LATER)
    recovery = told(agreement)
    allow_instalments(recovery=recovery, count=2, render=render, by=officer, now=LATER)
    assert [find_overdue(now=LATE), find_overdue(now=LATE)] == [1, 1]
    paid(recovery, 13_440_000, "A", now=LATE)
    assert letters(agreement, "recovery") == [
        "환수를 고지합니다",
        "환수 고지를 취소했습니다",
        "환수를 고지합니다",
        "환수금을 나누어 낼 수 있습니다",
        "환수금 납부 기한이 지났습니다",
        "환수금을 모두 받았습니다",
    ]


def test_measure_is_told_when_it_is_decided_lifted_and_over():
    agreement = make_agreement()
    warned(agreement)
    (bar,) = excluded(agreement, abandoned=None)
    day_after = datetime.combine(bar.ends_on + timedelta(days=1), datetime.min.time(), SEOUL)
    for _again in range(2):
        remind_firms(now=day_after)
    assert letters(agreement, "sanction-end") == ["참여제한이 끝났습니다"]
    lift_sanction(sanction=bar, reason="이의 인용", by=officer_of(agreement), now=LATER)
    assert letters(agreement, "sanction") == ["제재를 알려 드립니다"] * 2 + ["제재를 해제했습니다"]


def test_reminders_come_once_a_week_before_in_office_hours():
    agreement = settled_agreement()
    recovery = told(agreement)
    other = paid_agreement(agency=agreement.agency, firm=make_firm("을", serial=3), call=agreement.call)
    opened(other)
    # Due on 7 December and 31 December 2026; the nightly job runs before anybody is at work.
    for day in (29, 30):
        remind_firms(now=datetime(2026, 11, day, 17, 30, tzinfo=UTC))
    for day in (23, 24, 25):
        remind_firms(now=datetime(2026, 12, day, 17, 30, tzinfo=UTC))
    assert letters(other, "report-due") == ["정산 보고 기한이 다가옵니다"]
    assert letters(agreement, "recovery-due") == ["환수금 납부 기한이 다가옵니다"]
    sent = OutboundMessage.objects.get(template="agreement-recovery-due").not_before.astimezone(SEOUL)
    assert (sent.date(), sent.hour) == (date(2026, 12, 24), 9)
    assert "13,440,000원" in OutboundMessage.objects.get(template="agreement-recovery-due").body
    paid(recovery, 13_440_000, "A")
    remind_firms(now=datetime(2026, 12, 26, 3, 0, tzinfo=UTC))
    assert letters(agreement, "recovery-due") == ["환수금 납부 기한이 다가옵니다"]
