"""Telling reviewers that there is something to judge, and those who are late, once a day, that it is due."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from didim.accounts.domain.messages import queue_message
from didim.accounts.models import OutboundMessage
from didim.kernel.calendar import SEOUL, WorkingCalendar, next_office_instant
from didim.kernel.refusals import RefusedError
from didim.selection.enums import ReviewState, RoundState
from didim.selection.models import Assignment, PanelMember, ReviewRound, RoundEntry

from .assigning import redraw
from .rounds import entries_lacking

_FILLED = "빠진 자리 자동 재배정"


def tell_reviewers(*, now: datetime, site: str) -> int:
    """Queue a message to each reviewer with work in an open round: once at its start, daily once it is late.

    Only in office hours; `site` is the address of the installation. Return how many are late.
    """
    if not WorkingCalendar().in_office_hours(now):
        return 0
    late = 0
    for member, left in _with_work(now):
        review_round = member.round
        with override("ko"):
            words = {
                "agency": review_round.agency.name,
                "call": review_round.call.title,
                "round": review_round.title,
                "left": left,
                "link": f"{site}{reverse('review:desk', args=[review_round.pk])}",
                "due": review_round.due_at.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M")
                if review_round.due_at
                else "-",
            }
            is_late = review_round.due_at is not None and review_round.due_at <= now
            _queue(member, words, now, is_late=is_late)
        late += is_late
    return late


def _with_work(now: datetime) -> Iterator[tuple[PanelMember, int]]:
    """Yield the members of open rounds who have something left to hand in, with how much."""
    left = Count("pk", filter=~Q(review__state=ReviewState.SUBMITTED) | Q(review__isnull=True))
    rows = (
        Assignment.objects.filter(round__state=RoundState.OPEN, round__opens_at__lte=now, ended_at=None)
        .order_by()
        .values_list("round", "reviewer")
        .annotate(left=left)
        .filter(left__gt=0)
    )
    wanted = {(review_round, reviewer): many for review_round, reviewer, many in rows}
    members = PanelMember.objects.filter(
        round__in={review_round for review_round, _reviewer in wanted},
        user__is_active=True,
        dropped_at=None,
    ).select_related("round__call", "round__agency", "user")
    for member in members.order_by("pk"):
        if many := wanted.get((member.round_id, member.reviewer_id)):
            yield member, many


def _queue(member: PanelMember, words: dict[str, object], now: datetime, *, is_late: bool) -> None:
    if is_late:
        day = now.astimezone(SEOUL).date().isoformat()
        subject = _("평가 기한이 지났습니다: %(call)s")
        body = _("%(round)s의 평가 %(left)d건이 남아 있습니다. 기한은 %(due)s였습니다.\n\n%(link)s")
        key = f"review-late:{member.pk}:{day}"
    else:
        subject = _("평가할 신청이 있습니다: %(call)s")
        body = _("%(agency)s에서 %(round)s의 신청 %(left)d건을 맡겼습니다. 기한은 %(due)s입니다.\n\n%(link)s")
        key = f"review-opened:{member.pk}"
    queue_message(
        template="review-late" if is_late else "review-opened",
        subject=subject % words,
        body=body % words,
        dedupe_key=key,
        not_before=now,
        now=now,
        recipient=member.user,
    )


def tell_applicants_of_panels(*, now: datetime, site: str) -> int:
    """Queue a message to the members of each applicant whose panel may be challenged now, once.

    Return how many messages that made.
    """
    entries = RoundEntry.objects.filter(
        round__is_panel_shown=True, round__challenge_until__gt=now
    ).select_related("round__call", "application__enterprise")
    keys = {f"panel-shown:{entry.round_id}:{entry.application_id}": entry for entry in entries}
    made = 0
    for key, entry in keys.items():
        for member in entry.application.enterprise.members.select_related("user").order_by("pk"):
            mine = f"{key}:{member.user_id}"
            if OutboundMessage.objects.filter(dedupe_key=mine).exists() or not member.user.is_active:
                continue
            until = entry.round.challenge_until
            with override("ko"):
                words = {
                    "call": entry.round.call.title,
                    "until": until.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M") if until else "-",
                    "link": f"{site}{reverse('portal:application-panel', args=[entry.application_id])}",
                }
                queue_message(
                    template="panel-shown",
                    subject=_("평가위원 구성을 공개했습니다: %(call)s") % words,
                    body=_("기피할 위원이 있으면 %(until)s까지 신청해 주세요.\n\n%(link)s") % words,
                    dedupe_key=mine,
                    not_before=next_office_instant(now, WorkingCalendar()),
                    now=now,
                    recipient=member.user,
                )
            made += 1
    return made


def fill_open_seats(*, now: datetime) -> int:
    """Reassign, with the least change, what recusals and drop-outs left open in open rounds.

    Return how many rounds were filled; one that cannot be is left to its officer.
    """
    filled = 0
    for review_round in ReviewRound.objects.filter(state=RoundState.OPEN).order_by("pk"):
        if not entries_lacking(review_round):
            continue
        try:
            redraw(review_round=review_round, reason=_FILLED, by=None, now=now)
        except RefusedError:
            continue
        filled += 1
    return filled
