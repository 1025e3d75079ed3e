"""The three ways a reviewer comes not to judge an application: by rule, by challenge, by own wish.

Each is an event of its own (제척·기피·회피). One that holds ends the assignment; what is then lacking is
drawn anew with the least change (assigning.reassign).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.models import Application
from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.kernel.refusals import refuse
from didim.selection.enums import RecusalKind, RecusalState, ReviewState, RoundState
from didim.selection.models import Assignment, PanelMember, Recusal, Review, ReviewRound

from .conflicts import conflicts_of
from .round_terms import terms_of

STANDING = (RecusalState.ASKED, RecusalState.UPHELD)
# Stands in the assignment, in the language of records.
_ENDED_BY = {RecusalKind.AUTOMATIC: "제척", RecusalKind.CHALLENGED: "기피", RecusalKind.SELF: "회피"}


@dataclass(frozen=True, slots=True)
class Found:
    """How many pairs a search for conflicts excluded by rule, and how many somebody has to look at."""

    excluded: int
    to_look_at: int


def record_conflicts(*, review_round: ReviewRound, by: User | None, now: datetime) -> Found:
    """Search a round for conflicts and record each pair found, once: excluded by rule, or to be looked at.

    What a rule excludes holds at once and ends an assignment that is there. What an officer has decided
    before stays decided; grounds that are new are added to what is still open.
    """
    found = conflicts_of(review_round, on=now.astimezone(SEOUL).date())
    with recorded("record_conflicts", by):
        ReviewRound.objects.select_for_update(no_key=True).get(pk=review_round.pk)
        known = {
            (row.reviewer_id, row.application_id): row
            for row in Recusal.objects.filter(round=review_round, kind=RecusalKind.AUTOMATIC)
        }
        new: list[Recusal] = []
        more: list[Recusal] = []
        for one in found:
            row = known.get((one.reviewer, one.application))
            if row is not None and (row.state != RecusalState.ASKED or row.grounds == one.grounds):
                continue
            row = row or Recusal(
                agency_id=review_round.agency_id,
                round=review_round,
                application_id=one.application,
                reviewer_id=one.reviewer,
                kind=RecusalKind.AUTOMATIC,
                asked_at=now,
                asked_by=by,
            )
            row.grounds = one.grounds
            row.state = RecusalState.UPHELD if one.bars else RecusalState.ASKED
            row.decided_at = now if one.bars else None
            (new if row.pk is None else more).append(row)
        Recusal.objects.bulk_create(new)
        Recusal.objects.bulk_update(more, ["grounds", "state", "decided_at"])
        for row in (*new, *more):
            if row.state == RecusalState.UPHELD:
                _end_assignment(row, now)
    excluded = sum(row.state == RecusalState.UPHELD for row in (*new, *more))
    return Found(excluded, len(new) + len(more) - excluded)


def show_panel(*, review_round: ReviewRound, by: User | None, now: datetime) -> ReviewRound:
    """Show applicants who is on the panel; from now on they may challenge somebody, for the days of the call.

    The last day ends at midnight in Seoul (민법 제157조: the first day does not count).
    """
    with recorded("show_panel", by):
        locked = ReviewRound.objects.select_for_update().get(pk=review_round.pk)
        if locked.state == RoundState.CLOSED or not locked.members.exists():
            raise refuse("", _("위원이 없거나 마감한 차수입니다. 위원을 정한 뒤에 공개해 주세요."))
        today = now.astimezone(SEOUL).date()
        days = terms_of(locked.definition, on=today).challenge_days
        last = WorkingCalendar().add_working_days(today, days)
        locked.is_panel_shown = True
        locked.challenge_until = datetime.combine(last + timedelta(days=1), time(), SEOUL)
        locked.save(update_fields=["is_panel_shown", "challenge_until"])
        return locked


def challenge_reviewer(
    *, application: Application, member_id: int, reason: str, by: User, now: datetime
) -> Recusal:
    """Record that an applicant asks that a reviewer not judge their application (기피), with the reason.

    Whether `by` may speak for the firm is asked by the caller. RefusedError outside the time for it, without
    a reason, or the second time.
    """
    reason = reason.strip()
    shortest = 10
    if len(reason) < shortest:
        raise refuse("reason", _("공정한 평가를 기대하기 어려운 까닭을 열 자 이상으로 적어 주세요."))
    # A firm sees no seats: only whether this one may be challenged is asked, and only this event is written.
    with scoped(SYSTEM), recorded("challenge_reviewer", by):
        seat = (
            PanelMember.objects.select_related("round")
            .filter(pk=member_id, dropped_at=None, round__entries__application=application)
            .first()
        )
        if seat is None or not seat.round.is_panel_shown:
            raise refuse("member", _("이 신청을 평가하는 위원이 아닙니다. 화면을 새로 고쳐 확인해 주세요."))
        until = seat.round.challenge_until
        if until is None or now >= until or seat.round.state == RoundState.CLOSED:
            raise refuse("", _("기피 신청 기간이 아닙니다."))
        recusal, made = Recusal.objects.get_or_create(
            round_id=seat.round_id,
            application=application,
            reviewer_id=seat.reviewer_id,
            kind=RecusalKind.CHALLENGED,
            defaults={
                "agency_id": application.agency_id,
                "state": RecusalState.ASKED,
                "reason": reason,
                "asked_at": now,
                "asked_by": by,
            },
        )
        if not made:
            raise refuse("member", _("이 위원에 대한 기피 신청은 이미 접수되었습니다."))
        return recusal


def decide_recusal(*, recusal: Recusal, state: RecusalState, reason: str, by: User, now: datetime) -> Recusal:
    """Uphold or dismiss what was asked, with a reason; an upheld one ends the assignment."""
    reason = reason.strip()
    if not reason:
        raise refuse("reason", _("결정한 사유를 적어 주세요."))
    if state not in (RecusalState.UPHELD, RecusalState.DISMISSED):
        raise refuse("state", _("인정과 기각 가운데 하나를 골라 주세요."))
    with recorded("decide_recusal", by):
        locked = Recusal.objects.select_for_update().get(pk=recusal.pk)
        if locked.state != RecusalState.ASKED:
            raise refuse("", _("이미 결정한 건입니다. 화면을 새로 고쳐 확인해 주세요."))
        locked.state, locked.decision_reason = state, reason
        locked.decided_at, locked.decided_by = now, by
        locked.save(update_fields=["state", "decision_reason", "decided_at", "decided_by"])
        if state == RecusalState.UPHELD:
            _end_assignment(locked, now)
        return locked


def recuse_oneself(*, assignment: Assignment, reason: str, by: User, now: datetime) -> Recusal:
    """Record that a reviewer will not judge what they were given (회피); it holds at once.

    RefusedError without a reason, after the review was handed in, or when somebody else asks.
    """
    reason = reason.strip()
    if not reason:
        raise refuse("reason", _("회피하는 사유를 적어 주세요. 예: 전 직장 동료가 대표로 있음"))
    with recorded("recuse_oneself", by):
        locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if locked.reviewer_user_id != by.pk or locked.ended_at is not None:
            raise refuse("", _("지금 맡고 있는 평가가 아닙니다."))
        if Review.objects.filter(assignment=locked, state=ReviewState.SUBMITTED).exists():
            raise refuse("", _("이미 제출한 평가입니다. 담당자에게 알려 주세요."))
        recusal, _made = Recusal.objects.get_or_create(
            round_id=locked.round_id,
            application_id=locked.application_id,
            reviewer_id=locked.reviewer_id,
            kind=RecusalKind.SELF,
            defaults={
                "agency_id": locked.agency_id,
                "state": RecusalState.UPHELD,
                "reason": reason,
                "asked_at": now,
                "asked_by": by,
                "decided_at": now,
            },
        )
        _end_assignment(recusal, now)
        return recusal


def pledge(*, member: PanelMember, by: User, now: datetime) -> PanelMember:
    """Record that a reviewer pledges secrecy and fairness; only then anything is shown to them."""
    with recorded("pledge", by):
        locked = PanelMember.objects.select_for_update().get(pk=member.pk)
        if locked.user_id != by.pk or locked.dropped_at is not None:
            raise refuse("", _("이 차수의 위원이 아닙니다."))
        if locked.pledged_at is None:
            locked.pledged_at = now
            locked.save(update_fields=["pledged_at"])
        return locked


def _end_assignment(recusal: Recusal, now: datetime) -> None:
    Assignment.objects.filter(
        round=recusal.round_id,
        application=recusal.application_id,
        reviewer=recusal.reviewer_id,
        ended_at=None,
    ).update(ended_at=now, end_reason=_ENDED_BY[RecusalKind(recusal.kind)])
