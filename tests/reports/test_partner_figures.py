"""Figures of partners: who is commissioned, which meetings with firms were held, who had asked for them."""

from datetime import date, timedelta

import pytest

from didim.fairs.domain.attending import hold_meeting, mark_no_show
from didim.fairs.domain.taking_back import take_back_mark
from didim.fairs.enums import FairKind, MeetingOrigin, Side
from didim.registry.enums import CommissionKind, PartnerKind
from didim.registry.models import Commission, Partner
from didim.reports.catalogue import figure
from didim.reports.queries.opening import open_term
from didim.reports.queries.part_names import part_names
from didim.reports.scopes import Period, Scope
from tests.fairs.attending.conftest import AFTER, DAY, make_fair, meet, take_part

__all__ = ["make_fair", "meet", "take_part"]

pytestmark = pytest.mark.django_db
THIS_YEAR = Period(date(DAY.year, 1, 1), date(DAY.year, 12, 31))


@pytest.fixture
def fair(make_fair, agency):
    return make_fair(agency=agency)


@pytest.fixture
def commission(agency):
    def make(name, valid_from, valid_to=None, *, kind=CommissionKind.values[0], of=PartnerKind.INVESTOR):
        partner, _new = Partner.objects.get_or_create(name=name, kind=of)
        Commission.objects.create(
            agency=agency,
            partner=partner,
            kind=kind,
            letter_number=f"위촉-{Commission.objects.count()}",
            valid_from=valid_from,
            valid_to=valid_to,
        )

    return make


def test_commissioned_partners_are_those_of_the_last_day_once_each(commission, measured):
    commission("가벤처스", date(2021, 3, 1))
    commission("가벤처스", date(2022, 3, 1), kind=CommissionKind.values[1])
    commission("나벤처스", date(2021, 3, 1), date(2022, 12, 30))
    commission("다유통", date(2022, 12, 31), of=PartnerKind.RETAILER)
    year = Period(date(2022, 1, 1), date(2022, 12, 31))
    assert measured("partners-commissioned", period=year).value == 2


def scope_of(fair):
    return Scope((fair.agency_id,))


def test_meetings_that_were_held_count_by_kind_and_open_to_their_rows(
    fair, make_fair, meet, take_part, measured
):
    invest = make_fair("투자 상담회", agency=fair.agency, kind=FairKind.INVESTMENT)
    firm = take_part(fair)
    buyers = [take_part(fair, Side.PARTNER, name=f"구매사 {at}") for at in range(4)]
    held = [meet(fair, partner=one, firm=firm, slot=at) for at, one in enumerate(buyers)]
    held.append(meet(invest, origin=MeetingOrigin.FIRM))
    for one in (*held[:3], held[4]):
        hold_meeting(meeting=one, by=None, now=one.ends_at)
    mark_no_show(meeting=held[3], absent=firm, reason="연락 없음", by=None, now=held[3].ends_at)
    take_back_mark(meeting=held[2], reason="잘못 적음", by=None, now=AFTER + timedelta(days=1))
    asked = figure("matching-meetings", on=DAY)
    parts = measured("matching-meetings", scope=scope_of(fair), period=THIS_YEAR).parts
    names = part_names(asked.value, asked.by, [part.key for part in parts], language="ko")
    assert {names[part.key]: part.value for part in parts} == {"수출 상담회": 2, "투자 상담회": 1}
    opened = open_term(asked, asked.value, scope=scope_of(fair), period=THIS_YEAR)
    assert len(opened.cells_of(opened.rows)) == 3


def test_share_of_meetings_that_both_asked_for_needs_ten(fair, meet, measured):
    hold_meeting(meeting=meet(fair), by=None, now=AFTER)
    share = measured("matching-wanted-by-both", scope=scope_of(fair), period=THIS_YEAR)
    assert share.is_short
    assert measured("matching-firms", scope=scope_of(fair), period=THIS_YEAR).value == 1
