"""Each list of fairs takes as many queries for three rows as for one, whoever reads it."""

import pytest
from django.test import Client

from didim.fairs.domain.attending import check_in
from didim.fairs.domain.holding import add_tables
from didim.fairs.domain.interpreting import add_interpreter
from didim.fairs.domain.requesting import ask_meeting
from didim.fairs.enums import Side
from didim.fairs.models import Fair
from didim.registry.enums import AgencyRole
from tests.sign_in import make_firm_member, make_staff, sign_in
from tests.web.fair_rows import address, fair, join, new_fair, now

__all__ = ["fair", "join", "now"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def staff(agency):
    return sign_in(make_staff(agency, AgencyRole.OFFICER), second_factor=True)


def test_fairs_of_everybody_and_of_an_agency(agency, staff, now, same_queries_for_three_rows):
    def read():
        Client().get(address("portal:fair-list"))
        staff.get(address("workbench:fair-list"))

    same_queries_for_three_rows(
        add_row=lambda: new_fair(agency, f"상담회 {Fair.objects.count()}", now=now), read=read
    )


def test_requests_of_either_side_and_a_participant_for_staff(
    fair, join, staff, now, same_queries_for_three_rows
):
    own = join("가나상사")
    firm = sign_in(make_firm_member(own.enterprise))

    def add_row():
        number = fair.participants.count()
        for asker, other in (
            (own, join(f"Alpha {number}", Side.PARTNER)),
            (join(f"Beta {number}", Side.PARTNER), own),
        ):
            ask_meeting(asker=asker, other=other, message="만나요", by=None, now=now)

    def read():
        firm.get(address("portal:fair-requests", fair.pk))
        firm.get(address("portal:fair-people", fair.pk))
        staff.get(address("workbench:fair-participant", own.pk))

    same_queries_for_three_rows(add_row=add_row, read=read)


def test_tables_and_interpreters(fair, staff, same_queries_for_three_rows):
    away = [fair.slots.first().pk]

    def add_row():
        add_tables(fair=fair, count=1, name="자리", by=None)
        add_interpreter(fair=fair, name="이통역", languages=["vi", "ja"], away=away, by=None)

    same_queries_for_three_rows(add_row=add_row, read=lambda: staff.get(address("workbench:fair", fair.pk)))


def test_arrivals(fair, join, staff, same_queries_for_three_rows):
    def add_row():
        number = fair.participants.count()
        join(f"기업 {number}")
        here = join(f"바이어 {number}", Side.PARTNER)
        check_in(participant=here, now=fair.slots.first().starts_at)

    same_queries_for_three_rows(
        add_row=add_row, read=lambda: staff.get(address("workbench:fair-arrivals", fair.pk))
    )
