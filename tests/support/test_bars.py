from datetime import date, timedelta

import pytest

from didim.accounts.tenancy import DatabaseScope, scoped
from didim.support.domain.barring import BarTerms, bar_firm, lift_bar
from didim.support.enums import BarKind
from didim.support.models import ParticipationBar
from didim.support.queries.bars import bars_of

pytestmark = pytest.mark.django_db
START, END = date(2026, 3, 2), date(2027, 3, 1)
TERMS = BarTerms(BarKind.SANCTION, "사업 포기", START, END)


def holds(firm, day):
    return [bar.holds_on(day) for bar in bars_of(enterprise_ids=[firm.pk]).get(firm.pk, [])]


def test_bar_holds_from_its_first_to_its_last_day(make_agency, make_firm):
    firm = make_firm()
    bar_firm(agency=make_agency(), enterprise=firm, terms=TERMS, reference="sanction-1")
    days = [START - timedelta(days=1), START, END, END + timedelta(days=1)]
    assert [holds(firm, day) for day in days] == [[False], [True], [True], [False]]


def test_bar_said_again_is_one_bar(make_agency, make_firm):
    agency, firm = make_agency(), make_firm()
    for end in (END, END + timedelta(days=365)):
        terms = BarTerms(BarKind.SANCTION, "사업 포기", START, end)
        bar_firm(agency=agency, enterprise=firm, terms=terms, reference="sanction-1")
    assert ParticipationBar.objects.get().ends_on == END + timedelta(days=365)


def test_lifted_bar_holds_no_more(make_agency, make_firm):
    agency, firm = make_agency(), make_firm()
    terms = BarTerms(BarKind.UNPAID_RECOVERY, "환수금", START)
    bar_firm(agency=agency, enterprise=firm, terms=terms, reference="recovery-1")
    lift_bar(agency=agency, reference="recovery-1", on=date(2026, 5, 1))
    assert [holds(firm, day) for day in (date(2026, 4, 30), date(2026, 5, 1))] == [[True], [False]]


def test_bars_of_other_agencies_are_known_and_their_rows_are_not(make_agency, make_firm):
    mine, other, firm = make_agency(), make_agency("다른센터"), make_firm()
    bar_firm(agency=other, enterprise=firm, terms=TERMS, reference="sanction-1")
    with scoped(DatabaseScope(agencies=frozenset({mine.pk}))):
        assert ParticipationBar.objects.count() == 0
        assert [fact.agency_name for fact in bars_of(enterprise_ids=[firm.pk])[firm.pk]] == ["다른센터"]
