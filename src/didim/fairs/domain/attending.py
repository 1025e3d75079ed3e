"""The day of a fair: who arrived, which meetings were held, who did not come."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.enums import ChangeKind, FairState, MeetingState, ParticipantState
from didim.fairs.models import FairSlot, Meeting, MeetingChange, Participant
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse
from didim.registry.domain.firms import relate_firm
from didim.registry.enums import RelationKind
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm

LONGEST_REASON = 200
_HELD_FROM = (MeetingState.PLANNED, MeetingState.NO_SHOW)


def check_in(*, participant: Participant, now: datetime) -> Participant:
    """Note that somebody arrived; said again the first time stays.

    RefusedError for whoever does not take part, and on a day on which the fair is not held.
    """
    with transaction.atomic():
        locked = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
        if locked.state != ParticipantState.ACCEPTED:
            raise refuse("", _("참가가 확정되지 않은 참가자입니다."))
        today = now.astimezone(SEOUL).date()
        if not FairSlot.objects.filter(fair=locked.fair_id, starts_at__date=today).exists():
            raise refuse("", _("오늘은 상담회가 열리는 날이 아닙니다."))
        if locked.checked_in_at is None:
            locked.checked_in_at = now
            locked.save(update_fields=["checked_in_at"])
        return locked


def take_back_check_in(*, participant: Participant) -> Participant:
    """Undo an arrival that was noted by mistake."""
    with transaction.atomic():
        locked = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
        locked.checked_in_at = None
        locked.save(update_fields=["checked_in_at"])
        return locked


def locked_meeting(meeting: Meeting) -> Meeting:
    """Return a meeting as it stands now, kept from others until the transaction ends."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("fair__agency", "fair__programme", "partner", "firm", "enterprise", "table")
        .get(pk=meeting.pk)
    )


def hold_meeting(*, meeting: Meeting, by: User | None, now: datetime) -> Meeting:
    """Say that a meeting took place; the firm's support is written in the same transaction, once.

    What was taken for a no-show is held after all. The ledger is the fair's agency's, whichever of its
    hosts, or of both sides, says so. RefusedError before the meeting begins, and for a cancelled one.
    """
    with scoped(SYSTEM), recorded("hold_meeting", by):
        locked = locked_meeting(meeting)
        if locked.state == MeetingState.DONE:
            return locked
        if locked.state not in _HELD_FROM:
            raise refuse("", _("취소했거나 아직 공개하지 않은 상담입니다."))
        _refuse_early(locked, now)
        before = locked.state
        locked.state, locked.end_reason, locked.absent = MeetingState.DONE, "", None
        try:
            with transaction.atomic():
                locked.save(update_fields=["state", "end_reason", "absent"])
        except IntegrityError as error:
            sentence = _("그 시간에 다른 상담이 잡혀 있어 상담한 것으로 바꿀 수 없습니다.")
            raise refuse("", sentence) from error
        note_mark(locked, ChangeKind.DONE, before, by, now, said="")
        _write_support(locked, by, now)
        return locked


def mark_no_show(
    *, meeting: Meeting, absent: Participant, reason: str, by: User | None, now: datetime
) -> Meeting:
    """Say that one side did not come; its time and table are free again.

    RefusedError before the meeting begins, for one that is not planned, or for somebody of elsewhere.
    """
    with scoped(SYSTEM), recorded("mark_no_show", by):
        locked = locked_meeting(meeting)
        if locked.state != MeetingState.PLANNED:
            raise refuse("", _("예정된 상담만 ‘오지 않음’으로 적을 수 있습니다."))
        _refuse_early(locked, now)
        if absent.pk not in (locked.partner_id, locked.firm_id):
            raise refuse("absent", _("이 상담의 참가자를 골라 주세요."))
        said = " ".join(reason.split())[:LONGEST_REASON]
        if not said:
            raise refuse("reason", _("오지 않은 사정을 적어 주세요. 모르면 ‘연락 없음’이라고 적습니다."))
        locked.state, locked.end_reason, locked.absent = MeetingState.NO_SHOW, said, absent
        locked.save(update_fields=["state", "end_reason", "absent"])
        note_mark(locked, ChangeKind.NO_SHOW, MeetingState.PLANNED, by, now, said=said)
        return locked


def _refuse_early(meeting: Meeting, now: datetime) -> None:
    if now < meeting.starts_at:
        raise refuse("", _("아직 시작하지 않은 상담입니다."))
    if meeting.fair.state == FairState.CALLED_OFF:
        raise refuse("", _("취소된 상담회입니다."))


def note_mark(
    meeting: Meeting, kind: ChangeKind, before: str, by: User | None, now: datetime, *, said: str
) -> None:
    """Write down that a meeting was marked, by whom and why."""
    MeetingChange.objects.create(
        agency_id=meeting.agency_id,
        meeting=meeting,
        kind=kind,
        at=now,
        by=by,
        reason=said,
        before={"state": before},
        after={"state": meeting.state},
    )


def support_reference(meeting: Meeting) -> str:
    """Return under what the ledger knows a meeting."""
    return f"fair-meeting-{meeting.pk}"


def programme_name(meeting: Meeting) -> str:
    """Return under which name results and support of a fair are counted: its programme's, else its own."""
    fair = meeting.fair
    return fair.programme.name if fair.programme else fair.name


def _write_support(meeting: Meeting, by: User | None, now: datetime) -> None:
    """Write what the firm received, whose agency knows it from now on; who looks for work has no ledger."""
    if meeting.enterprise is None:
        return
    relate_firm(agency=meeting.fair.agency, enterprise=meeting.enterprise, kind=RelationKind.CASE, now=now)
    fair, day = meeting.fair, meeting.starts_at.astimezone(SEOUL).date()
    other = meeting.firm if meeting.partner.enterprise_id == meeting.enterprise_id else meeting.partner
    meeting.support_record = record_support(
        agency=fair.agency,
        enterprise=meeting.enterprise,
        details=SupportDetails(
            form=SupportForm.MARKET,
            programme_name=programme_name(meeting),
            programme_id=fair.programme_id,
            year=day.year,
            received_on=day,
            # Who looks for work is named nowhere outside the fair.
            detail="" if other.is_person else other.name[:60],
            evidence=fair.name,
        ),
        source=RecordSource.DELIVERED,
        reference=support_reference(meeting),
        by=by,
        now=now,
        is_sample=fair.is_sample,
    )
    meeting.save(update_fields=["support_record"])
