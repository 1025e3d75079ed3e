"""The day of a fair at its agency: who arrived, which meetings took place, who stayed away."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.guards import guarded
from didim.fairs.domain.attending import check_in, hold_meeting, mark_no_show, take_back_check_in
from didim.fairs.domain.taking_back import take_back_mark
from didim.fairs.enums import MeetingState
from didim.fairs.models import Fair, Meeting
from didim.fairs.queries.access import access_fair
from didim.fairs.queries.days import (
    access_meeting,
    arrivals,
    day_shown,
    days_of_fair,
    meetings_of_day,
    participant_of_code,
)
from didim.kernel.refusals import RefusedError
from didim.web.components.act_page import act_page
from didim.web.components.fair_money import amount_in_words
from didim.web.workbench.guards import WRITER, WRITERS
from didim.web.workbench.lists import page_of

UNPROCESSABLE = 422
# A day of more meetings opens with those of one time.
MOST_AT_ONCE, ALL = 60, "all"


def _fair(request: HttpRequest, fair_id: int) -> Fair:
    return access_fair(actor=request.actor, fair_id=fair_id, roles=WRITERS)


@guarded(WRITER)
@require_GET
def day(request: HttpRequest, fair_id: int) -> HttpResponse:
    """List a day's meetings: those that are on now, and what is not marked yet, stand out."""
    fair, now = _fair(request, fair_id), timezone.now()
    days = days_of_fair(fair)
    shown = day_shown(days, asked=_asked_day(request), today=timezone.localdate(now))
    rows = list(meetings_of_day(fair=fair, day=shown)) if shown else []
    times: dict[str, list[Meeting]] = {}
    for row in rows:
        times.setdefault(timezone.localtime(row.starts_at).strftime("%H:%M"), []).append(row)
    at = _time_shown(request, times, now)
    open_ones = [row for row in rows if row.state == MeetingState.PLANNED and row.ends_at <= now]
    context = {
        "fair": fair,
        "days": days,
        "day": shown,
        "rows": rows,
        "times": list(times),
        "at": at,
        "listed": times[at] if at else rows,
        "now": now,
        "unmarked": len(open_ones),
        "held": sum(row.state == MeetingState.DONE for row in rows),
        "missed": sum(row.state == MeetingState.NO_SHOW for row in rows),
    }
    return render(request, "workbench/fairs/day.html", context)


def _time_shown(request: HttpRequest, times: Mapping[str, Sequence[Meeting]], now: datetime) -> str:
    """Return the time whose meetings are listed ("" all): the one asked for; of a long day the next."""
    asked = request.GET.get("at", "")
    if asked in times or asked == ALL or sum(map(len, times.values())) <= MOST_AT_ONCE:
        return asked if asked in times else ""
    return next((at for at, rows in times.items() if rows[0].ends_at > now), next(iter(times)))


def _asked_day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


@guarded(WRITER)
@require_GET
def arrival_list(request: HttpRequest, fair_id: int) -> HttpResponse:
    """List who arrived and who did not; the code of a QR opens here, ready to be confirmed."""
    return _arrivals(request, _fair(request, fair_id))


def _arrivals(request: HttpRequest, fair: Fair, refused: RefusedError | None = None) -> HttpResponse:
    code = request.POST.get("code") or request.GET.get("code", "")
    found = participant_of_code(fair=fair, code=code) if code else None
    rows = arrivals(fair=fair)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(name__icontains=text)
    everybody = arrivals(fair=fair)
    context = {
        "fair": fair,
        "page": page_of(rows, request),
        "q": request.GET.get("q", ""),
        "code": code,
        "found": found,
        "unknown": bool(code) and found is None,
        "came": everybody.exclude(checked_in_at=None).count(),
        "all": everybody.count(),
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    return render(request, "workbench/fairs/arrivals.html", context, status=UNPROCESSABLE if refused else 200)


@guarded(WRITER)
@require_POST
def arrive(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Note that somebody arrived, by the code of their QR or their number; or take it back."""
    fair = _fair(request, fair_id)
    found = participant_of_code(fair=fair, code=request.POST.get("code", ""))
    if found is None:
        return _arrivals(request, fair)
    try:
        if "undo" in request.POST:
            take_back_check_in(participant=found)
        else:
            check_in(participant=found, now=timezone.now())
    except RefusedError as refusal:
        return _arrivals(request, fair, refusal)
    sentence = (
        _("도착 확인을 취소했습니다: %(name)s")
        if "undo" in request.POST
        else _("도착을 확인했습니다: %(name)s")
    )
    messages.success(request, sentence % {"name": found.name})
    return redirect("workbench:fair-arrivals", fair.pk)


@guarded(WRITER)
@require_GET
def meeting(request: HttpRequest, fair_id: int, meeting_id: int) -> HttpResponse:
    """Show a meeting with what both sides wrote of it; noted in the access log."""
    fair = _fair(request, fair_id)
    row = access_meeting(fair=fair, meeting_id=meeting_id)
    return _meeting_page(request, fair, row)


def _meeting_page(
    request: HttpRequest, fair: Fair, row: Meeting, refused: RefusedError | None = None
) -> HttpResponse:
    records = list(row.records.order_by("side"))
    if records:
        note_access(
            act=AccessAct.VIEW,
            task=_("상담 기록"),
            subject_kind=SubjectKind.MANY,
            subject_id=None,
            subject=f"{row.partner.name} × {row.firm.name}"[:200],
            subjects=len(records),
            agency_id=fair.agency_id,
        )
    context = {
        "fair": fair,
        "row": row,
        "records": [
            {
                "row": one,
                "expected": amount_in_words(one.expected_minor, one.currency) if one.expected_minor else "",
            }
            for one in records
        ],
        "changes": list(row.changes.select_related("by").order_by("at", "pk")),
        "may_mark": row.state in (MeetingState.PLANNED, MeetingState.NO_SHOW)
        and row.starts_at <= timezone.now(),
        "refused": [str(problem) for problem in refused.problems] if refused else [],
    }
    return render(request, "workbench/fairs/meeting.html", context, status=UNPROCESSABLE if refused else 200)


@guarded(WRITER)
@require_POST
def held(request: HttpRequest, fair_id: int, meeting_id: int) -> HttpResponse:
    """Mark a meeting as held: the firm's support is written with it."""
    fair = _fair(request, fair_id)
    row = access_meeting(fair=fair, meeting_id=meeting_id)
    try:
        hold_meeting(meeting=row, by=request.user, now=timezone.now())
    except RefusedError as refusal:
        return _meeting_page(request, fair, row, refusal)
    messages.success(request, _("상담한 것으로 적고 지원이력에 남겼습니다."))
    return redirect(_day_address(row))


def _day_address(row: Meeting) -> str:
    page = reverse("workbench:fair-day", args=[row.fair_id])
    return f"{page}?day={timezone.localdate(row.starts_at)}#m{row.pk}"


class NoShowForm(forms.Form):
    """Which side stayed away, and why as far as known."""

    absent = forms.ChoiceField(label=gettext_lazy("오지 않은 쪽"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("사정"),
        max_length=200,
        initial="연락 없음",
        widget=forms.TextInput(attrs={"lang": "ko"}),
    )

    def __init__(self, data: Any, *, row: Meeting) -> None:
        super().__init__(data)
        self.fields["absent"].choices = [
            (str(one.pk), format_html('<span lang="ko">{}</span>', one.name))
            for one in (row.partner, row.firm)
        ]


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def no_show(request: HttpRequest, fair_id: int, meeting_id: int) -> HttpResponse:
    """Mark that one side did not come."""
    row = access_meeting(fair=_fair(request, fair_id), meeting_id=meeting_id)
    sides = {str(one.pk): one for one in (row.partner, row.firm)}
    return act_page(
        request,
        form=NoShowForm(request.POST or None, row=row),
        act=lambda typed: mark_no_show(
            meeting=row,
            absent=sides[typed["absent"]],
            reason=typed["reason"],
            by=request.user,
            now=timezone.now(),
        ),
        title=_("오지 않음"),
        subject=f"{row.partner.name} × {row.firm.name}",
        said=_("오지 않은 것으로 적었습니다."),
        back=_day_address(row),
    )


class TakeBackForm(forms.Form):
    """Why a mark was wrong."""

    reason = forms.CharField(
        label=gettext_lazy("취소하는 까닭"),
        help_text=gettext_lazy(
            "예정된 상담으로 되돌립니다. 상담한 것으로 적었으면 지원이력에서 빼고, 이 상담에서 시작한"
            " 거래의 협약과 계약도 실적에서 뺍니다. 적은 기록과 내력은 남습니다."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "ko"}),
    )


@guarded(WRITER)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, fair_id: int, meeting_id: int) -> HttpResponse:
    """Take back that a meeting was held, or missed."""
    row = access_meeting(fair=_fair(request, fair_id), meeting_id=meeting_id)
    return act_page(
        request,
        form=TakeBackForm(request.POST or None),
        act=lambda typed: take_back_mark(
            meeting=row, reason=typed["reason"], by=request.user, now=timezone.now()
        ),
        title=_("표시 취소하기"),
        subject=f"{row.partner.name} × {row.firm.name}",
        said=_("표시를 취소했습니다."),
        back=_day_address(row),
    )
