"""Giving a case to somebody: on receipt, when it is sorted, by hand, and when who is in charge changes."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.desk.domain.grievances.clock import Said, office_code, record
from didim.desk.domain.grievances.in_charge import charge_for, where_of
from didim.desk.domain.grievances.routing import Charge
from didim.desk.grievance_enums import EventKind, RoutingBasis, RoutingCause
from didim.desk.models import Grievance, JointHandler, Routing
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse
from didim.registry.domain.departments import successor_on
from didim.registry.models import Department, Person

MOST_REASON = 300


def locked(grievance: Grievance) -> Grievance:
    """Return a case locked until the transaction ends, with what acts on it read."""
    return (
        Grievance.objects.select_for_update(of=("self",))
        .select_related("agency", "region", "place__region", "industry", "department", "officer")
        .get(pk=grievance.pk)
    )


def find_officer(grievance: Grievance, *, cause: RoutingCause, by: User | None, now: datetime) -> bool:
    """Give a locked case to whoever is in charge of it today; return whether that is a change.

    Nobody in charge leaves it with nobody: it stands on the list of gaps. The caller saves the case. A
    change of an open case that was received already is an event of its clock.
    """
    today = now.astimezone(SEOUL).date()
    charge = charge_for(agency_id=grievance.agency_id, where=where_of(grievance), on=today)
    if charge is not None:
        return _give(grievance, charge, cause=cause, by=by, now=now)
    if grievance.officer_id is None and cause != RoutingCause.RECEIVED:
        return False
    _move(grievance, None, None, cause=cause, basis=RoutingBasis.NOBODY, by=by, now=now)
    return True


def transfer_grievance(
    *,
    grievance: Grievance,
    person: Person,
    department: Department | None,
    reason: str,
    by: User | None,
    now: datetime,
) -> Grievance:
    """Pass an open case on to somebody else of the agency; the day the firm was told stays.

    RefusedError without a reason, to whom it lies with already, to a department that is not there today,
    or for an ended case.
    """
    reason = reason.strip()[:MOST_REASON]
    if not reason:
        raise refuse("reason", _("담당을 바꾸는 사유를 적어 주세요. 신청인에게도 보입니다."))
    today = now.astimezone(SEOUL).date()
    if department is not None and not _stands(department, grievance.agency_id, today):
        raise refuse("department", _("오늘 이 기관에 없는 부서입니다. 부서를 다시 골라 주세요."))
    with recorded("transfer_grievance", by):
        grievance = locked(grievance)
        if not grievance.is_open:
            raise refuse("", _("이미 끝난 건입니다. 다시 연 뒤에 담당을 바꾸세요."))
        if (person.pk, department and department.pk) == (grievance.officer_id, grievance.department_id):
            raise refuse("person", _("이미 이 사람이 맡고 있습니다."))
        _move(
            grievance,
            person.pk,
            department.pk if department else None,
            cause=RoutingCause.TRANSFERRED,
            basis=RoutingBasis.TRANSFER,
            by=by,
            now=now,
            reason=reason,
        )
        grievance.charge = grievance.in_charge = None
        grievance.save()
        return grievance


def join_grievance(
    *,
    grievance: Grievance,
    person: Person,
    department: Department | None,
    task: str,
    by: User | None,
    now: datetime,
) -> JointHandler:
    """Ask somebody to work on an open case beside whoever is in charge; RefusedError for who does already."""
    task = task.strip()
    if not task:
        raise refuse("task", _("함께 맡을 일을 적어 주세요."))
    with recorded("join_grievance", by):
        grievance = locked(grievance)
        if not grievance.is_open:
            raise refuse("", _("이미 끝난 건입니다."))
        if (
            person.pk == grievance.officer_id
            or JointHandler.objects.filter(grievance=grievance, person=person).exists()
        ):
            raise refuse("person", _("이미 이 건을 맡고 있는 사람입니다."))
        record(grievance, EventKind.JOINED, by=by, now=now, said=Said(text=f"{person.name}: {task}"))
        return JointHandler.objects.create(
            agency_id=grievance.agency_id,
            grievance=grievance,
            person=person,
            department=department,
            task=task[:200],
            since=now,
        )


def finish_joint(
    *, grievance: Grievance, handler: JointHandler, opinion: str, by: User | None, now: datetime
) -> JointHandler:
    """Write down what somebody who works along gave, and that their part is done.

    RefusedError without words, or for a part that is done or of another case.
    """
    opinion = opinion.strip()
    if not opinion:
        raise refuse("opinion", _("무엇을 했고 어떻게 보는지 적어 주세요. 담당자가 답변에 씁니다."))
    with recorded("finish_joint", by):
        grievance = locked(grievance)
        found = JointHandler.objects.select_related("person").filter(
            pk=handler.pk, grievance=grievance, done_at=None
        )
        row = found.first()
        if row is None:
            raise refuse("handler", _("이 건에서 아직 마치지 않은 일이 아닙니다."))
        row.opinion, row.done_at = opinion[:4000], now
        row.save()
        words = f"{row.person.name} · {row.task}: {opinion}"
        record(grievance, EventKind.NOTED, by=by, now=now, said=Said(text=words))
        grievance.save()
        return row


def without_officer(day: date) -> Q:
    """Return the condition that a case lies with nobody on a day, whatever its row says.

    Nobody was found, the charge has ended, the department is closed, or the person is away and nobody
    stands in.
    """
    ended = Q(charge__valid_to__lt=day) | Q(in_charge__valid_to__lt=day) | Q(department__valid_to__lt=day)
    away = Q(
        officer__grievance_absences__valid_from__lte=day,
        officer__grievance_absences__valid_to__gte=day,
        officer__grievance_absences__stand_in=None,
    )
    return Q(officer__isnull=True) | ended | Q(pk__in=Grievance.objects.filter(away).values("pk"))


def hand_over_open_cases(*, agency_id: int, by: User | None, now: datetime) -> int:
    """Give every open case of an agency whose charge or department has ended to whoever is in charge today.

    A case that was passed on by hand stays with its person, in the department that inherits. Whatever finds
    nobody lies with nobody from then on, and is on the list. Cases that are cared for are not touched, so it
    may be run any time. Returns how many were moved.
    """
    day = now.astimezone(SEOUL).date()
    moved = 0
    for grievance in _orphans(agency_id, day):
        with recorded("hand_over_grievance", by):
            case = locked(grievance)
            if not case.is_open:
                continue
            if case.basis == RoutingBasis.TRANSFER and _follow_department(case, day, by=by, now=now):
                changed = True
            else:
                changed = find_officer(case, cause=RoutingCause.HANDED_OVER, by=by, now=now)
            if changed:
                case.save()
                moved += 1
    return moved


def _orphans(agency_id: int, day: date) -> QuerySet[Grievance]:
    ended = Q(charge__valid_to__lt=day) | Q(in_charge__valid_to__lt=day) | Q(department__valid_to__lt=day)
    return Grievance.objects.filter(
        Q(officer__isnull=True) | ended, agency=agency_id, ended_at__isnull=True
    ).order_by("pk")


def _follow_department(case: Grievance, day: date, *, by: User | None, now: datetime) -> bool:
    if case.department is None or case.officer_id is None:
        return False
    heir = successor_on(department=case.department, on=day)
    if heir is None:
        return False
    _move(
        case,
        case.officer_id,
        heir.pk,
        cause=RoutingCause.HANDED_OVER,
        basis=RoutingBasis.TRANSFER,
        by=by,
        now=now,
    )
    return True


def _give(
    grievance: Grievance, charge: Charge, *, cause: RoutingCause, by: User | None, now: datetime
) -> bool:
    place_or_region = charge.basis in {RoutingBasis.PLACE, RoutingBasis.REGION}
    before = (grievance.charge_id, grievance.in_charge_id)
    after = (charge.row, None) if place_or_region else (None, charge.row)
    # A charge that begins on the day of a reorganisation goes on in the department that inherits.
    if before == after and grievance.department_id == charge.department_id:
        return False
    grievance.charge_id, grievance.in_charge_id = after
    _move(grievance, charge.person_id, charge.department_id, cause=cause, basis=charge.basis, by=by, now=now)
    return True


def _move(
    grievance: Grievance,
    person_id: int | None,
    department_id: int | None,
    *,
    cause: RoutingCause,
    basis: RoutingBasis,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> None:
    before = office_code(grievance.department_id, grievance.officer_id)
    after = office_code(department_id, person_id)
    Routing.objects.create(
        agency_id=grievance.agency_id,
        grievance=grievance,
        cause=cause,
        basis=basis,
        officer_id=person_id,
        department_id=department_id,
        from_officer_id=grievance.officer_id,
        from_department_id=grievance.department_id,
        reason=reason,
        at=now,
        by=by,
    )
    grievance.officer_id, grievance.department_id, grievance.basis = person_id, department_id, basis
    if basis == RoutingBasis.NOBODY:
        grievance.charge = grievance.in_charge = None
    if cause != RoutingCause.RECEIVED and after != before:
        record(grievance, EventKind.TRANSFERRED, by=by, now=now, said=Said(office=after, reason=reason))


def _stands(department: Department, agency_id: int, day: date) -> bool:
    return (
        department.agency_id == agency_id
        and department.valid_from <= day
        and (department.valid_to is None or day <= department.valid_to)
    )
