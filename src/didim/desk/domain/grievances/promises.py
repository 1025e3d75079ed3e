"""Changes of law that were promised, and whether they came."""

from datetime import date, datetime

from django.db.models import F, Q
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.domain.messages import queue_message
from didim.accounts.models import User
from didim.desk.domain.grievances.telling import tell_promise
from didim.desk.grievance_enums import PromiseState
from didim.desk.models import Grievance, LawPromise
from didim.kernel.calendar import SEOUL, WorkingCalendar, next_office_instant
from didim.kernel.refusals import refuse
from didim.registry.enums import AgencyRole
from didim.registry.models import AgencyMember

SETTLED = (PromiseState.DONE, PromiseState.DROPPED)


def record_promise(
    *, grievance: Grievance, law: str, promise: str, body: str, expected_on: date, by: User | None
) -> LawPromise:
    """Write down what a body promised to change, and by when."""
    for field, text in (("law", law), ("promise", promise), ("body", body)):
        if not text.strip():
            raise refuse(field, _("이 칸을 적어 주세요."))
    with recorded("record_promise", by):
        return LawPromise.objects.create(
            agency_id=grievance.agency_id,
            grievance=grievance,
            law=law.strip(),
            promise=promise.strip(),
            body=body.strip(),
            expected_on=expected_on,
        )


def check_promise(
    *,
    promise: LawPromise,
    state: PromiseState,
    note: str,
    expected_on: date | None,
    by: User | None,
    now: datetime,
) -> LawPromise:
    """Record how far a promise is, with what was seen; RefusedError without a note.

    Whoever brought the case is told when the change is in force or is given up.
    """
    if not note.strip():
        raise refuse("note", _("무엇을 보고 확인했는지 적어 주세요."))
    with recorded("check_promise", by):
        promise = (
            LawPromise.objects.select_for_update(of=("self",)).select_related("grievance").get(pk=promise.pk)
        )
        is_news = state != promise.state and state in SETTLED
        promise.state, promise.note = state, note.strip()[:300]
        promise.checked_on = now.astimezone(SEOUL).date()
        promise.expected_on = expected_on or promise.expected_on
        promise.save()
        if is_news:
            tell_promise(promise, now=now)
        return promise


def remind_of_promises(*, now: datetime) -> int:
    """Remind whoever has the case of promises whose day has come, once for each day that was named.

    Where the case lies with nobody who has an address, the agency's directors are written to. Returns how
    many promises were reminded of.
    """
    today = now.astimezone(SEOUL).date()
    due = LawPromise.objects.filter(expected_on__lte=today).exclude(state__in=SETTLED)
    due = due.filter(Q(reminded_for=None) | ~Q(reminded_for=F("expected_on")))
    return sum(
        _remind(pk, now) for pk in list(due.order_by("expected_on", "pk").values_list("pk", flat=True))
    )


def _remind(pk: int, now: datetime) -> int:
    with recorded("remind_of_promise", None):
        promise = (
            LawPromise.objects.select_for_update(of=("self",))
            .select_related("grievance__officer__user")
            .get(pk=pk)
        )
        if promise.reminded_for == promise.expected_on:
            return 0
        promise.reminded_for = promise.expected_on
        promise.save(update_fields=["reminded_for"])
        for user in _whom(promise):
            with override("ko"):
                queue_message(
                    template="promise-reminder",
                    subject=gettext("약속한 제도 개선을 확인할 날입니다: %s") % promise.law,
                    body="\n".join(
                        (promise.promise, f"{promise.body} · {promise.expected_on}", promise.grievance.number)
                    ),
                    dedupe_key=f"promise-reminder:{pk}:{promise.expected_on}:{user.pk}",
                    not_before=next_office_instant(now, WorkingCalendar()),
                    now=now,
                    recipient=user,
                )
        return 1


def _whom(promise: LawPromise) -> list[User]:
    officer = promise.grievance.officer
    if officer is not None and officer.user is not None and officer.user.email:
        return [officer.user]
    directors = AgencyMember.objects.filter(
        agency=promise.agency_id, role=AgencyRole.DIRECTOR, user__is_active=True
    )
    return [row.user for row in directors.select_related("user").order_by("pk") if row.user.email]
