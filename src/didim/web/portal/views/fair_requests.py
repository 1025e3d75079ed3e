"""Whom to meet at a fair: browsing the other side, asking, answering, and when one cannot come."""

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import PUBLIC, guarded
from didim.fairs.domain.requesting import (
    MESSAGE_LENGTH,
    answer_request,
    ask_meeting,
    set_absences,
    withdraw_request,
)
from didim.fairs.enums import FairState, ParticipantState, RequestState
from didim.fairs.models import Absence, MeetingRequest, Participant
from didim.fairs.queries.access import access_other, access_request
from didim.fairs.queries.people import countries_of, other_of, others_of, recommended_to, requests_of
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import RefusedError
from didim.web.components.nations import country_name
from didim.web.components.refusals import done
from didim.web.portal.fair_links import for_own
from didim.web.portal.views.fairs import signed_in

A_PAGE = 24
# At once, above the list; who was asked makes room for the next.
MOST_RECOMMENDED = 6


class AskForm(forms.Form):
    """What one says when asking for a meeting."""

    message = forms.CharField(
        label=gettext_lazy("전하는 말"),
        max_length=MESSAGE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("왜 만나고 싶은지 한두 문장이면 됩니다."),
    )


def _may_ask(own: Participant) -> bool:
    fair = own.fair
    open_now = fair.state == FairState.OPEN and timezone.now() <= fair.request_until
    return open_now and own.state == ParticipantState.ACCEPTED


@guarded(PUBLIC)
@require_GET
def people(request: HttpRequest, fair_id: int) -> HttpResponse:
    """List the other side, narrowed by words (`?q=`) and country; above it, whom one should meet and why."""
    with for_own(request, fair_id) as own:
        text, country = request.GET.get("q", "")[:100], request.GET.get("country", "")[:2]
        page = Paginator(others_of(own=own, text=text, country=country), A_PAGE)
        codes = countries_of(own=own)
        may_ask, narrowed = _may_ask(own), bool(text or country or request.GET.get("page"))
        context = {
            "own": own,
            "fair": own.fair,
            "page": page.get_page(request.GET.get("page")),
            "q": text,
            "country": country,
            "countries": [(code, country_name(code)) for code in codes] if len(codes) > 1 else [],
            "recommends": may_ask and not narrowed,
            "recommended": recommended_to(own=own)[:MOST_RECOMMENDED] if may_ask and not narrowed else [],
        }
        return render(request, "portal/fairs/people.html", context)


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, fair_id: int, participant_id: int) -> HttpResponse:
    """Show somebody of the other side; ask them for a meeting. `from=people` leads back to the list."""
    with for_own(request, fair_id) as own:
        other = access_other(own=own, participant_id=participant_id)
        form = AskForm(request.POST or None)

        def act(typed: dict[str, Any]) -> None:
            ask_meeting(
                asker=own,
                other=other,
                message=typed["message"],
                by=signed_in(request),
                now=timezone.now(),
            )

        if request.method == "POST" and done(form, act):
            messages.success(request, _("상담을 신청했습니다."))
            from_list = request.POST.get("from") == "people"
            return redirect("portal:fair-people" if from_list else "portal:fair-requests", fair_id)
        context = {
            "own": own,
            "fair": own.fair,
            "other": other_of(own=own, other=other),
            "form": form,
            "may_ask": _may_ask(own),
            "reasons": [reason for one in recommended_to(own=own, other=other) for reason in one.reasons],
        }
        return render(request, "portal/fairs/person.html", context, status=422 if form.errors else 200)


@guarded(PUBLIC)
@require_GET
def request_list(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Show what one was asked and what one asked."""
    with for_own(request, fair_id) as own:
        return _requests_page(request, own)


def _requests_page(
    request: HttpRequest, own: Participant, refused: RefusedError | None = None
) -> HttpResponse:
    rows = requests_of(own=own)
    fair = own.fair
    context = {
        "own": own,
        "fair": fair,
        "received": [(row, _other_side(own, row)) for row in rows if row.side != own.side],
        "sent": [(row, _other_side(own, row)) for row in rows if row.side == own.side],
        "may_answer": fair.state == FairState.OPEN and timezone.now() <= fair.answer_until,
        "waiting": sum(row.side != own.side and row.state == RequestState.SENT for row in rows),
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    return render(request, "portal/fairs/requests.html", context, status=422 if refused else 200)


def _other_side(own: Participant, row: MeetingRequest) -> Participant:
    return row.firm if row.partner_id == own.pk else row.partner


@guarded(PUBLIC)
@require_POST
def answer(request: HttpRequest, fair_id: int, request_id: int) -> HttpResponse:
    """Accept (`accept=1`) or decline what one was asked."""
    with for_own(request, fair_id) as own:
        row = access_request(own=own, request_id=request_id, sent=False)
        accept = request.POST.get("accept") == "1"
        try:
            answer_request(
                request=row,
                accept=accept,
                answer=request.POST.get("answer", ""),
                by=signed_in(request),
                now=timezone.now(),
            )
        except RefusedError as refusal:
            return _requests_page(request, own, refusal)
        said = _("상담을 수락했습니다.") if accept else _("상담을 거절했습니다.")
        messages.success(request, said)
        return redirect("portal:fair-requests", fair_id)


@guarded(PUBLIC)
@require_POST
def withdraw(request: HttpRequest, fair_id: int, request_id: int) -> HttpResponse:
    """Take back what one asked."""
    with for_own(request, fair_id) as own:
        row = access_request(own=own, request_id=request_id, sent=True)
        try:
            withdraw_request(request=row, by=signed_in(request), now=timezone.now())
        except RefusedError as refusal:
            return _requests_page(request, own, refusal)
        messages.success(request, _("상담 신청을 취소했습니다."))
        return redirect("portal:fair-requests", fair_id)


@guarded(PUBLIC)
@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Say when one cannot come, by ticking meeting times."""
    with for_own(request, fair_id) as own:
        refused: list[str] = []
        away = set(Absence.objects.filter(participant=own).values_list("slot_id", flat=True))
        if request.method == "POST":
            away = {int(typed) for typed in request.POST.getlist("slots") if typed.isdigit()}
            try:
                set_absences(participant=own, slots=away, by=signed_in(request), now=timezone.now())
            except RefusedError as refusal:
                refused = [str(problem) for problem in refusal.problems]
            else:
                messages.success(request, _("나올 수 없는 시간을 저장했습니다."))
                return redirect(reverse("portal:fair-absences", args=[fair_id]))
        slots = own.fair.slots.order_by("number")
        days = groupby(slots, key=lambda slot: slot.starts_at.astimezone(SEOUL).date())
        fair = own.fair
        context = {
            "own": own,
            "fair": fair,
            "days": [(day, list(of_day)) for day, of_day in days],
            "away": away,
            "refused": refused,
            "may_change": fair.state == FairState.OPEN and timezone.now() <= fair.answer_until,
        }
        return render(request, "portal/fairs/absences.html", context, status=422 if refused else 200)
