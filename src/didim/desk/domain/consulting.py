"""A counsellor's work on one consultation: begin, write down, prescribe, follow up, finish."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.desk.domain.answers import answer_state, is_running, note_answer_event
from didim.desk.domain.telling import ask_satisfaction
from didim.desk.domain.uses import record_consultation
from didim.desk.domain.video import lead_by_whoever_starts
from didim.desk.enums import (
    AnswerEventKind,
    BookingState,
    ConsultationState,
    NeedState,
    PrescriptionKind,
    TicketState,
)
from didim.desk.models import Booking, Consultation, Counsellor, FollowUp, Prescription, Satisfaction, Ticket
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse
from didim.programmes.models import Notice
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm

BEGINS_FROM = (ConsultationState.REQUESTED, ConsultationState.BOOKED, ConsultationState.WAITING)
_LONGEST_RECORD = 20_000


def _locked(consultation: Consultation) -> Consultation:
    return (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("agency", "enterprise")
        .get(pk=consultation.pk)
    )


@transaction.atomic
def start_consultation(*, consultation: Consultation, counsellor: Counsellor, now: datetime) -> Consultation:
    """Begin a consultation. RefusedError where it was begun or ended, or the counsellor is of elsewhere."""
    locked = _locked(consultation)
    if locked.agency_id != counsellor.agency_id:
        raise refuse("", _("다른 기관의 상담입니다."))
    if locked.state not in BEGINS_FROM:
        raise refuse("", _("이미 시작했거나 끝난 상담입니다."))
    locked.state, locked.started_at, locked.counsellor = ConsultationState.UNDER_WAY, now, counsellor
    locked.save(update_fields=["state", "started_at", "counsellor"])
    lead_by_whoever_starts(consultation=locked, counsellor=counsellor, now=now)
    return locked


@transaction.atomic
def save_record(*, consultation: Consultation, record: str) -> Consultation:
    """Keep what was said so far. RefusedError unless the consultation is under way."""
    locked = _under_way(consultation)
    locked.record = record.strip()[:_LONGEST_RECORD]
    locked.save(update_fields=["record"])
    return locked


def _under_way(consultation: Consultation) -> Consultation:
    locked = _locked(consultation)
    if locked.state != ConsultationState.UNDER_WAY:
        raise refuse("", _("진행 중인 상담이 아닙니다. 먼저 시작해 주세요."))
    return locked


@transaction.atomic
def prescribe(
    *,
    consultation: Consultation,
    kind: PrescriptionKind,
    text: str,
    now: datetime,
    notice: Notice | None = None,
) -> Prescription:
    """Write a prescription. RefusedError without a text, or unless the consultation is under way."""
    locked = _under_way(consultation)
    said = " ".join(text.split())[:300] or (notice.title[:300] if notice else "")
    if not said:
        raise refuse("text", _("처방을 한 문장으로 적어 주세요."))
    return Prescription.objects.create(
        agency_id=locked.agency_id,
        enterprise_id=locked.enterprise_id,
        consultation=locked,
        kind=kind,
        notice=notice,
        text=said,
        written_at=now,
    )


@transaction.atomic
def add_follow_up(
    *, consultation: Consultation, counsellor: Counsellor, what: str, due_on: date, now: datetime
) -> FollowUp:
    """Promise something by a day. RefusedError without words, or for a day that is over."""
    locked = _locked(consultation)
    if locked.state not in {ConsultationState.UNDER_WAY, ConsultationState.FINISHED}:
        raise refuse("", _("시작한 상담에만 후속 조치를 적을 수 있습니다."))
    if not what.strip():
        raise refuse("what", _("무엇을 할지 적어 주세요."))
    if due_on < now.astimezone(SEOUL).date():
        raise refuse("due_on", _("기한은 오늘이나 그 뒤의 날이어야 합니다."))
    return FollowUp.objects.create(
        agency_id=locked.agency_id,
        enterprise_id=locked.enterprise_id,
        consultation=locked,
        counsellor=counsellor,
        what=" ".join(what.split())[:200],
        due_on=due_on,
    )


@transaction.atomic
def finish_follow_up(*, follow_up: FollowUp, outcome: str, now: datetime) -> FollowUp:
    """Say what came of a follow-up. RefusedError without words, or when it was done before."""
    locked = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if locked.done_at is not None:
        raise refuse("", _("이미 마친 후속 조치입니다."))
    if not outcome.strip():
        raise refuse("outcome", _("결과를 적어 주세요."))
    locked.done_at, locked.outcome = now, " ".join(outcome.split())[:300]
    locked.save(update_fields=["done_at", "outcome"])
    return locked


@transaction.atomic
def finish_consultation(
    *, consultation: Consultation, record: str, by: User | None, now: datetime
) -> Consultation:
    """Finish: booking kept, number served, needs met, answered, use and support written, satisfaction asked.

    All of it in one transaction. RefusedError without a record, or unless it is under way.
    """
    locked = _under_way(consultation)
    locked.record = record.strip()[:_LONGEST_RECORD]
    if not locked.record:
        raise refuse("record", _("상담 내용을 적어 주세요. 나중에 같은 설명을 다시 묻지 않기 위해서입니다."))
    locked.state, locked.finished_at = ConsultationState.FINISHED, now
    locked.save(update_fields=["record", "state", "finished_at"])
    Booking.objects.filter(consultation=locked, state=BookingState.BOOKED).update(state=BookingState.KEPT)
    Ticket.objects.filter(consultation=locked, state=TicketState.CALLED).update(state=TicketState.SERVED)
    locked.needs.filter(sent_to=locked.counsellor_id).exclude(state=NeedState.MET).update(
        state=NeedState.MET, met_at=now
    )
    if is_running(answer_state(consultation=locked, at=now)):
        note_answer_event(consultation=locked, kind=AnswerEventKind.ANSWERED, at=now, by=by)
    record_consultation(consultation=locked, by=by, now=now)
    _record(locked, by, now)
    asked, created = Satisfaction.objects.get_or_create(
        consultation=locked,
        defaults={"agency_id": locked.agency_id, "enterprise_id": locked.enterprise_id, "asked_at": now},
    )
    if created:
        ask_satisfaction(asked, now=now)
    return locked


def _record(consultation: Consultation, by: User | None, now: datetime) -> None:
    """Write the support a firm received; a person without a firm has no ledger."""
    if consultation.enterprise is None:
        return
    day = now.astimezone(SEOUL).date()
    topics = [need.get_topic_display() for need in consultation.needs.order_by("pk")]
    record_support(
        agency=consultation.agency,
        enterprise=consultation.enterprise,
        details=SupportDetails(
            form=SupportForm.ADVICE,
            programme_name="상담 창구",
            year=day.year,
            received_on=day,
            detail=", ".join(topics)[:60],
            evidence=consultation.subject[:300],
        ),
        source=RecordSource.DELIVERED,
        reference=f"consultation-{consultation.pk}",
        by=by,
        now=now,
        is_sample=consultation.is_sample,
    )


@transaction.atomic
def answer_satisfaction(
    *, satisfaction: Satisfaction, score: int, comment: str, now: datetime
) -> Satisfaction:
    """Keep what somebody thought of a consultation; once. RefusedError otherwise."""
    locked = Satisfaction.objects.select_for_update(of=("self",)).get(pk=satisfaction.pk)
    if locked.answered_at is not None:
        raise refuse("", _("이미 답해 주셨습니다. 고맙습니다."))
    if score not in range(1, 6):
        raise refuse("score", _("1점에서 5점 가운데 골라 주세요."))
    locked.score, locked.comment, locked.answered_at = score, comment.strip()[:500], now
    locked.save(update_fields=["score", "comment", "answered_at"])
    return locked
