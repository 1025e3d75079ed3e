from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.accounts.models import OutboundMessage
from didim.kernel.calendar import last_day_of_months
from didim.partnerships.domain.renewing import next_last_day, open_next_terms, remind_of_renewals
from didim.partnerships.domain.signing import end_partnership, let_run_out
from didim.partnerships.enums import PartnershipEnd, Renewal
from didim.partnerships.models import Term
from didim.registry.enums import AgencyRole
from didim.registry.models import AgencyMember

from .conftest import FIRST, NOW

DUE = date(2027, 1, 4)


@pytest.fixture
def member(agency, make_user):
    def make(role):
        user = make_user()
        AgencyMember.objects.create(agency=agency, user=user, role=role, since=NOW)
        return user

    return make


def told():
    rows = OutboundMessage.objects.filter(template="partnership-renewal").order_by("pk")
    return [row.recipient for row in rows]


@pytest.mark.django_db
def test_renewal_is_reminded_of_once_and_in_office_hours(sign, member):
    officer = member(AgencyRole.OFFICER)
    sign(officer=officer, last=DUE)
    assert remind_of_renewals(now=NOW.replace(hour=21)) == 0
    assert [remind_of_renewals(now=NOW + timedelta(hours=hour)) for hour in range(3)] == [1, 0, 0]
    assert told() == [officer]


@pytest.mark.django_db
def test_directors_are_told_where_nobody_is_in_charge(sign, member):
    gone, director = member(AgencyRole.OFFICER), member(AgencyRole.DIRECTOR)
    sign(officer=gone, last=DUE)
    AgencyMember.objects.filter(user=gone).update(until=NOW)
    remind_of_renewals(now=NOW)
    assert told() == [director]


@pytest.mark.django_db
def test_what_is_far_off_over_or_ended_is_not_reminded_of(sign, member):
    member(AgencyRole.DIRECTOR)
    sign("가은행 협약", last=date(2027, 12, 31))
    sign("나은행 협약", first=date(2024, 1, 1), last=date(2025, 12, 31))
    ended = sign("다은행 협약", last=DUE)
    end_partnership(partnership=ended, last_day=NOW.date(), reason=PartnershipEnd.AGREED, note="", by=None)
    assert remind_of_renewals(now=NOW) == 0


@pytest.mark.django_db
def test_terms_that_go_on_by_themselves_are_opened_until_today_and_only_once(sign):
    sign(first=date(2024, 3, 1), last=date(2025, 2, 28), renewal=Renewal.AUTOMATIC)
    sign("나은행 협약", first=date(2024, 3, 1), last=date(2025, 2, 28))
    assert [open_next_terms(today=NOW.date()) for _time in range(2)] == [2, 0]
    days = Term.objects.filter(renewal=Renewal.AUTOMATIC).order_by("number")
    assert list(days.values_list("valid_from", "valid_to", "signed_on")) == [
        (date(2024, 3, 1), date(2025, 2, 28), date(2024, 3, 1)),
        (date(2025, 3, 1), date(2026, 2, 28), None),
        (date(2026, 3, 1), date(2027, 2, 28), None),
    ]


@pytest.mark.django_db
def test_nothing_opens_after_somebody_said_no(sign):
    kept = sign(first=date(2024, 3, 1), last=date(2025, 2, 28), renewal=Renewal.AUTOMATIC)
    let_run_out(partnership=kept, by=None)
    assert open_next_terms(today=NOW.date()) == 0


@given(first=st.dates(date(2015, 1, 1), date(2035, 1, 1)), months=st.integers(1, 60))
def test_next_term_of_whole_months_is_as_many_months(first, months):
    term = Term(valid_from=first, valid_to=last_day_of_months(first, months))
    follows = term.valid_to + timedelta(days=1)
    assert next_last_day(term) == last_day_of_months(follows, months)


@given(first=st.dates(FIRST, date(2035, 1, 1)), days=st.integers(0, 26))
def test_next_term_of_days_is_as_many_days(first, days):
    term = Term(valid_from=first, valid_to=first + timedelta(days=days))
    assert next_last_day(term) - term.valid_to == timedelta(days=days + 1)
