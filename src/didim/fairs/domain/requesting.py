"""Asking for meetings: both sides ask, the other side accepts or declines, both say when they cannot come.

The order and the deadlines follow KOTRA's matching fairs (FAQ of innogatekorea.kotra.biz, read 2026-11):
browse, ask, answer, block times; what nobody answered by the last day still counts as asked from one side.
"""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.domain.telling import fair_name, tell_participant
from didim.fairs.enums import FairState, ParticipantState, RequestState, Side
from didim.fairs.models import Absence, Fair, FairSlot, MeetingRequest, Participant
from didim.kernel.refusals import refuse

MESSAGE_LENGTH = 1000


def ask_meeting(
    *, asker: Participant, other: Participant, message: str, by: User | None, now: datetime
) -> MeetingRequest:
    """Ask somebody of the other side for a meeting; they are told.

    Where they have asked already, also where that was declined, both requests are accepted: both want it.
    RefusedError after the last day for asking, for somebody who does not take part, and the second time.
    """
    with scoped(SYSTEM), recorded("ask_meeting", by):
        rows = _locked(asker, other)
        asker, other = rows[asker.pk], rows[other.pk]
        fair = asker.fair
        if fair.state != FairState.OPEN or now > fair.request_until:
            raise refuse("", _("상담 신청을 받는 때가 아닙니다."))
        accepted = all(row.state == ParticipantState.ACCEPTED for row in (asker, other))
        if not accepted or asker.fair_id != other.fair_id or asker.side == other.side:
            raise refuse("", _("이 상담회에서 만날 수 없는 상대입니다."))
        partner, firm = (asker, other) if asker.side == Side.PARTNER else (other, asker)
        between = MeetingRequest.objects.filter(partner=partner, firm=firm).exclude(
            state=RequestState.WITHDRAWN
        )
        if between.filter(side=asker.side).exists():
            raise refuse("", _("이미 상담을 신청한 상대입니다."))
        asked = between.filter(side=other.side, state__in=[*_UNANSWERED, RequestState.DECLINED])
        both = bool(asked.update(state=RequestState.ACCEPTED, answered_at=now, answer=""))
        both = both or between.filter(side=other.side, state=RequestState.ACCEPTED).exists()
        request = MeetingRequest.objects.create(
            agency_id=fair.agency_id,
            fair=fair,
            partner=partner,
            firm=firm,
            side=asker.side,
            message=message.strip()[:MESSAGE_LENGTH],
            state=RequestState.ACCEPTED if both else RequestState.SENT,
            sent_at=now,
            sent_by=by,
            answered_at=now if both else None,
        )
        _tell_of_request(request, other, asker, now=now)
        return request


def answer_request(
    *, request: MeetingRequest, accept: bool, answer: str, by: User | None, now: datetime
) -> MeetingRequest:
    """Accept or decline what the other side asked; an acceptance can be taken back until the last day.

    The asker is told. RefusedError after the last day for answers, and for one that is withdrawn.
    """
    with scoped(SYSTEM), recorded("answer_request", by):
        kept = _locked_request(request)
        fair = kept.fair
        if fair.state != FairState.OPEN or now > fair.answer_until:
            raise refuse("", _("수락과 거절을 받는 때가 아닙니다."))
        answerable = {RequestState.SENT} if accept else {RequestState.SENT, RequestState.ACCEPTED}
        if kept.state not in answerable:
            raise refuse("", _("이미 답했거나 취소된 신청입니다."))
        asker, other = _sides(kept)
        if not accept:
            # Who asked for the same meeting and now declines it does not want it any more.
            same = MeetingRequest.objects.filter(partner=kept.partner, firm=kept.firm, side=other.side)
            same.filter(state__in=[*_UNANSWERED, RequestState.ACCEPTED]).update(
                state=RequestState.WITHDRAWN, answered_at=now
            )
        kept.state = RequestState.ACCEPTED if accept else RequestState.DECLINED
        kept.answered_at, kept.answer = now, answer.strip()[:300]
        kept.save(update_fields=["state", "answered_at", "answer"])
        _tell_of_answer(kept, asker, other, now=now)
        return kept


def withdraw_request(*, request: MeetingRequest, by: User | None, now: datetime) -> MeetingRequest:
    """Take back what one asked, until the last day for answers. RefusedError after it."""
    with scoped(SYSTEM), recorded("withdraw_request", by):
        kept = _locked_request(request)
        if kept.fair.state != FairState.OPEN or now > kept.fair.answer_until:
            raise refuse("", _("상담 신청을 취소할 수 있는 때가 아닙니다. 주관기관에 연락해 주세요."))
        if kept.state not in (RequestState.SENT, RequestState.ACCEPTED):
            raise refuse("", _("이미 답했거나 취소된 신청입니다."))
        kept.state, kept.answered_at = RequestState.WITHDRAWN, now
        kept.save(update_fields=["state", "answered_at"])
        return kept


def want_meeting(
    *, partner: Participant, firm: Participant, by: User | None, now: datetime
) -> MeetingRequest:
    """Make a meeting one that both want, because of what the partner said elsewhere (an interview, a task).

    RefusedError once the plan is published: from then on the agency arranges meetings.
    """
    with scoped(SYSTEM), recorded("want_meeting", by):
        rows = _locked(partner, firm)
        fair = rows[partner.pk].fair
        if fair.state not in (FairState.OPEN, FairState.SCHEDULING):
            raise refuse("", _("일정이 공개된 뒤에는 주관기관에 상담을 부탁해 주세요."))
        between = MeetingRequest.objects.filter(partner=partner, firm=firm)
        between = between.exclude(state=RequestState.WITHDRAWN)
        standing = between.order_by("sent_at", "pk").first()
        if standing is None:
            return MeetingRequest.objects.create(
                agency_id=fair.agency_id,
                fair=fair,
                partner=rows[partner.pk],
                firm=rows[firm.pk],
                side=Side.PARTNER,
                state=RequestState.ACCEPTED,
                sent_at=now,
                sent_by=by,
                answered_at=now,
            )
        between.update(state=RequestState.ACCEPTED, answered_at=now)
        standing.refresh_from_db()
        return standing


def unwant_meeting(*, partner: Participant, firm: Participant, by: User | None, now: datetime) -> int:
    """Take back what `want_meeting` made, because of what was said elsewhere; return how many requests.

    What the firm asked by itself stands. Once the plan is published so does the meeting: a side cancels it.
    """
    with scoped(SYSTEM), recorded("unwant_meeting", by):
        if _locked(partner, firm)[partner.pk].fair.state not in (FairState.OPEN, FairState.SCHEDULING):
            return 0
        made = MeetingRequest.objects.filter(
            partner=partner, firm=firm, side=Side.PARTNER, state=RequestState.ACCEPTED
        )
        return made.update(state=RequestState.WITHDRAWN, answered_at=now)


def set_absences(
    *,
    participant: Participant,
    slots: Collection[int],
    by: User | None,
    now: datetime,
    by_staff: bool = False,
) -> int:
    """Say in which slots (their keys) a participant cannot be met; return in how many.

    What was said before is replaced. Participants say it until the last day for answers, staff until the
    plan is published. RefusedError after that, and where no slot would be left.
    """
    with scoped(SYSTEM), recorded("set_absences", by):
        kept = _locked(participant)[participant.pk]
        fair = kept.fair
        open_to_all = fair.state in (FairState.DRAFT, FairState.OPEN) and now <= fair.answer_until
        open_to_staff = fair.state in (FairState.DRAFT, FairState.OPEN, FairState.SCHEDULING)
        if not (open_to_staff if by_staff else open_to_all):
            raise refuse(
                "slots", _("나올 수 없는 시간을 고칠 수 있는 때가 아닙니다. 주관기관에 연락해 주세요.")
            )
        known = set(FairSlot.objects.filter(fair=fair).values_list("pk", flat=True))
        away = known & set(slots)
        if known and away == known:
            raise refuse("slots", _("모든 시간에 나올 수 없다면 참가를 취소해 주세요."))
        said = Absence.objects.filter(participant=kept)
        said.exclude(slot__in=away).delete()
        new = away - set(said.values_list("slot_id", flat=True))
        Absence.objects.bulk_create(
            Absence(agency_id=kept.agency_id, participant=kept, slot_id=slot) for slot in sorted(new)
        )
        return len(away)


def expire_requests(*, now: datetime) -> int:
    """Close the answers of fairs whose last day for them has passed; return how many requests had none.

    Such a fair is then being scheduled. What expired still counts as a wish of the side that asked.
    """
    expired = 0
    over = Fair.objects.filter(state=FairState.OPEN, answer_until__lt=now).order_by("pk")
    for number in list(over.values_list("pk", flat=True)):
        with recorded("expire_requests", None):
            fair = over.select_for_update(no_key=True).filter(pk=number).first()
            if fair is None:
                continue
            sent = MeetingRequest.objects.filter(fair=fair, state=RequestState.SENT)
            expired += sent.update(state=RequestState.EXPIRED, answered_at=now)
            fair.state = FairState.SCHEDULING
            fair.save(update_fields=["state"])
    return expired


_UNANSWERED = (RequestState.SENT, RequestState.EXPIRED)


def _locked(*participants: Participant) -> dict[int, Participant]:
    """Return the rows with their fair, locked in the order of their numbers."""
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).select_related("fair", "user")
    numbers = [row.pk for row in participants]
    return {row.pk: row for row in rows.filter(pk__in=numbers).order_by("pk")}


def _locked_request(request: MeetingRequest) -> MeetingRequest:
    # Both sides of a meeting act on the same two rows: whoever comes second waits at the participants.
    _locked(request.partner, request.firm)
    rows = MeetingRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("fair", "partner__fair", "partner__user", "firm__fair", "firm__user").get(
        pk=request.pk
    )


def _sides(request: MeetingRequest) -> tuple[Participant, Participant]:
    """Return who asked, and who was asked."""
    if request.side == Side.PARTNER:
        return request.partner, request.firm
    return request.firm, request.partner


def _tell_of_request(request: MeetingRequest, told: Participant, asker: Participant, *, now: datetime) -> int:
    def say() -> tuple[str, str]:
        words = {"fair": fair_name(told), "who": called(asker, told), "message": request.message}
        if request.state == RequestState.ACCEPTED:
            subject = gettext("[%(fair)s] %(who)s도 상담을 신청했습니다") % words
            body = gettext("서로 상담을 신청했으므로 먼저 일정이 정해집니다.\n\n%(message)s") % words
        else:
            subject = gettext("[%(fair)s] %(who)s에서 상담을 신청했습니다") % words
            body = gettext("디딤의 상담회 화면에서 수락하거나 거절해 주세요.\n\n%(message)s") % words
        return subject, body

    return tell_participant(told, template="fair-request", say=say, key=f"{request.pk}", now=now)


def _tell_of_answer(request: MeetingRequest, told: Participant, other: Participant, *, now: datetime) -> int:
    def say() -> tuple[str, str]:
        words = {"fair": fair_name(told), "who": called(other, told), "answer": request.answer}
        if request.state == RequestState.ACCEPTED:
            subject = gettext("[%(fair)s] %(who)s에서 상담을 수락했습니다") % words
            body = gettext("일정이 공개되면 다시 알려 드립니다.\n\n%(answer)s") % words
        else:
            subject = gettext("[%(fair)s] %(who)s에서 상담을 거절했습니다") % words
            body = gettext("다른 상대를 살펴보고 상담을 신청할 수 있습니다.\n\n%(answer)s") % words
        return subject, body

    key = f"{request.pk}:{request.state}"
    return tell_participant(told, template="fair-answer", say=say, key=key, now=now)


def called(who: Participant, reader: Participant) -> str:
    """Return what a participant is called for somebody who reads Korean, or does not."""
    return who.name if reader.language == "ko" else who.name_en or who.name
