"""Somebody takes part in one fair as several: they choose as which, and the pages say so."""

import pytest
from django.test import Client
from django.utils import timezone

from didim.fairs.enums import ParticipantState, Side
from didim.fairs.models import MeetingRequest, Participant
from didim.fairs.queries.access import link_token
from didim.registry.enums import FirmRole
from didim.registry.models import EnterpriseMember
from tests.sign_in import make_firm_member, sign_in
from tests.web.fair_rows import address, fair, join, linked, now

__all__ = ["fair", "join", "now"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def firms(join):
    return join("가나상사"), join("다라상사")


@pytest.fixture
def person(firms):
    user = make_firm_member(firms[0].enterprise)
    EnterpriseMember.objects.create(
        enterprise=firms[1].enterprise, user=user, role=FirmRole.OWNER, since=timezone.now()
    )
    return sign_in(user)


def acting(client, fair):
    return client.get(address("portal:fair-requests", fair.pk)).context["own"].name


def test_one_of_two_firms_is_chosen_and_asks(fair, firms, person, join, whole_page):
    buyer = join("Alpha", Side.PARTNER)
    page = person.get(address("portal:fair-people", fair.pk))
    assert acting(person, fair) == "가나상사"
    assert f'name="participant" value="{firms[1].pk}"' in page.text
    chosen = person.post(address("portal:fair-act-as", fair.pk), {"participant": firms[1].pk})
    assert chosen.url == address("portal:fair", fair.pk)
    assert acting(person, fair) == "다라상사"
    person.post(address("portal:fair-person", fair.pk, buyer.pk), {"message": ""})
    assert MeetingRequest.objects.get().firm == firms[1]
    for language in ("ko", "en"):
        for name, args in (("fair", []), ("fair-people", []), ("fair-person", [buyer.pk])):
            whole_page(person.get(address(f"portal:{name}", fair.pk, *args, language=language)))


def test_nobody_acts_as_somebody_else_s(fair, firms, join):
    own = sign_in(make_firm_member(firms[0].enterprise))
    answer = own.post(address("portal:fair-act-as", fair.pk), {"participant": firms[1].pk})
    assert answer.status_code == 404
    assert acting(own, fair) == "가나상사"
    assert Client().post(address("portal:fair-act-as", fair.pk), {"participant": ""}).status_code == 404


def test_choice_of_one_who_withdrew_falls_back_to_the_other(fair, firms, person):
    person.post(address("portal:fair-act-as", fair.pk), {"participant": firms[1].pk})
    Participant.objects.filter(pk=firms[1].pk).update(state=ParticipantState.WITHDRAWN)
    assert acting(person, fair) == "가나상사"


def test_personal_link_goes_before_one_s_own_firm_until_changed(fair, firms, join):
    buyer = join("Alpha", Side.PARTNER)
    person = sign_in(make_firm_member(firms[0].enterprise))
    person.get(address("portal:fair-link", link_token(buyer)))
    assert acting(person, fair) == "Alpha"
    person.post(address("portal:fair-act-as", fair.pk), {"participant": firms[0].pk})
    assert acting(person, fair) == "가나상사"
    # Who has the link alone has nothing to choose.
    alone = linked(buyer).get(address("portal:fair-people", fair.pk)).text
    assert address("portal:fair-act-as", fair.pk) not in alone


def test_firm_that_does_not_take_part_yet_is_offered_to(fair, firms, person):
    assert not person.get(address("portal:fair", fair.pk)).context["may_add"]
    Participant.objects.filter(pk=firms[1].pk).update(state=ParticipantState.WITHDRAWN)
    assert person.get(address("portal:fair", fair.pk)).context["may_add"]
