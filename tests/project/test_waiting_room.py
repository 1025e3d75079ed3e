"""The waiting room: fair, never starving, and blind to tickets that are not one's own."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.project.gate import ARRIVED_AT, LARGEST_BODY, Gate
from didim.project.intake_lane import APPLICATION_OF, SESSION_KEY_OF, Site
from didim.project.waiting_room import (
    LIMIT,
    RESERVE,
    SHORTEST_WAIT,
    VALID_FOR,
    Schedule,
    Ticket,
    Tickets,
    WaitingRoom,
)

NOW = 1_790_000_000.0
HOLDER = "session\n/applications/7/submit/\n3"
TICKETS = Tickets("secret")


def room(**given: Any) -> WaitingRoom:
    return WaitingRoom(Tickets("secret"), **given)


def fill(waiting_room: WaitingRoom, now: float = NOW) -> None:
    for number in range(waiting_room.limit):
        assert waiting_room.ask(now=now, holder=f"first {number}") == (now, None)


def leave(waiting_room: WaitingRoom) -> None:
    with waiting_room.serving():
        pass


def test_room_that_is_not_full_lets_everybody_in_at_once() -> None:
    waiting_room = room()
    for number in range(3 * LIMIT):
        assert waiting_room.ask(now=NOW + number, holder=str(number)) == (NOW + number, None)
        leave(waiting_room)
    assert waiting_room.inside == 0


def test_full_room_gives_a_ticket_with_the_instant_of_arrival() -> None:
    waiting_room = room()
    fill(waiting_room)
    arrived_at, ticket = waiting_room.ask(now=NOW, holder=HOLDER)
    assert arrived_at == NOW
    assert ticket == Ticket(NOW, NOW + SHORTEST_WAIT)


def test_ticket_in_its_time_enters_with_its_own_arrival_although_newcomers_wait() -> None:
    waiting_room = room()
    fill(waiting_room)
    _at, ticket = waiting_room.ask(now=NOW, holder=HOLDER)
    assert ticket is not None
    for number in range(50):
        assert waiting_room.ask(now=NOW, holder=f"later {number}")[1] is not None
    text = TICKETS.sign(ticket, holder=HOLDER)
    assert waiting_room.ask(now=ticket.enter_at, holder=HOLDER, shown=text) == (NOW, None)


def test_newcomer_waits_until_the_line_has_been_worked_off_even_when_places_are_free() -> None:
    waiting_room = room()
    fill(waiting_room)
    rate = waiting_room.schedule.rate
    for number in range(30):
        assert waiting_room.ask(now=NOW, holder=f"{number}")[1] is not None
    for _ in range(LIMIT):
        leave(waiting_room)
    assert waiting_room.ask(now=NOW + 29 / rate, holder="newcomer")[1] is not None
    assert waiting_room.ask(now=NOW + 32 / rate, holder="newcomer") == (NOW + 32 / rate, None)


def test_line_that_was_worked_off_opens_the_room_although_newcomers_never_cease() -> None:
    """Each who waits half a second at least must not keep the next one waiting for it."""
    waiting_room = room()
    fill(waiting_room)
    assert waiting_room.ask(now=NOW, holder="waits")[1] is not None
    for _ in range(LIMIT):
        leave(waiting_room)
    later = NOW + SHORTEST_WAIT / 2
    assert waiting_room.ask(now=later, holder="newcomer") == (later, None)


def test_ticket_shown_too_early_keeps_its_place() -> None:
    waiting_room = room()
    fill(waiting_room)
    _at, ticket = waiting_room.ask(now=NOW, holder=HOLDER)
    assert ticket is not None
    text = TICKETS.sign(ticket, holder=HOLDER)
    assert waiting_room.ask(now=NOW + 0.2, holder=HOLDER, shown=text) == (NOW, ticket)


def test_ticket_that_finds_the_room_full_comes_again_soon_and_keeps_its_arrival() -> None:
    waiting_room = room(inside=LIMIT + RESERVE)
    text = TICKETS.sign(Ticket(NOW - 5, NOW), holder=HOLDER)
    assert waiting_room.ask(now=NOW, holder=HOLDER, shown=text) == (
        NOW - 5,
        Ticket(NOW - 5, NOW + SHORTEST_WAIT),
    )


def test_ticket_after_its_time_is_a_newcomers() -> None:
    text = TICKETS.sign(Ticket(NOW, NOW), holder=HOLDER)
    late = NOW + VALID_FOR + 1
    assert room().ask(now=late, holder=HOLDER, shown=text) == (late, None)


@given(st.binary(max_size=60), st.integers(0, 63), st.integers(0, 7))
def test_forged_or_changed_ticket_is_nothing(forged: bytes, at: int, bit: int) -> None:
    assert TICKETS.read(forged.hex(), holder=HOLDER) is None
    text = TICKETS.sign(Ticket(NOW, NOW + 1), holder=HOLDER)
    letters = bytearray(text.encode())
    letters[at] ^= 1 << bit
    changed = letters.decode("latin-1")
    assert TICKETS.read(changed, holder=HOLDER) is None


@given(
    st.sampled_from(["other\n/applications/7/submit/\n3", HOLDER.replace("7", "8"), HOLDER.replace("3", "4")])
)
def test_ticket_of_somebody_else_or_for_something_else_is_nothing(holder: str) -> None:
    text = TICKETS.sign(Ticket(NOW, NOW + 1), holder=HOLDER)
    assert TICKETS.read(text, holder=HOLDER) == Ticket(NOW, NOW + 1)
    assert TICKETS.read(text, holder=holder) is None
    assert Tickets("another secret").read(text, holder=HOLDER) is None


@given(
    st.lists(st.floats(0, 5), min_size=1, max_size=200),
    st.lists(st.floats(0.001, 2), max_size=50),
)
def test_entering_instants_follow_the_order_of_arrival(gaps: list[float], took: list[float]) -> None:
    schedule, now, before = Schedule(), NOW, 0.0
    for number, gap in enumerate(gaps):
        now += gap
        for seconds in took[number : number + 1]:
            schedule.measured(seconds)
        instant = schedule.next(now)
        assert instant > before
        assert instant >= now + SHORTEST_WAIT
        before = instant


@given(st.integers(1, 300), st.floats(0.005, 0.5))
def test_nobody_starves_whoever_came_first_enters_first(waiting: int, takes: float) -> None:
    """Everybody comes at their instant, the room serves at its rate: all get in, in the order they came."""
    waiting_room = room()
    fill(waiting_room)
    waiting_room.schedule.takes = takes
    due = []
    for number in range(waiting):
        holder = f"{number}"
        _at, ticket = waiting_room.ask(now=NOW + number / 1_000, holder=holder)
        assert ticket is not None
        due.append((ticket.enter_at, holder, ticket))
    for _ in range(waiting_room.limit):
        leave(waiting_room)
    waiting_room.schedule.takes = takes
    order = []
    for instant, holder, ticket in sorted(due):
        text = TICKETS.sign(ticket, holder=holder)
        assert waiting_room.ask(now=instant, holder=holder, shown=text)[1] is None
        order.append(int(holder))
        leave(waiting_room)
    assert order == list(range(waiting))


def ask_site(
    waiting_room: WaitingRoom, path: str, **environ: Any
) -> tuple[str, dict[str, str], bytes, list[Any]]:
    reached: list[Any] = []

    def site(given: dict[str, Any], start_response: Any) -> list[bytes]:
        reached.append((given[ARRIVED_AT], given["wsgi.input"].read()))
        start_response("200 OK", [])
        return [b"in"]

    answered: list[Any] = []
    body = b"draft_version=3&csrfmiddlewaretoken=%3Cb%3E"
    given = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "HTTP_COOKIE": "a=b; sessionid=session",
        **environ,
    }
    content = b"".join(
        Gate(site, site, waiting_room, session_cookie="sessionid")(
            given, lambda *words: answered.append(words)
        )
    )
    status, headers = answered[0]
    return status, dict(headers), content, reached


def test_door_gives_tickets_for_handing_in_alone() -> None:
    full = room(inside=LIMIT)
    for path, method in (
        ("/applications/7/save/", "POST"),
        ("/applications/7/submit/", "GET"),
        ("/", "POST"),
    ):
        assert ask_site(full, path, REQUEST_METHOD=method)[0] == "200 OK"
    assert ask_site(full, "/en/applications/7/submit/", HTTP_ACCEPT="application/json")[0].startswith("503")


def test_program_gets_its_ticket_and_enters_with_it() -> None:
    full = room(inside=LIMIT)
    status, headers, content, reached = ask_site(
        full, "/applications/7/submit/", HTTP_ACCEPT="application/json"
    )
    assert (status[:3], headers["Retry-After"], reached) == ("503", "1", [])
    told = json.loads(content)
    full.inside = 0
    ticket = Ticket(told["arrived_at"], told["arrived_at"])
    text = full.tickets.sign(ticket, holder=HOLDER)
    status, _headers, _content, reached = ask_site(
        full, "/applications/7/submit/", QUERY_STRING=f"ticket={text}"
    )
    assert status == "200 OK"
    assert reached == [(told["arrived_at"], b"draft_version=3&csrfmiddlewaretoken=%3Cb%3E")]
    assert full.inside == 0


@pytest.mark.parametrize(
    ("path", "words"), [("/applications/7/submit/", "차례"), ("/en/applications/7/submit/", "turn")]
)
def test_page_for_people_sends_again_what_was_sent(path: str, words: str) -> None:
    status, headers, content, _reached = ask_site(room(inside=LIMIT), path)
    page = content.decode()
    assert status.startswith("503")
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert words in page
    assert f'action="{path}?ticket=' in page
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="&lt;b&gt;">' in page
    assert '<input type="hidden" name="draft_version" value="3">' in page


def test_lane_is_told_whose_session_and_which_application() -> None:
    reached: list[Any] = []

    def answers(name: str) -> Site:
        def answer(given: dict[str, Any], start_response: Any) -> list[bytes]:
            reached.append((name, given.get(SESSION_KEY_OF), given.get(APPLICATION_OF)))
            start_response("200 OK", [])
            return []

        return answer

    gate = Gate(answers("site"), answers("lane"), room(), session_cookie="sessionid")
    for path, length in (
        ("/applications/7/submit/", "0"),
        ("/en/applications/7/submit/", str(LARGEST_BODY + 1)),
        ("/applications/1234567890123456789/submit/", "0"),
        ("/applications/7/save/", "0"),
    ):
        given = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_LENGTH": length,
            "wsgi.input": io.BytesIO(),
            "HTTP_COOKIE": "sessionid=key",
        }
        gate(given, lambda *_words: None)
    assert reached == [
        ("lane", "key", "7"),
        ("site", "key", "7"),
        ("site", "key", "1234567890123456789"),
        ("site", None, None),
    ]


def test_rate_of_service_is_what_groups_have_shown() -> None:
    waiting_room = room()
    for _ in range(20):
        waiting_room.measured(10, 0.02)
    assert waiting_room.schedule.rate == pytest.approx(500, rel=0.01)


def test_one_who_fails_inside_leaves_too() -> None:
    waiting_room = room()
    waiting_room.ask(now=NOW, holder=HOLDER)
    with pytest.raises(RuntimeError), waiting_room.serving():
        raise RuntimeError
    assert waiting_room.inside == 0
