from dataclasses import replace
from datetime import date, timedelta

import pytest

from didim.accounts.models import OutboundMessage
from didim.fairs.domain.hiring import (
    WorkSaid,
    apply_for_work,
    change_work,
    close_work,
    decide_application,
    invite_to_interview,
    post_work,
    withdraw_application,
)
from didim.fairs.enums import ApplicationState, FairState, ParticipantState, RequestState, Side
from didim.fairs.models import MeetingRequest
from didim.kernel.refusals import RefusedError
from didim.outcomes.models import Observation
from tests.fairs.attending.conftest import BEGINS

SAID = WorkSaid(
    "제빵사", "빵 반죽과 굽기", "한빛시 중앙로", 2, BEGINS + timedelta(days=3), wage_from_won=30_000_000
)
LATER = BEGINS + timedelta(days=30)


@pytest.fixture
def employer(job_fair, take_part, make_firm):
    return take_part(job_fair, Side.PARTNER, enterprise=make_firm("한빛제과"), email="hr@hanbit.example")


@pytest.fixture
def seeker(job_fair, take_part):
    return take_part(job_fair, name="이구직", is_person=True, email="lee@seek.example")


@pytest.fixture
def posting(employer, now):
    return post_work(employer=employer, said=SAID, by=None, now=now)


@pytest.fixture
def application(posting, seeker, now):
    return apply_for_work(
        posting=posting, applicant=seeker, letter="빵을 좋아합니다", career="", by=None, now=now
    )


def fields(refused):
    return [problem.field for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"duties": ""}, "duties"),
        ({"places": 0}, "places"),
        ({"closes_at": BEGINS}, "closes_at"),
        ({"wage_to_won": 1}, "wage_to_won"),
    ],
)
def test_work_that_cannot_be_is_refused_where_it_is_wrong(employer, now, wrong, field):
    with pytest.raises(RefusedError) as refused:
        post_work(employer=employer, said=replace(SAID, **wrong), by=None, now=now)
    assert fields(refused) == [field]


def test_only_who_hires_at_a_job_fair_offers_work(innovation_fair, take_part, seeker, now):
    for somebody in (seeker, take_part(innovation_fair, Side.PARTNER)):
        with pytest.raises(RefusedError):
            post_work(employer=somebody, said=SAID, by=None, now=now)


def test_application_reaches_those_who_hire_once(application, posting, seeker, now):
    assert list(OutboundMessage.objects.values_list("address", "subject")) == [
        ("hr@hanbit.example", "[채용 박람회] 새 지원이 들어왔습니다")
    ]
    with pytest.raises(RefusedError):
        apply_for_work(posting=posting, applicant=seeker, letter="또", career="", by=None, now=now)


def test_who_withdrew_may_apply_again(application, posting, seeker, now):
    withdraw_application(application=application, by=None, now=LATER)
    again = apply_for_work(posting=posting, applicant=seeker, letter="다시", career="", by=None, now=now)
    assert again.state == ApplicationState.APPLIED


def test_application_is_refused_late_without_a_letter_and_for_closed_work(posting, seeker, now):
    for letter, at in (("늦음", SAID.closes_at + timedelta(minutes=1)), (" ", now)):
        with pytest.raises(RefusedError):
            apply_for_work(posting=posting, applicant=seeker, letter=letter, career="", by=None, now=at)
    close_work(posting=posting, by=None)
    with pytest.raises(RefusedError):
        apply_for_work(posting=posting, applicant=seeker, letter="저요", career="", by=None, now=now)
    with pytest.raises(RefusedError):
        change_work(posting=posting, said=SAID, by=None, now=now)


def test_interview_is_a_meeting_both_want(application, employer, seeker, now):
    kept = invite_to_interview(application=application, by=None, now=now)
    assert kept.state == ApplicationState.INTERVIEW
    assert list(MeetingRequest.objects.values_list("partner", "firm", "side", "state")) == [
        (employer.pk, seeker.pk, Side.PARTNER, RequestState.ACCEPTED)
    ]


def test_interview_is_not_planned_for_who_withdraws_or_is_answered_already(
    application, employer, seeker, now
):
    for end in (
        lambda row: withdraw_application(application=row, by=None, now=now),
        lambda row: decide_application(application=row, hired=False, answer="", by=None, now=now),
    ):
        invite_to_interview(application=application, by=None, now=now)
        end(application)
        assert set(MeetingRequest.objects.values_list("state", flat=True)) == {RequestState.WITHDRAWN}
        application.state, application.decided_at = ApplicationState.APPLIED, None
        application.save()


def test_interview_stands_while_there_is_other_work_to_talk_of(application, employer, seeker, now):
    other = post_work(employer=employer, said=replace(SAID, title="포장"), by=None, now=now)
    second = apply_for_work(posting=other, applicant=seeker, letter="저요", career="", by=None, now=now)
    for row in (application, second):
        invite_to_interview(application=row, by=None, now=now)
    decide_application(application=application, hired=False, answer="", by=None, now=now)
    assert MeetingRequest.objects.get().state == RequestState.ACCEPTED
    decide_application(application=second, hired=False, answer="", by=None, now=now)
    assert MeetingRequest.objects.get().state == RequestState.WITHDRAWN


def test_interview_after_publishing_is_left_to_the_agency(application, job_fair, now):
    job_fair.state, job_fair.published_at = FairState.PUBLISHED, now
    job_fair.save()
    with pytest.raises(RefusedError):
        invite_to_interview(application=application, by=None, now=now)
    application.refresh_from_db()
    assert application.state == ApplicationState.APPLIED


def test_hire_counts_as_a_new_job_of_the_firm_also_after_the_fair(application, employer, job_fair):
    job_fair.state = FairState.CLOSED
    job_fair.save()
    with pytest.raises(RefusedError) as refused:
        decide_application(application=application, hired=True, answer="", by=None, now=LATER)
    assert fields(refused) == ["starts_on"]
    decide_application(
        application=application,
        hired=True,
        answer="함께해요",
        by=None,
        now=LATER,
        starts_on=date(2027, 1, 4),
    )
    row = Observation.objects.select_related("indicator").get()
    assert (row.indicator.code, row.value, row.enterprise_id) == ("new_jobs", 1, employer.enterprise_id)
    assert (
        OutboundMessage.objects.filter(address="lee@seek.example").get().subject.endswith("합격을 축하합니다")
    )


def test_decided_application_stays_decided(application):
    decide_application(application=application, hired=False, answer="", by=None, now=LATER)
    assert not Observation.objects.exists()
    with pytest.raises(RefusedError):
        decide_application(
            application=application, hired=True, answer="", by=None, now=LATER, starts_on=date(2027, 1, 4)
        )
    with pytest.raises(RefusedError):
        withdraw_application(application=application, by=None, now=LATER)


def test_who_was_not_accepted_cannot_apply(posting, job_fair, take_part, now):
    waiting = take_part(job_fair, name="대기자", is_person=True, state=ParticipantState.APPLIED)
    with pytest.raises(RefusedError):
        apply_for_work(posting=posting, applicant=waiting, letter="저요", career="", by=None, now=now)
