"""What the days bring: a reminder once before it must be decided, and terms that open by themselves."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext, override

from didim.accounts.acts import recorded
from didim.accounts.domain.messages import queue_message
from didim.accounts.models import User
from didim.kernel.calendar import SEOUL, WorkingCalendar, last_day_of_months
from didim.partnerships.domain.signing import add_next_term, last_term
from didim.partnerships.enums import Renewal
from didim.partnerships.models import Partnership, Term
from didim.registry.enums import AgencyRole
from didim.registry.models import AgencyMember

_MOST_MONTHS = 120


def remind_of_renewals(*, now: datetime) -> int:
    """Remind, once a term and in office hours, of what is to be decided; return how many terms were told of.

    The officer in charge is told, or the directors where nobody of the agency is in charge.
    """
    if not WorkingCalendar().in_office_hours(now):
        return 0
    today = now.astimezone(SEOUL).date()
    due = _last_ones().filter(remind_on__lte=today, valid_to__gte=today, reminded_at=None)
    told = 0
    for term in due.select_related("partnership__officer", "partnership__partner").order_by("pk"):
        with recorded("remind_of_renewal", None):
            # Of two jobs at once one finds it done.
            if Term.objects.filter(pk=term.pk, reminded_at=None).update(reminded_at=now):
                _tell(term, now)
                told += 1
    return told


def open_next_terms(*, today: date) -> int:
    """Open the terms that follow by themselves where the last one is over; return how many were opened."""
    over = _last_ones().filter(renewal=Renewal.AUTOMATIC, valid_to__lt=today).order_by("pk")
    return sum(_open_until(pk, today) for pk in over.values_list("partnership", flat=True))


def _open_until(partnership_id: int, today: date) -> int:
    with recorded("open_next_term", None):
        partnership = Partnership.objects.select_for_update(of=("self",), no_key=True).get(pk=partnership_id)
        opened = 0
        last = last_term(partnership)
        while last.valid_to < today and last.renewal == Renewal.AUTOMATIC and partnership.ended_on is None:
            last = add_next_term(partnership, after=last, valid_to=next_last_day(last))
            opened += 1
        return opened


def next_last_day(term: Term) -> date:
    """Return the last day of the next term: as many whole months as this one, else as many days."""
    first = term.valid_to + timedelta(days=1)
    for months in range(1, _MOST_MONTHS + 1):
        if last_day_of_months(term.valid_from, months) == term.valid_to:
            return last_day_of_months(first, months)
    return first + (term.valid_to - term.valid_from)


def _last_ones() -> QuerySet[Term]:
    later = Term.objects.filter(partnership=OuterRef("partnership"), number__gt=OuterRef("number"))
    return Term.objects.filter(~Exists(later), partnership__ended_on=None)


def _tell(term: Term, now: datetime) -> None:
    partnership = term.partnership
    with override("ko"):
        subject = gettext("업무협약 갱신을 정할 때입니다: %(title)s") % {"title": partnership.title}
        body = gettext(
            "상대 기관: %(partner)s\n협약 마지막 날: %(last)s\n"
            "갱신을 정할 날: %(decide)s\n기간이 끝나면: %(renewal)s"
        ) % {
            "partner": partnership.partner.name,
            "last": term.valid_to,
            "decide": term.decide_by,
            "renewal": term.get_renewal_display(),
        }
    for person in _in_charge(partnership):
        queue_message(
            template="partnership-renewal",
            subject=subject,
            body=body,
            dedupe_key=f"partnership-renewal:{term.pk}:{person.pk}",
            not_before=now,
            now=now,
            recipient=person,
        )


def _in_charge(partnership: Partnership) -> list[User]:
    members = AgencyMember.objects.filter(
        agency=partnership.agency_id, until=None, user__is_active=True
    ).select_related("user")
    officer = members.filter(user=partnership.officer_id).order_by("pk").first()
    if officer is not None:
        return [officer.user]
    return [member.user for member in members.filter(role=AgencyRole.DIRECTOR).order_by("pk")]
