"""Who works under an agreement for how much of their time: never more than all of it, over all projects."""

from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.models import Agreement, Participation
from didim.agreements.queries.expenditure_cases import work_of
from didim.engines.expenditure import highest_percent
from didim.kernel.refusals import refuse
from didim.registry.models import Person

FULL = Decimal(100)
# First half of the key of a person's lock; the second is the person.
_LOCK = 0x50415254


def add_participation(
    *,
    agreement: Agreement,
    person: Person,
    starts_on: date,
    ends_on: date,
    rate: Decimal,
    is_in_kind: bool,
    duty: str,
    by: User,
) -> Participation:
    """Put a person to work under an agreement for `rate` percent of their time (both days included).

    RefusedError where the shares of all projects, of whatever agency, would add up to more than 100 % on any
    day, and for days outside the agreement. Two who add the same person at once are counted one by one.
    """
    if not 0 < rate <= FULL:
        raise refuse("rate", _("참여율은 0보다 크고 100 이하여야 합니다."))
    version = agreement.version
    if version is None or not version.starts_on <= starts_on <= ends_on <= version.ends_on:
        raise refuse("starts_on", _("참여 기간은 협약기간 안이어야 합니다."))
    with recorded("add_participation", by):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, person.pk % (1 << 31)])
        work = [one.share for one in work_of(person_id=person.pk, starts_on=starts_on, ends_on=ends_on)]
        most = highest_percent(work, starts_on=starts_on, ends_on=ends_on)
        if most + rate > FULL:
            sentence = _("이 기간에 다른 참여율이 %(other)s%% 있어 합계가 100%%를 넘습니다.")
            raise refuse("rate", sentence % {"other": most})
        return Participation.objects.create(
            agency_id=agreement.agency_id,
            enterprise_id=agreement.enterprise_id,
            agreement=agreement,
            person=person,
            starts_on=starts_on,
            ends_on=ends_on,
            rate=rate,
            is_in_kind=is_in_kind,
            duty=" ".join(duty.split()),
        )


def person_of_firm(*, agreement: Agreement, name: str, by: User) -> Person:
    """Return the person of this name whom the firm has put to work before, or a new one."""
    name = " ".join(name.split())
    if not name:
        raise refuse("name", _("이름을 적어 주세요."))
    known = Person.objects.filter(name=name, participations__enterprise=agreement.enterprise_id).order_by(
        "pk"
    )
    with recorded("person_of_firm", by):
        return known.first() or Person.objects.create(name=name, affiliation=agreement.enterprise.name)


def end_participation(*, participation: Participation, by: User, now: datetime) -> Participation:
    """Take a participation back; it no longer counts anywhere, and the history keeps it."""
    with recorded("end_participation", by):
        row = Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
        row.ended_at = row.ended_at or now
        row.save(update_fields=["ended_at"])
    return row
