"""A plan becomes public: drafts are planned, everybody who takes part is told their own day."""

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.domain.announcing import tell_of_plan
from didim.fairs.domain.locking import lock_fair
from didim.fairs.domain.video import keep_room
from didim.fairs.enums import FairState, MeetingState, ParticipantState
from didim.fairs.models import Fair, Meeting, Participant
from didim.kernel.refusals import refuse


def publish_plan(*, fair: Fair, by: User | None, now: datetime) -> int:
    """Publish the drafts of a fair; return how many messages were queued.

    Everybody who takes part is told, also those without a meeting. RefusedError before answers are in, for a
    fair that is public or over, and without a single meeting.
    """
    with scoped(SYSTEM), recorded("publish_plan", by):
        fair = lock_fair(fair)
        if fair.state == FairState.OPEN and now < fair.answer_until:
            raise refuse("", _("수락·거절 마감이 지나야 일정을 공개할 수 있습니다."))
        if fair.state not in (FairState.OPEN, FairState.SCHEDULING):
            raise refuse("", _("이미 공개했거나 끝난 상담회입니다."))
        drafts = Meeting.objects.filter(fair=fair, state=MeetingState.DRAFT)
        if not drafts.exists():
            raise refuse("", _("공개할 상담이 없습니다. 일정을 먼저 계산해 주세요."))
        if drafts.filter(starts_at__lte=now).exists():
            raise refuse("", _("이미 지난 시간에 놓인 상담이 있습니다. 그 상담을 옮기거나 취소해 주세요."))
        drafts.update(state=MeetingState.PLANNED)
        fair.state, fair.published_at = FairState.PUBLISHED, now
        fair.save(update_fields=["state", "published_at"])
        _open_rooms(fair, by, now)
        return _tell_everybody(fair, now)


def _open_rooms(fair: Fair, by: User | None, now: datetime) -> None:
    rows = Meeting.objects.filter(fair=fair, state=MeetingState.PLANNED, table__is_video=True)
    for one in rows.select_related("fair__agency", "partner", "firm", "table").order_by("pk"):
        keep_room(meeting=one, by=by, now=now)


def _tell_everybody(fair: Fair, now: datetime) -> int:
    own: dict[int, list[Meeting]] = defaultdict(list)
    rows = Meeting.objects.filter(fair=fair, state=MeetingState.PLANNED)
    for one in rows.select_related("partner", "firm", "table").order_by("starts_at", "pk"):
        own[one.partner_id].append(one)
        own[one.firm_id].append(one)
    people = Participant.objects.filter(fair=fair, state=ParticipantState.ACCEPTED)
    people = people.select_related("user", "fair").prefetch_related("people").order_by("pk")
    return sum(tell_of_plan(one, own[one.pk], now=now) for one in people)
