"""Pages of video rooms: who has a seat sees theirs, by account or by link; others are refused."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from didim.registry.enums import AgencyKind
from didim.registry.models import Agency
from didim.rooms.domain.opening import SeatFor, close_room, offer_phone, open_room
from didim.rooms.domain.tickets import read_ticket
from didim.rooms.enums import RoomKind, SeatRole
from didim.rooms.models import RoomFile
from didim.rooms.queries.seats import seats_of
from didim.web.portal.views.rooms import address_of
from tests.sign_in import make_user, sign_in
from tests.web.conftest import whole_page

__all__ = ["whole_page"]

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


@pytest.fixture
def agency(db):
    return Agency.objects.create(name="한빛진흥원", name_en="Hanbit agency", kind=AgencyKind.PROMOTION)


@pytest.fixture
def counsellor():
    return make_user("counsellor@example.org", name="김상담")


@pytest.fixture
def make_room(agency, counsellor):
    def make(*, begins=0, minutes=30, title="판로 상담", people=()):
        starts_at = timezone.now() + timedelta(minutes=begins)
        return open_room(
            agency=agency,
            kind=RoomKind.PAIR,
            title=title,
            opens_at=starts_at - timedelta(minutes=10),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            people=people
            or (
                SeatFor(user=counsellor, role=SeatRole.HOST),
                SeatFor(name="이사장", email="lee@example.org", role=SeatRole.STAFF),
            ),
            by=None,
            now=starts_at - timedelta(days=1),
        )

    return make


def own_address(room, seat=0, language="ko"):
    with override(language):
        return address_of(seats_of(room=room)[seat])


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_are_whole_in_both_languages(make_room, counsellor, whole_page, language):
    client = sign_in(counsellor)
    prefix = "" if language == "ko" else "/en"
    empty = whole_page(client.get(f"{prefix}/rooms/"))
    assert empty.find("body") is not None
    rooms = [make_room(begins=begins) for begins in (0, 60)]
    offer_phone(room=rooms[0], number="02-123-4567", pin="4821", by=None)
    addresses = [f"{prefix}/rooms/", *(own_address(room, language=language) for room in rooms)]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        whole_page(response)
    close_room(room=rooms[0], by=None, now=timezone.now())
    whole_page(client.get(addresses[1]))


def test_list_of_rooms_asks_as_much_for_three_as_for_one(make_room, counsellor):
    client, counts = sign_in(counsellor), []
    for more in (1, 2):
        for number in range(more):
            make_room(begins=60 * (number + more), title=f"회의 {more}-{number}")
        client.get("/rooms/")
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/rooms/").content.decode()
        counts.append((len(asked), page.count("/own/")))
    assert [shown for _asked, shown in counts] == [1, 3]
    assert counts[0][0] == counts[1][0]


def test_link_opens_the_room_for_whoever_has_it_and_nothing_else(make_room, counsellor):
    room = make_room()
    link, own = own_address(room, 1), own_address(room)
    assert [Client().get(address).status_code for address in (link, own)] == [200, 403]
    stranger = sign_in(make_user("stranger@example.org"))
    assert stranger.get(own).status_code == 403
    for address in (f"{link}ticket/", f"{own}files/"):
        assert stranger.post(address).status_code == (200 if address.startswith(link) else 403)


def test_page_is_kept_nowhere_and_names_its_link_to_nobody(make_room, settings):
    settings.LIVE_ORIGIN = ":9000"
    settings.ROOM_SERVERS = {"janus": {"public_url": "wss://janus.example.org/"}}
    response = Client().get(own_address(make_room(), 1))
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")
    policy = response["Content-Security-Policy"]
    connects = next(part for part in policy.split(";") if part.strip().startswith("connect-src"))
    assert connects.split()[2:] == ["http://testserver:9000", "wss://janus.example.org"]


@pytest.mark.parametrize(
    ("begins", "minutes", "said"),
    [(60, 30, "아직 열리지 않았습니다"), (-90, 30, "끝난 회의입니다"), (0, 30, "들어가기 전에")],
)
def test_page_says_when_the_room_opens_and_that_it_is_over(make_room, begins, minutes, said):
    room = make_room(begins=begins, minutes=minutes)
    assert said in Client().get(own_address(room, 1)).content.decode()


def test_phone_is_offered_to_whom_pictures_do_not_reach(make_room):
    room = make_room()
    assert "tel:" not in Client().get(own_address(room, 1)).content.decode().partition("<footer")[0]
    offer_phone(room=room, number="02-123-4567", pin="4821", by=None)
    page = Client().get(own_address(room, 1)).content.decode()
    assert 'href="tel:02-123-4567"' in page
    assert "4821" in page


def test_ticket_names_the_seat_and_the_next_room(make_room, counsellor):
    first, second = make_room(), make_room(begins=30, title="다음 상담")
    seat = seats_of(room=first)[0]
    said = sign_in(counsellor).post(f"{own_address(first)}ticket/", {"connection": "abc"}).json()
    ticket = read_ticket(said["ticket"])
    assert (ticket.seat_id, ticket.connection, ticket.origin) == (
        seat.pk,
        f"{seat.pk}-abc",
        "http://testserver",
    )
    assert (said["next"]["title"], said["next"]["address"]) == ("다음 상담", own_address(second))


def test_file_goes_from_one_to_the_other_and_to_nobody_else(make_room, counsellor):
    room, other = make_room(), make_room(begins=1)
    link = own_address(room, 1)
    sent = SimpleUploadedFile("제안서.pdf", PDF, "application/pdf")
    given = Client().post(f"{link}files/", {"file": sent})
    assert given.status_code == 201
    taken = sign_in(counsellor).get(f"{own_address(room)}files/{given.json()['id']}/")
    assert b"".join(taken.streaming_content) == PDF
    assert Client().get(f"{own_address(other, 1)}files/{given.json()['id']}/").status_code == 404


@pytest.mark.parametrize(("name", "content"), [("a.exe", b"MZ"), ("a.pdf", b"not one"), ("", b"")])
def test_file_that_is_not_taken_is_refused_with_a_sentence(make_room, name, content):
    link = own_address(make_room(), 1)
    files = {"file": SimpleUploadedFile(name, content)} if name else {}
    answer = Client().post(f"{link}files/", files)
    assert answer.status_code == 422
    assert answer.json()["problem"]
    assert RoomFile.objects.count() == 0


def test_lobby_gives_and_takes_nothing(make_room, counsellor):
    room = make_room(people=(SeatFor(user=counsellor, role=SeatRole.HOST), SeatFor(name="이사장")))
    sent = SimpleUploadedFile("제안서.pdf", PDF, "application/pdf")
    given = sign_in(counsellor).post(f"{own_address(room)}files/", {"file": sent})
    link = own_address(room, 1)
    assert Client().get(f"{link}files/{given.json()['id']}/").status_code == 404
    sent.seek(0)
    assert Client().post(f"{link}files/", {"file": sent}).status_code == 403
