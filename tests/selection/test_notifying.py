"""Letters: one a decision, resumable, with the applicant's own reviews; objections and ratings after them."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from didim.accounts.models import OutboundMessage
from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.kernel.refusals import RefusedError
from didim.registry.models import Person
from didim.selection.domain.committees import convene_for_objections
from didim.selection.domain.disclosing import rank_band
from didim.selection.domain.notifying import send_notices, start_notices, tell_change
from didim.selection.domain.objection_days import due_on, objection_due
from didim.selection.domain.objections import decide_objection, file_objection
from didim.selection.domain.reverse_ratings import QUESTIONS, rate_reviewers
from didim.selection.enums import JobState, NoticeKind, ObjectionState, Outcome, RankBand
from didim.selection.models import (
    CommitteeVote,
    Decision,
    DecisionNotice,
    NoticeJob,
    Objection,
    ReverseRating,
    ReverseRatingBallot,
)
from tests.sign_in import make_firm_member, make_staff, make_user

from .judged import attended, decided, people, reviewed
from .panels import NOW, Judged

pytestmark = pytest.mark.django_db

FIVE = [[96, 92, 88, 92, 96], [80, 84, 80, 84, 88], [60, 64, 60, 64, 68]]


class KilledError(Exception):
    """The worker died."""


def as_bytes(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True).encode()


def told(judged: Judged) -> NoticeJob:
    job = start_notices(call=judged.call, by=make_user("officer@example.org"), now=NOW)
    send_notices(job_id=job.pk, render=as_bytes, now=NOW)
    job.refresh_from_db()
    return job


def test_everybody_is_told_once_with_a_letter_and_a_mail() -> None:
    judged = reviewed(FIVE)
    decided(judged)
    make_firm_member(judged.applications[0].enterprise, email="owner@example.org")
    job = told(judged)
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert Decision.objects.filter(notified_at=NOW).count() == 3
    assert DecisionNotice.objects.filter(kind=NoticeKind.RESULT).count() == 3
    (message,) = OutboundMessage.objects.filter(template="decision-notice")
    assert (message.address, "선정" in message.body) == ("owner@example.org", True)
    with pytest.raises(RefusedError, match="이미 통보"):
        start_notices(call=judged.call, by=make_user("other@example.org"), now=NOW)


def test_killed_job_goes_on_where_it_stopped_and_tells_nobody_twice() -> None:
    judged = reviewed(FIVE)
    decided(judged)
    job = start_notices(call=judged.call, by=make_user("officer@example.org"), now=NOW)
    rendered: list[str] = []

    def dies_at_second(content: dict[str, Any]) -> bytes:
        rendered.append(content["letter_number"])
        if len(rendered) == 2:
            raise KilledError
        return as_bytes(content)

    with pytest.raises(KilledError):
        send_notices(job_id=job.pk, render=dies_at_second, now=NOW)
    assert Decision.objects.exclude(notified_at=None).count() == DecisionNotice.objects.count() == 1
    progress = send_notices(job_id=job.pk, render=as_bytes, now=NOW)
    assert (progress.done, progress.total, progress.ended) == (3, 3, True)
    assert DecisionNotice.objects.values("decision").distinct().count() == 3


def test_letter_shows_own_scores_by_alias_dropped_ones_and_band_guideline_30() -> None:
    judged = reviewed(FIVE)
    decided(judged)
    told(judged)
    notice = DecisionNotice.objects.get(decision__application=judged.applications[0])
    (shown,) = notice.content["rounds"]
    assert [row["alias"] for row in shown["reviewers"]] == [f"위원 {at}" for at in range(1, 6)]
    assert sorted(row["dropped"] for row in shown["reviewers"]) == ["", "", "", "highest", "lowest"]
    assert (shown["mean"], shown["cutoff"], shown["band"]) == ("93.3333", "60", RankBand.UPPER_HALF)
    assert shown["criteria"][0]["scores"] == ["24", "23", "22", "23", "24"]
    assert shown["comments"][0]["criteria"] == {"problem": "고객을 더 만나 보세요."}
    text = json.dumps(notice.content, ensure_ascii=False)
    names = [one.expert.person.name for one in judged.reviewers]
    others = [one.enterprise.name for one in judged.applications[1:]]
    assert [name for name in names + others if name in text] == []


@pytest.mark.parametrize(
    ("rank", "of", "band"),
    [(1, 10, "10"), (2, 10, "25"), (25, 100, "25"), (26, 100, "50"), (76, 100, "100"), (None, 5, "none")],
)
def test_rank_band(rank: int | None, of: int, band: str) -> None:
    assert rank_band(rank, of) == band


@pytest.mark.parametrize(
    ("told_on", "last_day"),
    [
        (date(2026, 3, 4), date(2026, 3, 10)),  # 수 + 6일 = 화
        (date(2026, 3, 2), date(2026, 3, 9)),  # 월 + 6일 = 일 → 월
        (date(2026, 9, 18), date(2026, 9, 28)),  # 6일째가 추석 연휴 → 다음 근무일
    ],
)
def test_six_days_from_the_day_after_the_notice_civil_act_157_161(told_on: date, last_day: date) -> None:
    due = objection_due(notified_at=datetime(told_on.year, told_on.month, told_on.day, 23, 59, tzinfo=SEOUL))
    assert due.day == last_day
    assert due.instant.astimezone(SEOUL).isoformat() == f"{last_day}T23:59:59.999999+09:00"
    assert due_on(last_day, definition=due.definition) == due


def test_days_off_of_the_agency_count_too() -> None:
    closed = WorkingCalendar(days_off=frozenset({date(2026, 3, 10)}))
    assert objection_due(notified_at=datetime(2026, 3, 4, tzinfo=UTC), calendar=closed).day == date(
        2026, 3, 11
    )


def test_objection_is_filed_once_and_in_time() -> None:
    judged = reviewed(FIVE)
    decided(judged)
    owner = make_firm_member(judged.applications[1].enterprise)
    decision = Decision.objects.get(application=judged.applications[1])
    with pytest.raises(RefusedError, match="통보되지"):
        file_objection(decision=decision, text="매출 자료가 빠졌습니다.", by=owner, now=NOW)
    told(judged)
    decision.refresh_from_db()
    with pytest.raises(RefusedError, match="기한"):
        file_objection(
            decision=decision, text="매출 자료가 빠졌습니다.", by=owner, now=NOW + timedelta(days=9)
        )
    objection = file_objection(decision=decision, text="매출 자료가 빠졌습니다.", by=owner, now=NOW)
    assert objection.definition == "objection@2024-01-01"
    with pytest.raises(RefusedError, match="한 번"):
        file_objection(decision=decision, text="다시 한번 봐 주십시오.", by=owner, now=NOW)


def objected(judged: Judged, at: int = 2) -> Objection:
    decided(judged)
    told(judged)
    decision = Decision.objects.get(application=judged.applications[at])
    owner = make_firm_member(decision.enterprise)
    return file_objection(decision=decision, text="매출 자료가 빠졌습니다.", by=owner, now=NOW)


def test_those_who_decided_are_barred_by_the_act_and_by_the_database() -> None:
    judged = reviewed(FIVE)
    objection = objected(judged)
    original = [vote.person for vote in CommitteeVote.objects.order_by("pk")]
    fresh = people(6, start=20)
    reviewer = judged.reviewers[0].expert.person
    committee = convene_for_objections(
        objections=[objection],
        title="이의신청 심의",
        held_at=NOW,
        members=[*fresh, original[0], reviewer],
        chair=fresh[0],
        by=None,
        now=NOW,
    )
    barred = set(committee.votes.exclude(barred_reason="").values_list("person", flat=True))
    assert barred == {original[0].pk, reviewer.pk}
    with pytest.raises(IntegrityError, match="took part"), transaction.atomic():
        CommitteeVote.objects.create(agency=judged.agency, committee=committee, person=original[1])
    with pytest.raises(IntegrityError, match="took part"), transaction.atomic():
        committee.votes.filter(person=reviewer).update(barred_reason="")


def test_upheld_objection_changes_the_decision_and_answers_with_a_letter() -> None:
    judged = reviewed(FIVE)
    objection = objected(judged)
    fresh = people(5, start=20)
    committee = convene_for_objections(
        objections=[objection],
        title="이의신청 심의",
        held_at=NOW,
        members=fresh,
        chair=fresh[0],
        by=None,
        now=NOW,
    )
    attended(committee, present=4, agreeing=3)
    objection = decide_objection(
        objection=objection,
        answer="자료가 확인되어 예비로 바꿉니다.",
        outcome=Outcome.RESERVE,
        render=as_bytes,
        by=make_staff(judged.agency),
        now=NOW,
    )
    decision = Decision.objects.get(pk=objection.decision_id)
    assert (objection.state, decision.outcome, decision.reserve_rank) == (
        ObjectionState.UPHELD,
        Outcome.RESERVE,
        2,
    )
    assert list(decision.events.order_by("pgh_id").values_list("outcome", flat=True))[-2:] == [
        Outcome.REJECTED,
        Outcome.RESERVE,
    ]
    letter = decision.notices.get(kind=NoticeKind.OBJECTION)
    assert (letter.outcome, letter.content["answer"]) == (Outcome.RESERVE, objection.answer)
    assert letter.letter_number.endswith("-2")


def test_dismissed_objection_leaves_the_decision() -> None:
    judged = reviewed(FIVE)
    objection = objected(judged)
    fresh = people(5, start=20)
    committee = convene_for_objections(
        objections=[objection],
        title="이의신청 심의",
        held_at=NOW,
        members=fresh,
        chair=fresh[0],
        by=None,
        now=NOW,
    )
    attended(committee, present=5, agreeing=1)
    staff = make_staff(judged.agency)
    arguments = {"outcome": Outcome.SELECTED, "render": as_bytes, "by": staff, "now": NOW}
    with pytest.raises(RefusedError, match="회신"):
        decide_objection(objection=objection, answer=" ", **arguments)
    objection = decide_objection(objection=objection, answer="점수에 잘못이 없습니다.", **arguments)
    assert (objection.state, objection.decision.outcome) == (ObjectionState.DISMISSED, Outcome.REJECTED)


def test_change_is_told_by_another_letter() -> None:
    judged = reviewed(FIVE)
    decided(judged)
    told(judged)
    decision = Decision.objects.get(outcome=Outcome.RESERVE)
    tell_change(decision=decision, render=as_bytes, now=NOW, by=None)
    assert list(decision.notices.order_by("pk").values_list("kind", flat=True)) == [
        NoticeKind.RESULT,
        NoticeKind.CHANGE,
    ]


def test_rating_is_anonymous_and_given_once() -> None:
    judged = reviewed(FIVE)
    decided(judged)
    told(judged)
    decision = Decision.objects.get(application=judged.applications[0])
    good = dict.fromkeys(QUESTIONS, 5)
    points = {"위원 1": good, "위원 2": dict.fromkeys(QUESTIONS, 2), "위원 3": {}}
    assert rate_reviewers(decision=decision, round_=judged.round, points=points) == 2
    columns = {field.name for field in ReverseRating._meta.fields}
    assert columns == {"agency", "round", "reviewer", "key", "points"}
    assert ReverseRatingBallot.objects.get().application == judged.applications[0]
    with pytest.raises(RefusedError, match="한 번"):
        rate_reviewers(decision=decision, round_=judged.round, points=points)
    other = Decision.objects.get(application=judged.applications[1])
    for wrong in ({"위원 9": good}, {"위원 1": {**good, "fairness": 6}}, {}):
        with pytest.raises(RefusedError):
            rate_reviewers(decision=other, round_=judged.round, points=wrong)
    assert Person.objects.filter(name__startswith="평가자").count() == 5
