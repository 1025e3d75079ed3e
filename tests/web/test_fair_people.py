"""Whom one should meet at a fair, and why: for a firm, for a buyer without an account, for staff."""

import pytest
from django.utils import timezone

from didim.fairs.domain.recommending import recommend
from didim.fairs.enums import RequestState, Side
from didim.fairs.models import MeetingRequest
from didim.registry.enums import AgencyRole
from tests.sign_in import make_firm_member, make_staff, sign_in
from tests.web.fair_rows import DAY, address, fair, join, linked, now

__all__ = ["fair", "join", "now"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def buyer(join):
    return join(
        "Alpha", Side.PARTNER, name_en="Alpha", language="en", country="VN", seeks="친환경 포장재를 찾습니다"
    )


@pytest.fixture
def maker(join):
    return join("가나포장", offers="친환경 포장재를 만듭니다")


def names(response):
    return [one.other.name for one in response.context["recommended"]]


def test_both_sides_see_whom_to_meet_and_why(fair, buyer, maker, join, now, whole_page):
    join("다라기계", offers="공작 기계")
    recommend(fair=fair, now=now)
    firm = sign_in(make_firm_member(maker.enterprise))
    for client, other in ((firm, buyer), (linked(buyer), maker)):
        page = client.get(address("portal:fair-people", fair.pk))
        assert names(page) == [other.name]
        assert "찾는 것과 내놓는 것이 맞습니다(" in page.text
        for language in ("ko", "en"):
            whole_page(client.get(address("portal:fair-people", fair.pk, language=language)))
            whole_page(client.get(address("portal:fair-person", fair.pk, other.pk, language=language)))


def test_one_tap_asks_and_leads_back_to_the_list(fair, buyer, maker, now):
    recommend(fair=fair, now=now)
    guest, people = linked(buyer), address("portal:fair-people", fair.pk)
    answer = guest.post(address("portal:fair-person", fair.pk, maker.pk), {"from": "people"})
    assert answer.url == people
    assert MeetingRequest.objects.get().state == RequestState.SENT
    # Who was asked is not recommended any more, nor is the asker to them.
    assert names(guest.get(people)) == []
    assert names(sign_in(make_firm_member(maker.enterprise)).get(people)) == []
    assert guest.post(address("portal:fair-person", fair.pk, maker.pk), {"from": "people"}).status_code == 422


def test_without_a_recommendation_a_sentence_says_what_to_do(fair, buyer):
    page = linked(buyer).get(address("portal:fair-people", fair.pk))
    assert "아직 추천할 상대가 없습니다." in page.text
    assert address("portal:fair-profile", fair.pk) in page.text


def test_nobody_is_recommended_after_the_last_day_for_asking(fair, buyer, maker, now):
    recommend(fair=fair, now=now)
    fair.register_until = fair.request_until = timezone.now() - DAY
    fair.save()
    page = linked(buyer).get(address("portal:fair-people", fair.pk))
    assert not page.context["recommends"]


def test_who_withdrew_is_not_recommended_any_more(fair, buyer, maker, now):
    recommend(fair=fair, now=now)
    linked(buyer).post(address("portal:fair-leave", fair.pk), {"reason": ""})
    assert (
        names(sign_in(make_firm_member(maker.enterprise)).get(address("portal:fair-people", fair.pk))) == []
    )


def test_staff_read_recommendations_of_a_participant(fair, agency, buyer, maker, now, whole_page):
    recommend(fair=fair, now=now)
    officer = sign_in(make_staff(agency, AgencyRole.OFFICER), second_factor=True)
    for language in ("ko", "en"):
        page = officer.get(address("workbench:fair-participant", buyer.pk, language=language))
        whole_page(page)
        assert names(page) == ["가나포장"]


def test_recommendations_take_as_many_queries_for_three_as_for_one(
    fair, buyer, join, now, same_queries_for_three_rows
):
    guest = linked(buyer)

    def add_row():
        join(f"포장 {fair.participants.count()}", offers="친환경 포장재")
        recommend(fair=fair, now=now)

    same_queries_for_three_rows(
        add_row=add_row, read=lambda: guest.get(address("portal:fair-people", fair.pk))
    )
