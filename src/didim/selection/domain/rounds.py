"""Rounds of review: made from the published call, filled with applications, panels and reviewers, opened."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.applications.enums import ApplicationState
from didim.applications.models import Application
from didim.engines.scoring import Outcome as ScoredOutcome
from didim.engines.scoring import RoundRule, load_rounds
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError, refuse
from didim.programmes.enums import RevisionState
from didim.programmes.models import Call
from didim.selection.enums import RoundState
from didim.selection.models import (
    Assignment,
    Panel,
    PanelMember,
    Reviewer,
    ReviewRound,
    RoundEntry,
    ScoreSheet,
)
from didim.selection.queries.checks import passed_applications

from .round_terms import terms_of

GOES_ON = frozenset({ScoredOutcome.SHORTLISTED, ScoredOutcome.EXEMPT})


def prepare_round(*, call: Call, number: int, by: User | None, now: datetime) -> ReviewRound:
    """Make the round `number` (from 1) of a published call, with an entry for each application it judges.

    The first round judges the submitted applications that passed their check, a later one those that the
    last score sheet of the round before sends on. RefusedError where the call knows no such round, where it
    is already there, or where the round before is not closed.
    """
    entry = _entry_of(call, number)
    terms = terms_of(entry, on=now.astimezone(SEOUL).date())
    with recorded("prepare_round", by):
        Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if call.review_rounds.filter(number=number).exists():
            raise refuse("", _("이미 만든 평가 차수입니다. 그 차수를 열어 이어서 준비해 주세요."))
        entries = _applications_for(call, number)
        made = ReviewRound.objects.create(
            agency_id=call.agency_id,
            call=call,
            number=number,
            kind=entry["kind"],
            title=entry["name"],
            definition=entry,
            reviewers_each=terms.reviewers,
            is_blind=terms.blind,
            is_panel_shown=terms.shown,
        )
        _enter(made, entries)
        return made


def _entry_of(call: Call, number: int) -> dict[str, Any]:
    revision = call.revisions.filter(state=RevisionState.PUBLISHED).order_by("-number").first()
    if revision is None:
        raise refuse("", _("아직 공고하지 않았습니다. 공고한 뒤에 평가를 준비해 주세요."))
    try:
        load_rounds(revision.rounds)
    except RefusedError as error:
        raise refuse("", _("공고의 평가 절차가 잘못되었습니다: %(why)s") % {"why": str(error)}) from error
    if not 1 <= number <= len(revision.rounds):
        raise refuse("", _("공고에 그런 평가 차수가 없습니다. 공고의 평가 절차를 확인해 주세요."))
    entry: dict[str, Any] = revision.rounds[number - 1]
    return entry


def _applications_for(call: Call, number: int) -> QuerySet[Application]:
    submitted = Application.objects.filter(
        call=call, state=ApplicationState.SUBMITTED, submission__isnull=False
    ).order_by("number", "pk")
    if number == 1:
        return passed_applications(call)
    before = call.review_rounds.filter(number=number - 1).first()
    sheet = ScoreSheet.objects.filter(round=before).order_by("-number").first() if before else None
    if before is None or before.state != RoundState.CLOSED or sheet is None:
        raise refuse("", _("앞 차수를 마감하고 점수표를 만든 뒤에 다음 차수를 준비해 주세요."))
    rows = json.loads(sheet.content)["rows"]
    return submitted.filter(pk__in=[int(row["application"]) for row in rows if row["outcome"] in GOES_ON])


def _enter(review_round: ReviewRound, applications: Iterable[Application]) -> int:
    made = RoundEntry.objects.bulk_create(
        RoundEntry(
            agency_id=review_round.agency_id,
            round=review_round,
            application=one,
            submission_id=one.submission_id,
        )
        for one in applications
        if one.submission_id is not None
    )
    return len(made)


def take_in_entries(*, review_round: ReviewRound, by: User | None) -> int:
    """Enter the applications that may be judged by now and were not yet, before the round opens."""
    with recorded("take_in_entries", by):
        _lock(review_round, RoundState.PREPARING)
        entered = RoundEntry.objects.filter(round=review_round).values("application")
        late = _applications_for(review_round.call, review_round.number).exclude(pk__in=entered)
        return _enter(review_round, late)


def rule_for_reviewers(review_round: ReviewRound) -> RoundRule:
    """Return the part of a round's rule that reviewers need: criteria, weights, steps, quorum.

    What only the whole call can answer (shortlist, ties with earlier rounds) is left out.
    """
    alone = {**review_round.definition, "shortlist": None, "tie_break": ["lot"], "weight": 1}
    (rule,) = load_rounds([alone])
    return rule


def make_panels(*, review_round: ReviewRound, names: Iterable[str], by: User | None) -> list[Panel]:
    """Divide a round into panels (분과) by name, and share its entries out among them in turn, by number."""
    wanted = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    with recorded("make_panels", by):
        _lock(review_round, RoundState.PREPARING)
        for name in wanted:
            Panel.objects.get_or_create(
                round=review_round, name=name, defaults={"agency_id": review_round.agency_id}
            )
        panels = list(Panel.objects.filter(round=review_round).order_by("name", "pk"))
        entries = list(
            RoundEntry.objects.filter(round=review_round).order_by("application__number", "application_id")
        )
        for at, entry in enumerate(entries):
            entry.panel = panels[at % len(panels)] if panels else None
        RoundEntry.objects.bulk_update(entries, ["panel"])
        return panels


def seat_reviewers(
    *,
    review_round: ReviewRound,
    reviewers: Iterable[Reviewer],
    max_load: int,
    min_load: int = 0,
    panel: Panel | None = None,
    by: User | None,
    now: datetime,
) -> list[PanelMember]:
    """Ask reviewers to judge in a round, at most `max_load` applications each; aliases count on (위원 1).

    Who has a seat keeps it. RefusedError where a load makes no sense or the round is closed.
    """
    if not 0 <= min_load <= max_load or not max_load:
        raise refuse("max_load", _("최대 건수를 1건 이상, 최소 건수를 그 이하로 적어 주세요."))
    with recorded("seat_reviewers", by):
        _lock(review_round, RoundState.PREPARING, RoundState.OPEN)
        seated = set(review_round.members.values_list("reviewer_id", flat=True))
        last = len(seated)
        new = [one for one in reviewers if one.pk not in seated]
        return PanelMember.objects.bulk_create(
            PanelMember(
                agency_id=review_round.agency_id,
                round=review_round,
                panel=panel,
                reviewer=one,
                user_id=one.expert.person.user_id,
                alias=f"위원 {last + at}",
                min_load=min_load,
                max_load=max_load,
                invited_at=now,
            )
            for at, one in enumerate(new, 1)
        )


def choose_chair(*, member: PanelMember, by: User | None) -> PanelMember:
    """Make a member the chair of their panel (or of the round without panels) in place of the one before."""
    with recorded("choose_chair", by):
        PanelMember.objects.filter(round=member.round_id, panel=member.panel_id, is_chair=True).update(
            is_chair=False
        )
        member.is_chair = True
        member.save(update_fields=["is_chair"])
        return member


def drop_member(*, member: PanelMember, reason: str, by: User | None, now: datetime) -> int:
    """Let a reviewer leave a round; what is not handed in is given back. Return how many that were.

    Submitted reviews stay. RefusedError without a reason.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise refuse("reason", _("위원을 제외하는 사유를 적어 주세요."))
    with recorded("drop_member", by):
        locked = PanelMember.objects.select_for_update().get(pk=member.pk)
        if locked.dropped_at is not None:
            raise refuse("", _("이미 제외한 위원입니다."))
        locked.dropped_at, locked.drop_reason, locked.is_chair = now, reason[:200], False
        locked.save(update_fields=["dropped_at", "drop_reason", "is_chair"])
        given_back = Assignment.objects.filter(
            round=locked.round_id, reviewer=locked.reviewer_id, ended_at=None
        ).exclude(review__submitted_at__isnull=False)
        return given_back.update(ended_at=now, end_reason=reason[:200])


def open_round(*, review_round: ReviewRound, due_at: datetime, by: User | None, now: datetime) -> ReviewRound:
    """Let reviewers in until `due_at`. RefusedError says how many entries still lack reviewers."""
    if due_at <= now:
        raise refuse("due_at", _("평가 기한이 이미 지났습니다. 앞으로의 시각으로 적어 주세요."))
    with recorded("open_round", by):
        locked = _lock(review_round, RoundState.PREPARING, RoundState.OPEN)
        lacking = entries_lacking(locked)
        if locked.state == RoundState.PREPARING and (not locked.entries.exists() or lacking):
            message = _("배정이 끝나지 않았습니다. 위원이 모자란 신청이 %(count)d건 있습니다.")
            raise refuse("", message % {"count": lacking})
        locked.state, locked.due_at = RoundState.OPEN, due_at
        locked.opens_at = locked.opens_at or now
        locked.save(update_fields=["state", "due_at", "opens_at"])
        return locked


def entries_lacking(review_round: ReviewRound) -> int:
    """Return how many entries have fewer reviewers than the round gives each."""
    judged = (
        Assignment.objects.filter(round=review_round, ended_at=None)
        .values("application")
        .annotate(many=Count("pk"))
        .filter(many__gte=review_round.reviewers_each)
    )
    return review_round.entries.exclude(application__in=judged.values("application")).count()


def _lock(review_round: ReviewRound, *states: RoundState) -> ReviewRound:
    """Return the round as it stands now, locked; RefusedError unless it is in one of the states."""
    locked = (
        ReviewRound.objects.select_for_update(of=("self",)).select_related("call").get(pk=review_round.pk)
    )
    if locked.state not in states:
        said = RoundState(locked.state).label
        raise refuse("", _("지금 상태(%(state)s)에서는 할 수 없는 일입니다.") % {"state": said})
    return locked
