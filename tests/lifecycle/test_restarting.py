from datetime import date, timedelta

import pytest

from didim.kernel.refusals import RefusedError
from didim.lifecycle.domain.restarting import carry_bars, earlier_firms, link_restart, undo_restart
from didim.lifecycle.enums import RestartGround
from didim.lifecycle.models import Restart
from didim.registry.domain.firms import close_firm
from didim.registry.domain.merging import merge_firms
from didim.registry.enums import TaxStatus
from didim.registry.models import Enterprise
from didim.support.domain.barring import BarTerms, bar_firm, lift_bar
from didim.support.enums import BarKind
from didim.support.models import ParticipationBar
from didim.support.queries.bars import bars_of

from .conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
UNTIL = date(2028, 1, 31)
SANCTION = BarTerms(BarKind.SANCTION, "협약 포기", date(2026, 2, 1), UNTIL)


@pytest.fixture
def closed(make_firm):
    def make(name="앞가게"):
        firm = make_firm(name)
        close_firm(enterprise=firm, closed_on=date(2026, 6, 30), now=NOW)
        firm.refresh_from_db()
        return firm

    return make


@pytest.fixture
def link(agency):
    def make(earlier, enterprise, **said):
        return link_restart(
            agency=agency,
            earlier=earlier,
            enterprise=enterprise,
            ground=RestartGround.REPRESENTATIVE,
            note="사업자등록증 대조",
            by=None,
            now=NOW,
            **said,
        )

    return make


def holding(firm, day=TODAY):
    facts = bars_of(enterprise_ids=[firm.pk]).get(firm.pk, [])
    return [(fact.agency_name, fact.ends_on) for fact in facts if fact.holds_on(day)]


def test_bars_of_the_earlier_firm_hold_for_the_new_one_in_the_name_of_who_set_them(
    closed, make_firm, make_agency, link
):
    earlier, new, other = closed(), make_firm("새가게"), make_agency("다른기관")
    bar_firm(agency=other, enterprise=earlier, terms=SANCTION, reference="sanction-1")
    link(earlier, new)
    assert holding(new) == holding(earlier) == [("다른기관", UNTIL)]


def test_bars_follow_what_becomes_of_those_before(closed, make_firm, agency, link):
    earlier, new = closed(), make_firm("새가게")
    link(earlier, new)
    bar_firm(agency=agency, enterprise=earlier, terms=SANCTION, reference="sanction-1")
    assert holding(new) == []
    assert carry_bars(today=TODAY) == 1
    assert len(holding(new)) == 1
    lift_bar(agency=agency, reference="sanction-1", on=TODAY)
    carry_bars(today=TODAY)
    assert (holding(new), carry_bars(today=TODAY), ParticipationBar.objects.count()) == ([], 1, 2)


def test_bar_of_the_company_alone_stays_with_it(closed, make_firm, agency, link):
    earlier, new = closed(), make_firm("새가게")
    bar_firm(agency=agency, enterprise=earlier, terms=SANCTION, reference="sanction-1")
    link(earlier, new, carries_bars=False)
    carry_bars(today=TODAY)
    assert holding(new) == []


def test_wrong_link_is_taken_back_with_its_bars(closed, make_firm, agency, officer, link):
    earlier, new = closed(), make_firm("새가게")
    bar_firm(agency=agency, enterprise=earlier, terms=SANCTION, reference="sanction-1")
    made = link(earlier, new)
    undo_restart(restart=made, reason="동명이인", by=officer, now=NOW)
    carry_bars(today=TODAY + timedelta(days=1))
    assert (holding(new), len(holding(earlier)), earlier_firms(enterprise_id=new.pk)) == ([], 1, [])
    link(earlier, new)
    assert len(holding(new)) == 1


def test_history_goes_back_through_every_beginning(closed, make_firm, link):
    first, second, third = closed("첫가게"), closed("둘째가게"), make_firm("셋째가게")
    link(first, second)
    link(second, third)
    assert earlier_firms(enterprise_id=third.pk) == [second.pk, first.pk]


def test_running_firm_itself_and_circles_are_refused(closed, make_firm, link):
    first, second, running = closed("첫가게"), closed("둘째가게"), make_firm()
    link(first, second)
    for earlier, new in ((running, second), (first, first), (second, first), (first, second)):
        with pytest.raises(RefusedError):
            link(earlier, new)


def merge(winner, loser):
    # Only a number the tax service does not know can be another firm's.
    Enterprise.objects.filter(pk=loser.pk).update(tax_status=TaxStatus.UNREGISTERED)
    return merge_firms(actor=None, winner_id=winner.pk, loser_id=loser.pk, reason="잘못 적은 번호", now=NOW)


def standing():
    rows = Restart.objects.filter(undone_at=None).order_by("pk")
    return [(one.earlier_id, one.enterprise_id) for one in rows]


def test_firms_that_follow_the_same_one_merge_into_one_that_follows_it_once(
    closed, make_firm, make_agency, link
):
    earlier, winner, loser = closed(), make_firm("새가게"), make_firm("새가게 둘째 줄")
    agency = make_agency("다른기관")
    bar_firm(agency=agency, enterprise=earlier, terms=SANCTION, reference="sanction-1")
    link(earlier, winner), link(earlier, loser)
    merged = merge(winner, loser)
    assert standing() == [(earlier.pk, winner.pk)]
    assert len(merged.moved["lifecycle.Restart.enterprise"]["settled"]) == 1
    carry_bars(today=TODAY)
    assert holding(winner) == [("다른기관", UNTIL)]
    lift_bar(agency=agency, reference="sanction-1", on=TODAY)
    carry_bars(today=TODAY)
    assert holding(winner, TODAY + timedelta(days=1)) == []


def test_earlier_firms_that_merge_are_followed_once(closed, make_firm, link):
    one, other, new = closed("앞가게"), closed("앞가게 둘째 줄"), make_firm("새가게")
    link(one, new), link(other, new)
    merge(one, other)
    assert standing() == [(one.pk, new.pk)]


@pytest.mark.parametrize("new_wins", [True, False])
def test_firm_merged_with_the_one_it_follows_does_not_follow_itself(closed, make_firm, link, new_wins):
    earlier, new = closed(), make_firm("새가게")
    link(earlier, new)
    merge(new, earlier) if new_wins else merge(earlier, new)
    assert standing() == []


def test_link_that_was_taken_back_stays_beside_one_that_stands(closed, make_firm, link, officer):
    earlier, winner, loser = closed(), make_firm("새가게"), make_firm("새가게 둘째 줄")
    undo_restart(restart=link(earlier, loser), reason="다른 사람", by=officer, now=NOW)
    link(earlier, winner)
    merge(winner, loser)
    assert standing() == [(earlier.pk, winner.pk)]
    assert Restart.objects.count() == 2
