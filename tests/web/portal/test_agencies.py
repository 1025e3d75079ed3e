from datetime import date

from didim.registry.models import Agency, CommissionTarget
from tests.sign_in import make_staff, sign_in


def test_agencies_are_found_by_name_and_kind(client, small_region):
    assert "한빛산업진흥원" in client.get("/agencies/?q=산업&kind=promotion").content.decode()
    assert "찾는 기관이 없습니다" in client.get("/agencies/?kind=university").content.decode()


def test_agency_page_shows_departments_places_and_networks(client, small_region):
    page = client.get(f"/agencies/{small_region.agency.pk}/").content.decode()

    for words in ("창업지원팀", "입주 모집", "이가람", "강남구", "한빛 지원센터 네트워크"):
        assert words in page


def test_board_shows_seats_held_and_vacant(client, small_region):
    page = client.get(f"/networks/{small_region.board.pk}/").content.decode()

    assert "<b>1</b> / 정원 2" in page
    assert "최다온" in page
    assert "빈자리" in page


def test_agency_list_takes_the_same_queries_for_three_rows(client, db, same_queries_for_three_rows):
    names = iter("가나다라마")
    same_queries_for_three_rows(
        add_row=lambda: Agency.objects.create(name=next(names), kind="centre"),
        read=lambda: client.get("/agencies/"),
    )


def test_commission_targets_of_the_hub_are_shown_to_its_staff_only(client, small_region):
    CommissionTarget.objects.create(agency=small_region.agency, due_on=date(2026, 12, 31), count=300)
    address = f"/networks/{small_region.network.pk}/"
    staff = sign_in(make_staff(small_region.agency), second_factor=True)

    assert "거점기관의 파트너 위촉" not in client.get(address).content.decode()
    assert 'max="300"' in staff.get(address).content.decode()
