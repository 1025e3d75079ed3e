"""Taking back what was marked by mistake: a meeting that was not held after all, or somebody who did come."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.domain.attending import LONGEST_REASON, locked_meeting, note_mark
from didim.fairs.domain.deals import withdraw_counted
from didim.fairs.domain.locking import lock_fair
from didim.fairs.enums import ChangeKind, DealStage, FairState, MeetingState
from didim.fairs.models import Deal, Meeting
from didim.kernel.refusals import refuse
from didim.support.domain.recording import withdraw_support


def take_back_mark(*, meeting: Meeting, reason: str, by: User | None, now: datetime) -> Meeting:
    """Let a meeting be planned again that was marked as held, or as missed, by mistake.

    What the firm seemed to have received leaves the ledger; a deal is lost and what was counted of it counts
    no longer. Records that were written stay, and so does the history of it all. RefusedError without a
    reason, for a meeting that is not marked, and where its time or table is somebody else's by now.
    """
    said = " ".join(reason.split())[:LONGEST_REASON]
    if not said:
        raise refuse("reason", _("표시를 취소하는 까닭을 적어 주세요."))
    with scoped(SYSTEM), recorded("take_back_mark", by):
        lock_fair(meeting.fair, firms=[meeting.enterprise_id])
        locked = locked_meeting(meeting)
        before = locked.state
        if before not in (MeetingState.DONE, MeetingState.NO_SHOW):
            raise refuse("", _("상담했거나 오지 않은 것으로 적은 상담만 표시를 취소할 수 있습니다."))
        if locked.fair.state == FairState.CALLED_OFF:
            raise refuse("", _("취소된 상담회입니다."))
        _give_up_deal(locked, said, by, now)
        line, locked.support_record = locked.support_record, None
        locked.state, locked.end_reason, locked.absent = MeetingState.PLANNED, "", None
        try:
            with transaction.atomic():
                locked.save(update_fields=["state", "end_reason", "absent", "support_record"])
        except IntegrityError as error:
            sentence = _("그 시간에 다른 상담이 잡혀 있어 예정으로 되돌릴 수 없습니다.")
            raise refuse("", sentence) from error
        if line is not None:
            withdraw_support(record=line, reason=said, by=by)
        note_mark(locked, ChangeKind.UNMARKED, before, by, now, said=said)
        return locked


def _give_up_deal(meeting: Meeting, said: str, by: User | None, now: datetime) -> None:
    deal = Deal.objects.select_for_update(of=("self",)).filter(meeting=meeting).first()
    if deal is None:
        return
    withdraw_counted(deal, reason=said, by=by, now=now)
    deal.stage, deal.support_record = DealStage.LOST, None
    deal.save(update_fields=["stage", "support_record"])
