"""Submissions that come together: each gets what it would have got alone, and nobody more than that."""

import io
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from didim.accounts.models import User
from didim.applications.domain.drafts import save_answers, start_application
from didim.applications.domain.verifying import broken_applications, broken_receipts, broken_submissions
from didim.applications.enums import ReceiptKind
from didim.applications.models import Application, Receipt, Submission
from didim.project.intake_lane import APPLICATION_OF, SESSION_KEY_OF, Lane, Seat
from didim.project.middleware import FAILED
from didim.registry.models import AgencyRelation, Enterprise
from didim.web.components.arrival import ARRIVED_AT
from tests.applications.builders import NOW, make_agency, make_call, make_firm
from tests.sign_in import make_firm_member, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Person:
    """Somebody signed in with a draft that can be handed in."""

    user: User
    firm: Enterprise
    application: Application
    session: str

    def asks(self, application: Application | None = None, *, after: int = 0, **given: Any) -> dict[str, Any]:
        """Return the environment of a request to hand in, so many seconds after the first."""
        of = application or self.application
        token = secrets.token_hex(16)
        body = f"draft_version={given.pop('version', of.draft.version)}"
        headers = {
            "Accept": "application/json",
            "Cookie": f"sessionid={self.session}; csrftoken={token}",
            "X-CSRFToken": given.pop("csrf", token),
        }
        environ = (
            RequestFactory()
            .post(
                f"/applications/{of.pk}/submit/",
                body,
                content_type="application/x-www-form-urlencoded",
                headers=headers,
            )
            .environ
        )
        return {
            **environ,
            "wsgi.input": io.BytesIO(body.encode()),
            ARRIVED_AT: NOW.timestamp() + after,
            SESSION_KEY_OF: self.session,
            APPLICATION_OF: str(of.pk),
        }


def make_people(count: int) -> list[Person]:
    call = make_call(make_agency())
    people = []
    for number in range(count):
        firm = make_firm(f"기업 {number}", serial=number)
        user = make_firm_member(firm, email=f"{number}@example.org")
        application = start_application(enterprise=firm, call=call, by=user, now=NOW)
        answers = {"problem": f'"문제" \\ {number}'}
        save_answers(draft=application.draft, base_version=1, changes=answers, by=user, now=NOW)
        application.draft.refresh_from_db()
        people.append(Person(user, firm, application, str(sign_in(user).session.session_key)))
    return people


def make_lane(measured: list[int] | None = None) -> Lane:
    told = [] if measured is None else measured
    return Lane(WSGIHandler(), measured=lambda count, _seconds: told.append(count))


def together(lane: Lane, requests: Sequence[dict[str, Any]]) -> list[str]:
    """Serve requests as one group; return each one's status, "" for one the group does not answer."""
    seats = [Seat(environ) for environ in requests]
    lane.serve(seats)
    return [seat.answer.status[:3] if seat.answer else "" for seat in seats]


def alone(lane: Lane, environ: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    told: list[Any] = []
    body = b"".join(lane(environ, lambda *words: told.extend(words)))
    return told[0][:3], json.loads(body) if body.startswith(b"{") else {}


def stands_whole() -> bool:
    return not [*broken_receipts(), *broken_submissions(), *broken_applications()]


def test_group_takes_what_is_plain_and_numbers_it_in_the_order_of_arrival() -> None:
    first, second, third, other = make_people(4)
    lane = make_lane()
    strange = other.asks(third.application)  # of a firm that is in the group, but not theirs
    stale = other.asks(version=1)
    requests = [
        strange,
        first.asks(after=2),
        second.asks(after=1),
        stale,
        third.asks(after=3),
        third.asks(csrf="x"),
    ]
    assert together(lane, requests) == ["", "201", "201", "", "201", ""]
    numbers = Receipt.objects.order_by("number").values_list("number", "enterprise_id")
    assert list(numbers) == [(1, second.firm.pk), (2, first.firm.pk), (3, third.firm.pk)]
    assert stands_whole()
    assert Submission.objects.filter(enterprise=other.firm).count() == 0
    assert AgencyRelation.objects.filter(kind="application").count() == 3
    for person in (first, second, third):
        event = person.application.events.filter(pgh_label="update").get()
        assert event.pgh_context.metadata == {"act": "submit_application", "user": person.user.pk}
        assert event.state == "submitted"

    assert alone(lane, stale)[0] == "422"
    assert alone(lane, strange)[0] == "404"
    assert alone(lane, third.asks(csrf="x"))[0] == "403"
    assert alone(lane, other.asks())[0] == "201"


def test_receipt_of_a_group_is_the_one_that_was_answered() -> None:
    (person,) = make_people(1)
    measured: list[int] = []
    status, told = alone(make_lane(measured), person.asks())
    receipt = Receipt.objects.get()
    assert (status, told) == (
        "201",
        {"receipt": receipt.code, "url": f"/applications/{person.application.pk}/receipts/{receipt.pk}/"},
    )
    assert (receipt.kind, receipt.submission.submitted_by) == (ReceiptKind.SUBMITTED, person.user)
    assert measured == [1]


def test_one_application_twice_in_a_group_is_handed_in_once_and_again_alone() -> None:
    (person,) = make_people(1)
    lane = make_lane()
    again = person.asks(after=1)
    assert together(lane, [person.asks(), again]) == ["201", ""]
    assert alone(lane, again)[0] == "201"
    kinds = Receipt.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == [ReceiptKind.SUBMITTED, ReceiptKind.RESUBMITTED]
    assert list(Submission.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_group_that_cannot_be_written_answers_nobody_and_leaves_nothing() -> None:
    early, first, second = make_people(3)
    lane = make_lane()
    assert together(lane, [early.asks()]) == ["201"]
    with connection.cursor() as cursor:  # the next key is taken
        cursor.execute("SELECT setval('applications_receipt_id_seq', %s, false)", [Receipt.objects.get().pk])
    requests = [first.asks(), second.asks()]
    assert together(lane, requests) == ["", ""]
    assert Receipt.objects.count() == Submission.objects.count() == 1
    assert [alone(lane, environ)[0] for environ in requests] == ["201", "201"]
    assert stands_whole()


def test_group_says_what_a_person_alone_would_be_told_of_a_stranger_and_of_an_ended_session() -> None:
    (person,) = make_people(1)
    lane = make_lane()
    nobody = Person(person.user, person.firm, person.application, "")
    ended = Person(person.user, person.firm, person.application, secrets.token_hex(16))
    requests = [nobody.asks(), ended.asks()]
    assert together(lane, requests) == ["", ""]
    assert [alone(lane, environ)[0] for environ in requests] == ["302", "302"]
    assert Receipt.objects.count() == 0


def test_number_of_statements_does_not_grow_with_the_group() -> None:
    people = make_people(6)
    lane = make_lane()
    together(lane, [people[0].asks()])  # what is read once a process
    counts = []
    for group in (people[1:2], people[2:]):
        with CaptureQueriesContext(connection) as heard:
            assert together(lane, [person.asks() for person in group]) == ["201"] * len(group)
        counts.append(len(heard))
    assert counts[0] == counts[1] <= 10


def test_transaction_of_a_group_leaves_no_scope_behind() -> None:
    (person,) = make_people(1)
    together(make_lane(), [person.asks()])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('didim.enterprises', true), current_setting('didim.acts', true)"
        )
        assert [value or "" for value in cursor.fetchone()] == ["", ""]


def test_commit_nobody_knows_of_is_told_as_an_error_and_not_tried_again() -> None:
    (person,) = make_people(1)
    environ = person.asks() | {FAILED: OperationalError("the server has gone")}
    told: list[Any] = []
    list(WSGIHandler()(environ, lambda *words: told.extend(words)))
    assert told[0][:3] == "500"
    assert Receipt.objects.count() == 0
