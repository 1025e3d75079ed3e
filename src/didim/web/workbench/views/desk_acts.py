"""What a counsellor does: start, write down, prescribe, answer, hand on, call, finish."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.desk.domain.booking import cancel_booking, miss_booking
from didim.desk.domain.consulting import (
    add_follow_up,
    finish_consultation,
    finish_follow_up,
    prescribe,
    save_record,
    start_consultation,
)
from didim.desk.domain.intake import hand_on_need
from didim.desk.domain.telling import tell_of_ended_booking
from didim.desk.domain.threads import answer_request, ask_more, reply
from didim.desk.domain.tickets import call_next, leave_ticket
from didim.desk.enums import DeskSide, PrescriptionKind
from didim.desk.models import Booking, Consultation, Counsellor
from didim.desk.queries.access import (
    access_booking,
    access_consultation,
    access_counter,
    access_follow_up,
    access_need,
    access_ticket,
)
from didim.desk.queries.preparation import preparation_for
from didim.desk.rules import DESK_ROLES, DESK_STAFF
from didim.kernel.refusals import RefusedError, refuse
from didim.web.components.act_page import act_page
from didim.web.components.refusals import done
from didim.web.workbench.forms import desk as forms
from didim.web.workbench.views.boards import today
from didim.web.workbench.views.desk import consultation_page, own_counsellor

READ_AND_WRITE = require_http_methods(["GET", "POST"])


def _opened(request: HttpRequest, consultation_id: int) -> Consultation:
    return access_consultation(
        actor=request.actor, consultation_id=consultation_id, task=_("상담 진행"), roles=DESK_ROLES
    )


def _counsellor(request: HttpRequest, row: Consultation) -> Counsellor:
    me = own_counsellor(request, row.agency)
    if me is None:
        raise refuse("", _("상담사로 등록되어 있지 않습니다. 창구 설정에서 먼저 등록해 주세요."))
    return me


def _do(request: HttpRequest, row: Consultation, act: Callable[[], object], said: str) -> HttpResponse:
    """Run an act of a consultation's page and lead back there; refused, show why with 422."""
    try:
        act()
    except RefusedError as refusal:
        row.refresh_from_db()
        return consultation_page(request, row, problems=[str(problem) for problem in refusal.problems])
    messages.success(request, said)
    return redirect("workbench:consultation", row.pk)


@guarded(DESK_STAFF)
@require_POST
def start(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Begin a consultation."""
    row = _opened(request, consultation_id)

    def act() -> None:
        start_consultation(consultation=row, counsellor=_counsellor(request, row), now=timezone.now())

    return _do(request, row, act, _("상담을 시작했습니다."))


@guarded(DESK_STAFF)
@require_POST
def record(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Keep what was said; with go=finish the consultation ends."""
    row = _opened(request, consultation_id)
    said = request.POST.get("record", "")
    if request.POST.get("go") != "finish":
        return _do(request, row, lambda: save_record(consultation=row, record=said), _("저장했습니다."))
    return _do(
        request,
        row,
        lambda: finish_consultation(consultation=row, record=said, by=request.user, now=timezone.now()),
        _("상담을 마치고 지원이력에 적었습니다."),
    )


@guarded(DESK_STAFF)
@require_POST
def prescription(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Write a prescription."""
    row = _opened(request, consultation_id)
    prepared = preparation_for(actor=request.actor, consultation=row, today=today(), now=timezone.now())
    notices = [notice.pk for notice in prepared.notices] if prepared else []
    form = forms.PrescriptionForm(request.POST, notices=notices)

    def act(said: dict[str, Any]) -> None:
        prescribe(
            consultation=row,
            kind=PrescriptionKind(said["kind"]),
            text=said["text"],
            notice=said["notice"],
            now=timezone.now(),
        )

    if not done(form, act):
        return consultation_page(request, row, prescription_form=form)
    messages.success(request, _("처방을 적었습니다."))
    return redirect("workbench:consultation", row.pk)


@guarded(DESK_STAFF)
@require_POST
def follow_up(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Promise something by a day."""
    row = _opened(request, consultation_id)
    form = forms.FollowUpForm(request.POST)

    def act(said: dict[str, Any]) -> None:
        add_follow_up(consultation=row, counsellor=_counsellor(request, row), now=timezone.now(), **said)

    if not done(form, act):
        return consultation_page(request, row, follow_up_form=form)
    messages.success(request, _("후속 조치를 적었습니다."))
    return redirect("workbench:consultation", row.pk)


@guarded(DESK_STAFF)
@require_POST
def answer(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Answer a request; with go=ask ask the firm for more, with go=reply write and go on."""
    row = _opened(request, consultation_id)
    body = request.POST.get("body", "")

    def act() -> None:
        said = {"consultation": row, "counsellor": _counsellor(request, row), "body": body}
        if request.POST.get("go") == "ask":
            until = _day(request.POST.get("until", ""))
            ask_more(until=until, by=request.user, now=timezone.now(), **said)
        elif request.POST.get("go") == "reply":
            reply(by=request.user, now=timezone.now(), **said)
        else:
            answer_request(by=request.user, now=timezone.now(), **said)

    return _do(request, row, act, _("보냈습니다."))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise refuse("until", _("언제까지인지 날짜를 적어 주세요.")) from error


@guarded(DESK_STAFF)
@READ_AND_WRITE
def hand_on(request: HttpRequest, need_id: int) -> HttpResponse:
    """Give a subject to another counsellor."""
    need = access_need(actor=request.actor, need_id=need_id)
    return act_page(
        request,
        form=forms.HandOnForm(request.POST or None, agency_id=need.agency_id),
        act=lambda said: hand_on_need(need=need, to=said["to"], now=timezone.now()),
        title=_("담당자에게 전달"),
        subject=need.consultation.subject,
        said=_("전달했습니다."),
        back=reverse("workbench:consultation", args=[need.consultation_id]),
        button=_("전달하기"),
    )


@guarded(DESK_STAFF)
@READ_AND_WRITE
def follow_up_done(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Say what came of a follow-up."""
    row = access_follow_up(actor=request.actor, follow_up_id=follow_up_id)
    return act_page(
        request,
        form=forms.OutcomeForm(request.POST or None),
        act=lambda said: finish_follow_up(follow_up=row, outcome=said["outcome"], now=timezone.now()),
        title=_("후속 조치 마치기"),
        subject=row.what,
        said=_("후속 조치를 마쳤습니다."),
        back=reverse("workbench:consultation", args=[row.consultation_id]),
        button=_("마치기"),
    )


@guarded(DESK_STAFF)
@READ_AND_WRITE
def cancel(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Cancel a booking for the agency; the firm is told why."""
    row = access_booking(actor=request.actor, booking_id=booking_id)

    def act(said: dict[str, Any]) -> None:
        now = timezone.now()
        ended = cancel_booking(booking=row, reason=said["reason"], side=DeskSide.AGENCY, now=now)
        tell_of_ended_booking(ended, now=now)

    return act_page(
        request,
        form=forms.ReasonForm(request.POST or None),
        act=act,
        title=_("예약 취소"),
        subject=_whose(row),
        said=_("예약을 취소하고 알렸습니다."),
        back=reverse("workbench:consultation", args=[row.consultation_id]),
        button=_("예약 취소하기"),
    )


def _whose(row: Booking) -> str:
    firm = row.consultation.enterprise
    return firm.name if firm else row.consultation.person_name


@guarded(DESK_STAFF)
@require_POST
def missed(request: HttpRequest, booking_id: int) -> HttpResponse:
    """Record that nobody came."""
    row = access_booking(actor=request.actor, booking_id=booking_id)
    opened = _opened(request, row.consultation_id)
    return _do(
        request, opened, lambda: miss_booking(booking=row, now=timezone.now()), _("불참으로 적었습니다.")
    )


@guarded(DESK_STAFF)
@require_POST
def call(request: HttpRequest) -> HttpResponse:
    """Call the next number of a counter to a seat."""
    number, seat = request.POST.get("counter", ""), request.POST.get("seat", "1")
    counter = access_counter(actor=request.actor, counter_id=int(number) if number.isdigit() else 0)
    back = f"{reverse('workbench:desk')}?agency={counter.agency_id}"
    me = own_counsellor(request, counter.agency)
    if me is None:
        messages.error(request, _("상담사로 등록되어 있지 않습니다. 창구 설정에서 먼저 등록해 주세요."))
        return redirect(back)
    place = min(max(int(seat), 1), counter.seats) if seat.isdigit() else 1
    ticket = call_next(counter=counter, counsellor=me, seat=place, now=timezone.now())
    if ticket is None:
        messages.info(request, _("기다리는 번호가 없습니다."))
        return redirect(back)
    messages.success(request, _("%(number)s번을 불렀습니다.") % {"number": ticket.number})
    return redirect("workbench:consultation", ticket.consultation_id)


@guarded(DESK_STAFF)
@require_POST
def left(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Record that a called number did not come."""
    ticket = access_ticket(actor=request.actor, ticket_id=ticket_id)
    opened = _opened(request, ticket.consultation_id)
    return _do(request, opened, lambda: leave_ticket(ticket=ticket), _("자리 비움으로 적었습니다."))
