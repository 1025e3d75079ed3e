"""Reading grievances: one through its door, the inbox, earlier ones that are alike, what is public."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import Q, QuerySet

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.tenancy import SYSTEM, scoped
from didim.desk.domain.grievances.assigning import without_officer
from didim.desk.domain.grievances.intake import hash_of_code
from didim.desk.grievance_enums import AgencyTransferState, CaseStatus
from didim.desk.models import (
    AgencyTransfer,
    Grievance,
    JointHandler,
    LawPromise,
    OfficerAbsence,
    RegisterEntry,
)
from didim.kernel.calendar import SEOUL
from didim.kernel.korean_text import keystrokes
from didim.registry.domain.days import lasting_on
from didim.registry.models import Person
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

READING = "규제·애로 처리"
PER_PAGE = 30
# Counting stops here: a list says "1,000건 이상" rather than count them all.
MOST_COUNTED = 1000
SOON = timedelta(days=3)
ALIKE = 5
VIEWS = ("open", "mine", "late", "soon", "paused", "unsorted", "nobody")
_SHOWN = ("agency", "enterprise", "region", "place", "industry", "department", "officer__user", "received_by")


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What of an agency's cases is wanted; `view` is one of VIEWS, or "ended"."""

    view: str = "open"
    triage: str = ""
    topic: str = ""
    region: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of cases, and where the next one begins ("" for none)."""

    rows: list[Grievance]
    next_after: str


def access_grievance(*, actor: Actor, grievance_id: int) -> Grievance:
    """Return a case of an agency the actor works for (second factor shown), and note it in the access log.

    So may an agency that is asked to take the case, and one that has handed it on. NotVisible otherwise.
    """
    agencies = actor.agencies_with() if actor.mfa else ()
    moves = AgencyTransfer.objects.filter(
        Q(to_agency__in=agencies, state=AgencyTransferState.PROPOSED)
        | Q(from_agency__in=agencies, state=AgencyTransferState.ACCEPTED)
    )
    rows = Grievance.objects.filter(Q(agency__in=agencies) | Q(pk__in=moves.values("grievance")))
    found = rows.filter(pk=grievance_id).select_related(*_SHOWN).first()
    if found is None:
        raise NotVisible(f"grievance {grievance_id}")
    named = found.enterprise.name if found.enterprise else found.contact_name
    note_access(
        act=AccessAct.VIEW,
        task=READING,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=found.enterprise_id,
        subject=f"{found.number} {named}"[:200],
        agency_id=found.agency_id,
    )
    return found


def access_own_grievance(*, actor: Actor, grievance_id: int) -> Grievance:
    """Return a case of a firm the actor works for; NotVisible (404) otherwise."""
    found = (
        Grievance.objects.filter(pk=grievance_id, enterprise__in=actor.enterprises_with())
        .select_related("agency", "enterprise", "region")
        .first()
    )
    if found is None:
        raise NotVisible(f"grievance {grievance_id}")
    return found


def grievance_by_code(*, number: str, code: str) -> Grievance | None:
    """Return the case a number and its access code open, for people without an account: as the system.

    The number may be the one it had at an agency that handed it on; a case that was joined to an earlier one
    opens that one.
    """
    hashed = hash_of_code(code)
    if not hashed:
        return None
    with scoped(SYSTEM):
        typed = number.strip().upper()
        moved = AgencyTransfer.objects.filter(number_before=typed, state=AgencyTransferState.ACCEPTED)
        found = Grievance.objects.filter(
            Q(number=typed) | Q(pk__in=moved.values("grievance")), access_hash=hashed
        )
        case = found.select_related("same_as").first()
        return case.same_as or case if case else None


def promises_for(case: Grievance) -> list[LawPromise]:
    """Return the changes of law promised for a case whose door was asked: as the system, one query."""
    with scoped(SYSTEM):
        return list(LawPromise.objects.filter(grievance=case).order_by("expected_on", "pk"))


def transfers_of(*, agency_id: int) -> QuerySet[AgencyTransfer]:
    """Return the cases an agency is asked to take or has handed to others, what waits first."""
    rows = AgencyTransfer.objects.filter(Q(from_agency=agency_id) | Q(to_agency=agency_id))
    waits = Q(state=AgencyTransferState.PROPOSED)
    seen = Q(from_agency=agency_id) | ~Q(
        state__in=(AgencyTransferState.RETURNED, AgencyTransferState.TAKEN_BACK)
    )
    return (
        rows.annotate(waits=waits, is_seen=seen)
        .select_related("from_agency", "to_agency")
        # Not by a join: one that was sent back has a row, and a case that may no longer be seen.
        .prefetch_related("grievance")
        .order_by("-waits", "-proposed_at", "-pk")
    )


def offered_to(*, grievance: Grievance, agencies: Iterable[int]) -> AgencyTransfer | None:
    """Return the offer of a case to one of some agencies that waits for an answer: one query."""
    rows = AgencyTransfer.objects.filter(
        grievance=grievance, to_agency__in=list(agencies), state=AgencyTransferState.PROPOSED
    )
    return rows.select_related("from_agency", "to_agency").first()


def asked_to_take(*, agency_id: int) -> int:
    """Return how many cases an agency is asked to take: one query."""
    return AgencyTransfer.objects.filter(to_agency=agency_id, state=AgencyTransferState.PROPOSED).count()


def own_grievances(*, actor: Actor) -> QuerySet[Grievance]:
    """Return the cases of the actor's firms, newest first."""
    return (
        Grievance.objects.filter(enterprise__in=actor.enterprises_with())
        .select_related("agency")
        .order_by("-received_at", "-pk")
    )


def inbox(*, agency_id: int, user_id: int, wanted: InboxFilter, after: str = "", now: datetime) -> Inbox:
    """Return a page of an agency's cases in one query, whatever their number: open ones by their due day.

    Ended ones stand newest first. `after` is the `next_after` of the page before; a wrong one begins anew.
    """
    ended = wanted.view == "ended"
    order = "ended_at" if ended else "due_at"
    rows = _narrowed(_view(agency_id, user_id, wanted.view, now), wanted)
    if (place := _read_cursor(after)) is not None:
        at, pk = place
        beyond = "lt" if ended else "gt"
        rows = rows.filter(Q(**{f"{order}__{beyond}": at}) | Q(**{order: at, f"pk__{beyond}": pk}))
    rows = rows.select_related("enterprise", "officer", "department", "region").defer("body")
    rows = rows.order_by(f"-{order}", "-pk") if ended else rows.order_by(order, "pk")
    found = list(rows[: PER_PAGE + 1])
    more = len(found) > PER_PAGE
    last = found[PER_PAGE - 1] if more else None
    return Inbox(found[:PER_PAGE], f"{getattr(last, order).isoformat()}~{last.pk}" if last else "")


def inbox_counts(*, agency_id: int, user_id: int, now: datetime) -> Mapping[str, int]:
    """Return how many cases each view of the inbox has, counted up to MOST_COUNTED + 1: one query."""
    return _bounded_counts({view: _view(agency_id, user_id, view, now) for view in VIEWS})


def acting_officers(*, agency_id: int, day: date) -> Mapping[int, Person | None]:
    """Return who stands in for whom on a day, by the id of whoever is away (None: nobody does): one query."""
    rows = OfficerAbsence.objects.filter(lasting_on(day), agency=agency_id).select_related("stand_in")
    return {row.person_id: row.stand_in for row in rows.order_by("pk")}


def similar_grievances(
    *, agency_id: int, title: str, leave_out: int | None = None, most: int = ALIKE
) -> list[Grievance]:
    """Return an agency's cases whose titles are most alike, each with `nearness` (0 to 1): one query."""
    if not title.strip():
        return []
    keys = keystrokes(title)
    rows = Grievance.objects.filter(agency=agency_id, keys__trigram_similar=keys).exclude(pk=leave_out or 0)
    return list(
        rows.annotate(nearness=TrigramSimilarity("keys", keys))
        .select_related("enterprise", "officer")
        .order_by("-nearness", "-received_at", "-pk")[:most]
    )


def public_entries(*, text: str = "", topic: str = "", region: str = "") -> QuerySet[RegisterEntry]:
    """Return the public register, newest first; row-level security lets everybody read these rows."""
    rows = RegisterEntry.objects.filter(approved_at__isnull=False, withdrawn_at__isnull=True)
    if text.strip():
        rows = rows.filter(Q(title__icontains=text.strip()) | Q(outcome__icontains=text.strip()))
    if topic:
        rows = rows.filter(topic=topic)
    if region:
        rows = rows.filter(region__path__contains=[region])
    return rows.select_related("agency", "region").order_by("-answered_on", "-pk")


def similar_entries(*, title: str, most: int = ALIKE) -> list[RegisterEntry]:
    """Return public entries whose titles are most alike."""
    if not title.strip():
        return []
    keys = keystrokes(title)
    rows = public_entries().filter(keys__trigram_similar=keys)
    return list(rows.annotate(nearness=TrigramSimilarity("keys", keys)).order_by("-nearness", "-pk")[:most])


def _view(agency_id: int, user_id: int, view: str, now: datetime) -> QuerySet[Grievance]:
    rows = Grievance.objects.filter(agency=agency_id)
    if view == "ended":
        return rows.filter(ended_at__isnull=False)
    today = now.astimezone(SEOUL).date()
    running = ~Q(status=CaseStatus.PAUSED)
    conditions = {
        "mine": _of_user(user_id, today),
        "late": running & Q(due_at__lt=now),
        "soon": running & Q(due_at__gte=now, due_at__lt=now + SOON),
        "paused": Q(status=CaseStatus.PAUSED),
        "unsorted": Q(triage=""),
        "nobody": without_officer(today),
    }
    return rows.filter(conditions.get(view, Q()), ended_at__isnull=True)


def _of_user(user_id: int, day: date) -> Q:
    """Return the condition that a case lies with a user, or that the user still has a part in it."""
    people = _people_of(user_id, day)
    parts = JointHandler.objects.filter(person__in=people, done_at=None)
    return Q(officer__in=people) | Q(pk__in=parts.values("grievance"))


def _people_of(user_id: int, day: date) -> QuerySet[Any, Any]:
    """Return who a user is, and whom the user stands in for on a day."""
    away = OfficerAbsence.objects.filter(lasting_on(day), stand_in__user=user_id)
    return Person.objects.filter(Q(user=user_id) | Q(pk__in=away.values("person"))).values("pk")


def _narrowed(rows: QuerySet[Grievance], wanted: InboxFilter) -> QuerySet[Grievance]:
    if wanted.triage:
        rows = rows.filter(triage=wanted.triage)
    if wanted.topic:
        rows = rows.filter(topic=wanted.topic)
    if wanted.region:
        rows = rows.filter(region=wanted.region)
    if text := wanted.text.strip():
        rows = rows.filter(
            Q(keys__contains=keystrokes(text)) | Q(number=text.upper()) | Q(enterprise__name__contains=text)
        )
    return rows


def _read_cursor(after: str) -> tuple[datetime, int] | None:
    at, _between, pk = after.partition("~")
    try:
        found = datetime.fromisoformat(at)
        return (found, int(pk)) if found.tzinfo else None
    except ValueError:
        return None


def _bounded_counts(views: Mapping[str, QuerySet[Grievance]]) -> dict[str, int]:
    parts: list[str] = []
    values: list[Any] = []
    for rows in views.values():
        sql, params = rows.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - Django's own SQL
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(views, cursor.fetchone(), strict=True))
