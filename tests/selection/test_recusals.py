from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError
from didim.registry.models import Enterprise, EnterpriseMember, Person
from didim.selection.domain import recusals
from didim.selection.domain.conflicts import conflicts_of
from didim.selection.enums import RecusalKind, RecusalState, TieKind, TieSource
from didim.selection.models import Assignment, Recusal, Review, Reviewer, Tie
from tests.sign_in import LONG_AGO, make_firm_member, make_user

from .panels import NOW, TODAY, Judged, make_enterprise, make_judged

pytestmark = pytest.mark.django_db


def person_of(reviewer: Reviewer) -> Person:
    return reviewer.expert.person


def tie(kind: TieKind, person: Person | None = None, firm: Enterprise | None = None, **ends: object) -> Tie:
    return Tie.objects.create(
        kind=kind, person=person, enterprise=firm, source=TieSource.DECLARED, recorded_at=NOW, **ends
    )


def found_in(judged: Judged) -> list[tuple[int, int, bool, list[str]]]:
    """Return the conflicts by the places of reviewer and application in the round."""
    reviewers = [one.pk for one in judged.reviewers]
    applications = [one.pk for one in judged.applications]
    return [
        (
            reviewers.index(one.reviewer),
            applications.index(one.application),
            one.bars,
            [ground["key"] for ground in one.grounds],
        )
        for one in conflicts_of(judged.round, on=TODAY)
    ]


def test_round_without_ties_has_no_conflicts() -> None:
    assert found_in(make_judged()) == []


def test_ties_accounts_and_words_are_found() -> None:
    judged = make_judged(applications=4)
    firms = [one.enterprise for one in judged.applications]
    me, you, third = (person_of(one) for one in judged.reviewers)
    tie(TieKind.ADVISED, me, firms[0], since=date(2025, 3, 2))
    wife = Person.objects.create(name="배우자")
    tie(TieKind.FAMILY, me, other_person=wife)
    tie(TieKind.REPRESENTS, wife, firms[1])
    EnterpriseMember.objects.create(enterprise=firms[2], user=you.user, role="member", since=LONG_AGO)
    Enterprise.objects.filter(pk=firms[3].pk).update(name="주식회사 라마바", representative_name=you.name)
    Person.objects.filter(pk=third.pk).update(affiliation="㈜라마바")
    assert found_in(judged) == [
        (0, 0, True, ["advised"]),
        (0, 1, True, ["family_represents"]),
        (1, 2, True, ["account"]),
        (1, 3, False, ["same_name"]),
        (2, 3, False, ["affiliation"]),
    ]


def test_employer_with_the_same_representative_is_looked_at() -> None:
    judged = make_judged()
    led = {"representative_name": "김대표", "representative_birth_date": date(1980, 5, 1)}
    employer = make_enterprise(**led)
    Enterprise.objects.filter(pk=judged.applications[1].enterprise_id).update(**led)
    tie(TieKind.EMPLOYED, person_of(judged.reviewers[2]), employer)
    assert found_in(judged) == [(2, 1, False, ["same_representative"])]


def test_each_edge_names_its_ends_source_and_article() -> None:
    judged = make_judged()
    firm, me = judged.applications[0].enterprise, person_of(judged.reviewers[0])
    declared = tie(TieKind.OWNS, me, firm, note="지분 5%")
    (conflict,) = conflicts_of(judged.round, on=TODAY)
    assert conflict.grounds == [
        {
            "key": "owns",
            "bars": True,
            "article": "평가 지침 제9조",
            "article_en": "Evaluation guideline, art. 9",
            "label": "평가대상의 지분 보유",
            "label_en": "Owns a part of the firm",
            "definition": "conflicts@2024-01-01",
            "edges": [
                {
                    "kind": "owns",
                    "from": me.name,
                    "to": firm.name,
                    "since": None,
                    "until": None,
                    "source": "declared",
                    "note": "지분 5%",
                    "tie": declared.pk,
                }
            ],
        }
    ]


def test_conflicts_take_the_same_queries_for_more_pairs() -> None:
    counts = []
    for many in (1, 3):
        judged = make_judged(applications=many, reviewers=many)
        for application in judged.applications:
            for reviewer in judged.reviewers:
                tie(TieKind.OWNS, person_of(reviewer), application.enterprise)
        with CaptureQueriesContext(connection) as captured:
            found = conflicts_of(judged.round, on=TODAY)
        counts.append((len(found), len(captured)))
    (one, queries), (nine, same) = counts
    assert (one, nine) == (1, 9)
    assert queries == same


def test_automatic_recusal_is_recorded_with_grounds_and_ends_the_assignment() -> None:
    judged = make_judged()
    tie(TieKind.OWNS, person_of(judged.reviewers[0]), judged.applications[0].enterprise)
    own = judged.assignment(0, 0)
    found = recusals.record_conflicts(review_round=judged.round, by=None, now=NOW)
    assert (found.excluded, found.to_look_at) == (1, 0)
    recusal = Recusal.objects.get()
    assert (recusal.kind, recusal.state) == (RecusalKind.AUTOMATIC, RecusalState.UPHELD)
    assert recusal.grounds[0]["article"] == "평가 지침 제9조"
    own.refresh_from_db()
    assert (own.ended_at, own.end_reason) == (NOW, "제척")


def test_what_is_only_alike_waits_for_an_officer() -> None:
    judged = make_judged()
    name = person_of(judged.reviewers[0]).name
    Enterprise.objects.filter(pk=judged.applications[0].enterprise_id).update(representative_name=name)
    found = recusals.record_conflicts(review_round=judged.round, by=None, now=NOW)
    assert (found.excluded, found.to_look_at) == (0, 1)
    assert judged.assignment(0, 0).ended_at is None
    recusal, officer = Recusal.objects.get(), make_user("officer@example.org")
    recusals.decide_recusal(
        recusal=recusal, state=RecusalState.DISMISSED, reason="동명이인", by=officer, now=NOW
    )
    # What was decided stays decided, however often one searches.
    again = recusals.record_conflicts(review_round=judged.round, by=None, now=NOW)
    assert (again.excluded, again.to_look_at) == (0, 0)


def test_panel_shown_opens_the_days_of_the_call() -> None:
    judged = make_judged()
    shown = recusals.show_panel(review_round=judged.round, by=None, now=NOW)
    # Friday 20 November 2026 and three working days: to the end of Wednesday.
    assert shown.challenge_until == datetime(2026, 11, 26, tzinfo=SEOUL)


def challenge(judged: Judged, now: datetime = NOW, reason: str = "작년에 저희와 소송을 했습니다") -> Recusal:
    application = judged.applications[0]
    member = EnterpriseMember.objects.filter(enterprise=application.enterprise).first()
    by = member.user if member else make_firm_member(application.enterprise)
    return recusals.challenge_reviewer(
        application=application, member_id=judged.members[0].pk, reason=reason, by=by, now=now
    )


def test_challenge_upheld_ends_the_assignment() -> None:
    judged = make_judged(is_panel_shown=True, challenge_until=NOW + timedelta(days=1))
    recusal = challenge(judged)
    assert (recusal.kind, recusal.state) == (RecusalKind.CHALLENGED, RecusalState.ASKED)
    assert judged.assignment(0, 0).ended_at is None
    officer = make_user("officer@example.org")
    recusals.decide_recusal(
        recusal=recusal, state=RecusalState.UPHELD, reason="판결문 확인", by=officer, now=NOW
    )
    ended = Assignment.objects.get(reviewer=judged.reviewers[0], application=judged.applications[0])
    assert ended.end_reason == "기피"
    with pytest.raises(RefusedError):
        recusals.decide_recusal(
            recusal=recusal, state=RecusalState.DISMISSED, reason="다시", by=officer, now=NOW
        )


def test_challenge_in_the_second_the_time_ends_is_late() -> None:
    judged = make_judged(is_panel_shown=True, challenge_until=NOW)
    with pytest.raises(RefusedError, match="기간"):
        challenge(judged)


def test_challenge_of_a_panel_not_shown_is_refused() -> None:
    judged = make_judged(challenge_until=NOW + timedelta(days=1))
    with pytest.raises(RefusedError):
        challenge(judged)


def test_challenge_without_reason_or_twice_is_refused() -> None:
    judged = make_judged(is_panel_shown=True, challenge_until=NOW + timedelta(days=1))
    with pytest.raises(RefusedError):
        challenge(judged, reason="그냥")
    challenge(judged)
    with pytest.raises(RefusedError, match="이미"):
        challenge(judged)


def test_reviewers_own_recusal_holds_at_once() -> None:
    judged = make_judged()
    own = judged.assignment(0, 0)
    recusal = recusals.recuse_oneself(
        assignment=own, reason="지도 학생의 기업", by=judged.members[0].user, now=NOW
    )
    assert (recusal.kind, recusal.state) == (RecusalKind.SELF, RecusalState.UPHELD)
    own.refresh_from_db()
    assert (own.ended_at, own.end_reason) == (NOW, "회피")


def test_nobody_recuses_for_somebody_else() -> None:
    judged = make_judged()
    with pytest.raises(RefusedError):
        recusals.recuse_oneself(
            assignment=judged.assignment(0, 0), reason="대신", by=judged.members[1].user, now=NOW
        )


def test_no_recusal_after_the_review_was_handed_in() -> None:
    judged = make_judged()
    own = judged.assignment(0, 0)
    Review.objects.create(
        agency=judged.agency,
        round=judged.round,
        assignment=own,
        application=own.application,
        reviewer=own.reviewer,
        state="submitted",
        total=80,
        updated_at=NOW,
        submitted_at=NOW,
    )
    with pytest.raises(RefusedError):
        recusals.recuse_oneself(assignment=own, reason="늦음", by=judged.members[0].user, now=NOW)


def test_three_kinds_stand_beside_one_another() -> None:
    judged = make_judged(is_panel_shown=True, challenge_until=NOW + timedelta(days=1))
    tie(TieKind.OTHER, person_of(judged.reviewers[0]), judged.applications[0].enterprise)
    recusals.record_conflicts(review_round=judged.round, by=None, now=NOW)
    challenge(judged)
    recusals.recuse_oneself(
        assignment=judged.assignment(0, 0), reason="의심을 피하려고", by=judged.members[0].user, now=NOW
    )
    assert sorted(Recusal.objects.values_list("kind", flat=True)) == ["automatic", "challenged", "self"]


def test_pledge_is_given_once_by_the_member() -> None:
    judged = make_judged(pledged=False)
    member = judged.members[0]
    with pytest.raises(RefusedError):
        recusals.pledge(member=member, by=judged.members[1].user, now=NOW)
    recusals.pledge(member=member, by=member.user, now=NOW)
    again = recusals.pledge(member=member, by=member.user, now=NOW + timedelta(days=1))
    assert again.pledged_at == NOW
