"""Setting up the desk: counters and their hours, branches, counsellors, absences."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from didim.accounts.guards import guarded
from didim.desk.domain.closing import Closed, close_counter, reopen_counter
from didim.desk.domain.counters import (
    AwayFrom,
    CounterDetails,
    add_absence,
    remove_absence,
    save_branch,
    save_counsellor,
    save_counter,
    set_day,
    set_hours,
)
from didim.desk.domain.hours import hours_as_text, hours_from_text
from didim.desk.enums import AbsenceKind, Topic
from didim.desk.models import Absence, Branch, Counsellor, Counter
from didim.desk.queries.access import access_absence, access_branch, access_counsellor, access_counter
from didim.desk.rules import DESK_ROLES, DESK_STAFF
from didim.registry.models import Agency
from didim.registry.rules import AGENCY_STAFF
from didim.web.components.act_page import act_page
from didim.web.components.refusals import done
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms import desk as forms
from didim.web.workbench.views.boards import today

# A closed counter stays in the set-up so long, to be opened again.
_CLOSED_SHOWN = timedelta(days=90)
READ_AND_WRITE = require_http_methods(["GET", "POST"])


def _back(agency: Agency) -> str:
    return f"{reverse('workbench:desk-setup')}?agency={agency.pk}"


@guarded(AGENCY_STAFF)
@require_GET
def setup(request: HttpRequest) -> HttpResponse:
    """Show counters, branches and counsellors of an agency."""
    agency = agency_choice(request)
    counters = (
        Counter.objects.filter(agency=agency.current)
        .filter(Q(valid_to=None) | Q(valid_to__gte=today() - _CLOSED_SHOWN))
        .select_related("branch", "moved_to")
        .prefetch_related("hours", "days", "counsellors__user")
        .order_by("name", "pk")
    )
    counsellors = (
        Counsellor.objects.filter(agency=agency.current, valid_to=None)
        .select_related("user")
        .prefetch_related("counters")
        .order_by("user__name", "pk")
    )
    absences = Absence.objects.filter(agency=agency.current, ends_at__gt=timezone.now())
    context = {
        "agency": agency,
        "counters": [_shown(counter) for counter in counters],
        "branches": list(Branch.objects.filter(agency=agency.current, valid_to=None).order_by("name")),
        "counsellors": [
            {"row": row, "topics": [Topic(topic).label for topic in row.topics]} for row in counsellors
        ],
        "absences": list(absences.select_related("counsellor__user").order_by("starts_at", "pk")),
        "site": request.build_absolute_uri("/").rstrip("/"),
        "may_edit": agency.current.pk in request.actor.agencies_with(*DESK_ROLES),
    }
    return render(request, "workbench/desk/setup.html", context)


def _shown(counter: Counter) -> dict[str, Any]:
    """Return a counter with the week that holds today, day by day."""
    in_force = [row for row in counter.hours.all() if row.valid_from <= today()]
    week = max(in_force, key=lambda row: row.valid_from).week if in_force else {}
    monday = today() - timedelta(days=today().weekday())
    return {
        "row": counter,
        "week": [
            (monday + timedelta(days=number), hours_as_text(week.get(str(number), ()))) for number in range(7)
        ],
        "days": [
            {"row": one, "hours": hours_as_text(one.hours)}
            for one in counter.days.all()
            if one.day >= today()
        ],
    }


@guarded(DESK_STAFF)
@READ_AND_WRITE
def counter_edit(request: HttpRequest, counter_id: int | None = None) -> HttpResponse:
    """Add or change a counter."""
    counter = access_counter(actor=request.actor, counter_id=counter_id) if counter_id else None
    agency = counter.agency if counter else agency_choice(request, *DESK_ROLES).current
    details = CounterDetails("") if counter is None else None
    initial = (
        asdict(details)
        if details
        else {name: getattr(counter, name) for name in CounterDetails.__dataclass_fields__}
    )
    form = forms.CounterForm(request.POST or None, agency=agency, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda _said: save_counter(agency=agency, details=form.details(), on=today(), counter=counter),
        title=_("창구 고치기") if counter else _("창구 만들기"),
        subject=counter.name if counter else agency.name,
        said=_("창구를 저장했습니다."),
        back=_back(agency),
    )


@guarded(DESK_STAFF)
@READ_AND_WRITE
def close(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Close a counter; say what became of its bookings and numbers."""
    counter = access_counter(actor=request.actor, counter_id=counter_id)
    form = forms.CloseForm(request.POST or None, counter=counter, initial={"last_day": today()})
    ended: list[Closed] = []

    def act(said: dict[str, Any]) -> None:
        ended.append(
            close_counter(
                counter=counter,
                last_day=said["last_day"] if said["when"] == "after" else None,
                reason=said["reason"],
                move_to=said["move_to"],
                by=request.user,
                now=timezone.now(),
            )
        )

    if request.method == "POST" and done(form, act):
        _say_what_became(request, ended[0])
        if ended[0].to_call:
            return redirect(f"{reverse('workbench:desk')}?agency={counter.agency_id}&who=all")
        return redirect(_back(counter.agency))
    context = {
        "form": form,
        "title": _("창구 닫기"),
        "button": _("창구 닫기"),
        "agency": None,
        "subject": counter.name,
    }
    return render(request, "workbench/desk/form.html", context, status=422 if form.errors else 200)


def _say_what_became(request: HttpRequest, closed: Closed) -> None:
    counts = {
        "moved": len(closed.moved),
        "ended": len(closed.ended),
        "numbers": len(closed.numbers_moved) + len(closed.called_back),
    }
    messages.success(
        request,
        _(
            "창구를 닫았습니다. "
            "예약은 %(moved)s건 옮기고 %(ended)s건 취소했고, 번호표는 %(numbers)s건 넘겼습니다."
        )
        % counts,
    )
    if closed.to_call:
        messages.warning(
            request,
            _("%(count)s명에게는 전화로 알려야 합니다. 후속 조치에 적어 두었습니다.")
            % {"count": len(closed.to_call)},
        )


@guarded(DESK_STAFF)
@require_POST
def reopen(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Take a closing back."""
    counter = reopen_counter(counter=access_counter(actor=request.actor, counter_id=counter_id))
    messages.success(request, _("창구를 다시 엽니다. 옮기거나 취소한 예약은 그대로입니다."))
    return redirect(_back(counter.agency))


@guarded(DESK_STAFF)
@READ_AND_WRITE
def hours(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Set the week of a counter from a day on."""
    counter = access_counter(actor=request.actor, counter_id=counter_id)
    last = counter.hours.order_by("-valid_from").first()
    form = forms.HoursForm(
        request.POST or None, week=last.week if last else {}, initial={"valid_from": today()}
    )
    return act_page(
        request,
        form=form,
        act=lambda said: set_hours(counter=counter, week=form.week(), valid_from=said["valid_from"]),
        title=_("운영 시간"),
        subject=counter.name,
        said=_("운영 시간을 저장했습니다."),
        back=_back(counter.agency),
    )


@guarded(DESK_STAFF)
@READ_AND_WRITE
def day(request: HttpRequest, counter_id: int) -> HttpResponse:
    """Give one day hours of its own."""
    counter = access_counter(actor=request.actor, counter_id=counter_id)
    return act_page(
        request,
        form=forms.DayHoursForm(request.POST or None),
        act=lambda said: set_day(
            counter=counter,
            day=said["day"],
            hours=hours_from_text(said["hours"], field="hours"),
            reason=said["reason"],
        ),
        title=_("특정일 운영 시간"),
        subject=counter.name,
        said=_("그날의 운영 시간을 저장했습니다."),
        back=_back(counter.agency),
    )


@guarded(DESK_STAFF)
@READ_AND_WRITE
def branch_edit(request: HttpRequest, branch_id: int | None = None) -> HttpResponse:
    """Add or change a branch that takes applications."""
    branch = access_branch(actor=request.actor, branch_id=branch_id) if branch_id else None
    agency = branch.agency if branch else agency_choice(request, *DESK_ROLES).current
    initial = (
        {
            "name": branch.name,
            "name_en": branch.name_en,
            "region": branch.region_id,
            "address": branch.address,
            "phone": branch.phone,
        }
        if branch
        else {}
    )
    form = forms.BranchForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda _said: save_branch(agency=agency, details=form.details(), on=today(), branch=branch),
        title=_("지점 고치기") if branch else _("지점 만들기"),
        subject=branch.name if branch else agency.name,
        said=_("지점을 저장했습니다."),
        back=_back(agency),
    )


@guarded(DESK_STAFF)
@READ_AND_WRITE
def counsellor_edit(request: HttpRequest, counsellor_id: int | None = None) -> HttpResponse:
    """Make somebody a counsellor, or change where and about what."""
    row = access_counsellor(actor=request.actor, counsellor_id=counsellor_id) if counsellor_id else None
    agency = row.agency if row else agency_choice(request, *DESK_ROLES).current
    initial = {"user": row.user_id, "counters": list(row.counters.all()), "topics": row.topics} if row else {}
    return act_page(
        request,
        form=forms.CounsellorForm(request.POST or None, agency=agency, initial=initial),
        act=lambda said: save_counsellor(agency=agency, on=today(), week=row.week if row else None, **said),
        title=_("상담사"),
        subject=row.user.name if row else agency.name,
        said=_("상담사를 저장했습니다."),
        back=_back(agency),
    )


@guarded(DESK_STAFF)
@READ_AND_WRITE
def away(request: HttpRequest, counsellor_id: int) -> HttpResponse:
    """Record when a counsellor is away, and say which bookings fall into it."""
    row = access_counsellor(actor=request.actor, counsellor_id=counsellor_id)
    form = forms.AbsenceForm(request.POST or None)
    recorded: list[AwayFrom] = []

    def act(said: dict[str, Any]) -> None:
        recorded.append(add_absence(counsellor=row, **{**said, "kind": AbsenceKind(said["kind"])}))

    if request.method == "POST" and done(form, act):
        messages.success(request, _("부재를 적었습니다. 그동안 예약을 받지 않습니다."))
        if count := len(recorded[0].bookings):
            messages.warning(
                request, _("이미 잡힌 예약이 %(count)s건 있습니다. 시간을 바꿔 주세요.") % {"count": count}
            )
            day_of_first = timezone.localdate(recorded[0].bookings[0].starts_at)
            return redirect(f"{reverse('workbench:desk')}?agency={row.agency_id}&who=all&day={day_of_first}")
        return redirect(_back(row.agency))
    context = {"form": form, "title": _("부재 적기"), "button": _("저장"), "agency": None}
    return render(request, "workbench/desk/form.html", context, status=422 if form.errors else 200)


@guarded(DESK_STAFF)
@require_POST
def back(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Take an absence back."""
    absence = access_absence(actor=request.actor, absence_id=absence_id)
    agency = absence.agency
    remove_absence(absence=absence)
    messages.success(request, _("부재를 지웠습니다."))
    return redirect(_back(agency))
