"""An agency's own closed and worked days: entered ahead, taken back ahead, and what that moves."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.desk.domain.grievances.assigning import locked
from didim.desk.domain.grievances.calendars import calendars_of
from didim.desk.domain.grievances.clock import clock_in, keep, recorded_events, state_of
from didim.desk.models import AgencyDay, Grievance
from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.kernel.refusals import refuse
from didim.registry.models import Agency


def set_agency_day(
    *, agency: Agency, day: date, name: str, is_worked: bool, by: User | None, now: datetime
) -> AgencyDay:
    """Say that an agency is closed on a day, or works on one that would be closed.

    What is over keeps the calendar it had, so only days from today on are taken. RefusedError for a past day,
    one that is entered, or one that is so anyway. `recount_open_cases` moves the days that lists show.
    """
    today = now.astimezone(SEOUL).date()
    name = " ".join(name.split())
    if not name:
        raise refuse("name", _("무슨 날인지 적어 주세요. 신청인에게도 보입니다."))
    if day < today:
        raise refuse("day", _("지난 날은 바꿀 수 없습니다. 오늘이나 그 뒤의 날을 골라 주세요."))
    if WorkingCalendar().is_working_day(day) == is_worked:
        raise refuse("day", _("공휴일 달력에서 이미 그런 날입니다. 날짜를 확인해 주세요."))
    with recorded("set_agency_day", by):
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        if AgencyDay.objects.filter(agency=agency, day=day, cancelled_from=None).exists():
            raise refuse("day", _("이미 적은 날입니다."))
        return AgencyDay.objects.create(
            agency=agency, day=day, name=name[:80], is_worked=is_worked, known_from=today
        )


def take_back_agency_day(*, day: AgencyDay, by: User | None, now: datetime) -> AgencyDay:
    """Take a day back that is still to come; RefusedError for one that is over or was taken back."""
    today = now.astimezone(SEOUL).date()
    with recorded("take_back_agency_day", by):
        found = AgencyDay.objects.select_for_update(of=("self",)).get(pk=day.pk)
        if found.cancelled_from is not None or found.day < today:
            raise refuse("", _("이미 지났거나 거둔 날입니다."))
        found.cancelled_from = today
        found.save(update_fields=["cancelled_from"])
        return found


def recount_open_cases(*, agency_id: int, now: datetime) -> int:
    """Keep anew what the clocks of an agency's open cases say; return of how many the day has moved.

    Each case is a transaction of its own, so that nobody waits for the others.
    """
    calendars = calendars_of(agency_id)
    open_cases = Grievance.objects.filter(agency=agency_id, ended_at__isnull=True)
    moved = 0
    for pk in list(open_cases.order_by("pk").values_list("pk", flat=True)):
        with recorded("recount_grievance", None):
            case = locked(Grievance(pk=pk))
            if not case.is_open:
                continue
            before, rows = case.due_at, recorded_events(case)
            keep(case, state_of(rows, at=max(now, rows[-1].at), calendars=calendars), clock=clock_in(rows))
            if case.due_at != before:
                case.save()
                moved += 1
    return moved
