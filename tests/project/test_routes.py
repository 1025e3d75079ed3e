"""Every route has a guard, and nobody sees what is not theirs: each visitor opens each route."""

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from didim.accounts.guards import PUBLIC, Answer
from didim.accounts.tenancy import DatabaseScope, scoped
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import NOBODY, Actor, load_actor

from .marked_rooms import KEY as MARKED_ROOM
from .routes import Route, all_routes
from .visitors import MARKS, NOW, Scene, Visitor, make_scene

ROUTES = all_routes()
VISITORS = (
    "stranger",
    "signed in",
    "consents due",
    "firm owner",
    "firm member",
    *(f"{role.value}{factor}" for role in AgencyRole for factor in ("", " without factor")),
    "reviewer",
    "reviewer without factor",
    "expert",
    "expert without factor",
    "operator",
    "operator without factor",
)
# What stands in an address: a thing of the scene that belongs to the other agency or firm, so that a page
# which opens it to others leaks. By the name in the address, and by route where that name says too little.
THINGS_BY_NAME = {
    "absence_id": "absence",
    "agency_id": "agency",
    "agreement_id": "agreement",
    "answer_id": "outcome_answer",
    "application_id": "application",
    "appointment_id": "appointment",
    "asset_id": "asset",
    "assignment_id": "assignment",
    "banned_id": "banned",
    "board_id": "board",
    "booking_id": "booking",
    "branch_id": "branch",
    "call_id": "call",
    "change_id": "agreement_change",
    "challenge_id": "challenge",
    "claim_id": "bonus_claim",
    "commission_id": "commission",
    "committee_id": "committee",
    "consent_id": "consent",
    "consultation_id": "consultation",
    "contract_id": "contract",
    "counsellor_id": "counsellor",
    "counter_id": "counter",
    "deal_id": "deal",
    "decision_id": "decision",
    "disallowance_id": "disallowance",
    "dispatch_id": "dispatch",
    "enterprise_id": "firm",
    "evidence_id": "expenditure_evidence",
    "expenditure_id": "expenditure",
    "fair_id": "fair",
    "file_id": "firm_file",
    "finding_id": "expenditure_finding",
    "firm_id": "firm",
    "follow_up_id": "follow_up",
    "gate_id": "gate",
    "import_id": "firm_import",
    "instalment_id": "instalment",
    "interpreter_id": "interpreter",
    "invitation_id": "invitation",
    "item_id": "check_item",
    "job_application_id": "job_application",
    "letter_id": "letter",
    "meeting_id": "fair_meeting",
    "need_id": "need",
    "network_id": "network",
    "notice_id": "notice",
    "objection_id": "objection",
    "observation_id": "observation",
    "outcome_request_id": "outcome_request",
    "activity_id": "partnership_activity",
    "contact_id": "partnership_contact",
    "paper_id": "partnership_paper",
    "partnership_id": "partnership",
    "check_id": "closure_check",
    "closure_id": "closure",
    "collaboration_id": "collaboration",
    "project_id": "joint_project",
    "restart_id": "restart",
    "restart_claim_id": "restart_claim",
    "pair_id": "pair",
    "participant_id": "fair_participant",
    "period_id": "closed_period",
    "place_id": "place",
    "plan_id": "decision_plan",
    "posting_id": "posting",
    "programme_id": "programme",
    "proposal_id": "proposal",
    "published_id": "published_report",
    "receipt_id": "receipt",
    "recovery_id": "recovery",
    "recusal_id": "recusal",
    "review_id": "review",
    "reviewer_id": "reviewer",
    "round_id": "review_round",
    "run_id": "assignment_run",
    "sanction_id": "sanction",
    "scheme_id": "scheme",
    "search_id": "saved_search",
    "service_id": "service",
    "upload_id": "upload",
    "seat_id": "seat",
    "study_id": "study",
    "supplement_id": "supplement",
    "supplier_id": "supplier",
    "similarity_id": "plan_similarity",
    "table_id": "fair_table",
    "target_id": "outcome_target",
    "ticket_id": "ticket",
    "tie_id": "tie",
    "slip_id": "fee_slip",
    "visit_id": "visit",
    "photo_id": "visit_photo",
    "voucher_id": "voucher",
    "grievance_id": "grievance",
    "in_charge_id": "in_charge",
    "day_id": "agency_day",
    "promise_id": "promise",
    "entry_id": "register_entry",
    "apart_id": "expert_tie",
    "away_id": "expert_absence",
    "dispatch_run_id": "dispatch_run",
    "expert_id": "pool_expert",
    "request_id": "visit_request",
    "term_id": "expert_term",
}
# Of a job fair and of an open-innovation fair, which have pages of their own.
JOB_FAIR_PAGES = {
    "portal": (
        "fair-jobs",
        "fair-job-create",
        "fair-own-jobs",
        "fair-job",
        "fair-job-edit",
        "fair-job-close",
        "fair-applicants",
        "fair-job-apply",
        "fair-job-applications",
        "fair-job-application",
        "fair-job-withdraw",
        "fair-job-invite",
        "fair-job-decide",
    ),
    "workbench": ("fair-jobs", "fair-job", "fair-job-close", "fair-jobs-export"),
}
INNOVATION_FAIR_PAGES = {
    "portal": (
        "fair-challenges",
        "fair-challenge-create",
        "fair-own-challenges",
        "fair-challenge",
        "fair-challenge-edit",
        "fair-challenge-proposals",
        "fair-propose",
        "fair-proposals",
        "fair-proposal",
        "fair-proposal-file",
        "fair-proposal-withdraw",
        "fair-proposal-answer",
    ),
    "workbench": ("fair-challenges", "fair-challenge", "fair-challenges-export", "fair-proposal-file"),
}
THINGS: dict[tuple[str, str], str] = {
    ("workbench:collaboration-leave", "member_id"): "group_member",
    ("portal:room-take", "number"): "room_file",
    ("portal:fair-absences", "fair_id"): "open_fair",
    ("portal:fair-people", "fair_id"): "open_fair",
    ("portal:fair-person", "fair_id"): "open_fair",
    ("portal:fair-profile", "fair_id"): "open_fair",
    ("portal:fair-register", "fair_id"): "open_fair",
    ("portal:fair-request-answer", "fair_id"): "open_fair",
    ("portal:fair-request-withdraw", "fair_id"): "open_fair",
    ("portal:fair-requests", "fair_id"): "open_fair",
    ("workbench:fair", "fair_id"): "open_fair",
    ("workbench:fair-edit", "fair_id"): "open_fair",
    ("workbench:fair-participants", "fair_id"): "open_fair",
    ("portal:fair-request-answer", "request_id"): "fair_request",
    ("portal:fair-request-withdraw", "request_id"): "fair_request",
    ("workbench:collaboration-result", "member_id"): "group_member",
    ("portal:own-group", "member_id"): "group_member",
    ("portal:own-group-agree", "member_id"): "group_member",
    ("portal:grievance-paper", "paper_id"): "grievance_paper",
    ("portal:grievance-opened-paper", "paper_id"): "grievance_paper",
    ("workbench:grievance-paper", "paper_id"): "grievance_paper",
    ("workbench:partnership-promise", "promise_id"): "partnership_promise",
    ("workbench:partnership-promise-settle", "promise_id"): "partnership_promise",
    ("workbench:expenditure-refund", "payment_id"): "expenditure_payment",
    ("account_pages:agency-role-end", "member_id"): "agency_member",
    ("account_pages:firm-member-end", "member_id"): "firm_member",
    ("account_pages:firm-member-role", "member_id"): "firm_member",
    ("portal:agency-detail", "pk"): "agency",
    ("workbench:observation-evidence", "evidence_id"): "observation_evidence",
    ("workbench:observation-evidence-remove", "evidence_id"): "observation_evidence",
    ("workbench:fair-import-detail", "import_id"): "fair_import",
    ("workbench:fair-import-errors", "import_id"): "fair_import",
    ("workbench:fair-import-detail", "fair_id"): "open_fair",
    ("workbench:fair-import-errors", "fair_id"): "open_fair",
    ("workbench:outcome-import-detail", "import_id"): "outcome_import",
    ("workbench:outcome-import-errors", "import_id"): "outcome_import",
    ("workbench:reviewer-import-detail", "import_id"): "reviewer_import",
    ("workbench:reviewer-import-errors", "import_id"): "reviewer_import",
    ("workbench:support-import-detail", "import_id"): "support_import",
    ("workbench:support-import-errors", "import_id"): "support_import",
    ("portal:firm-certificate-remove", "pk"): "designation",
    ("portal:network-detail", "pk"): "network",
    ("portal:notice-detail", "pk"): "notice",
    ("portal:notice-ics", "pk"): "notice",
    ("portal:saved-search-alerts", "pk"): "saved_search",
    ("portal:saved-search-delete", "pk"): "saved_search",
    ("workbench:board-leave", "member_id"): "network_member",
    ("workbench:disallow", "expenditure_id"): "marked_expenditure",
    **{
        (f"{app}:{name}", "fair_id"): fair
        for pages, fair in ((JOB_FAIR_PAGES, "job_fair"), (INNOVATION_FAIR_PAGES, "innovation_fair"))
        for app, names in pages.items()
        for name in names
    },
}
WORDS: dict[tuple[str, str], str] = {
    ("workbench:closure-act", "act"): "finish",
    ("workbench:collaboration-act", "act"): "member",
    ("workbench:grievance-act", "act"): "note",
    ("portal:grievance-act", "act"): "withdraw",
    ("portal:grievance-opened-act", "act"): "withdraw",
    ("openid_connect_login", "provider_id"): "nobody",
    ("openid_connect_callback", "provider_id"): "nobody",
    ("mfa_remove_webauthn", "pk"): "1",
    ("mfa_edit_webauthn", "pk"): "1",
    ("account_pages:firm-invitation", "token"): "no-such-token",
    ("portal:agreement-paper", "number"): "1",
    ("workbench:agreement-paper", "number"): "1",
    ("portal:voucher-delivery-file", "number"): "1",
    ("workbench:voucher-delivery-file", "number"): "1",
    ("workbench:final-report-file", "number"): "1",
    ("review:file", "file_id"): "1",
    ("review:invitation", "token"): "no-such-token",
    ("portal:expert-invitation", "token"): "no-such-token",
    ("portal:fair-link", "token"): "no-such-token",
    # What stands behind a right one is tested in tests/web/test_desk_pages.py.
    ("portal:desk-board", "token"): "no-such-token",
    ("portal:desk-calendar", "token"): "no-such-token",
    # Who has no seat is refused; what those who have one see is tested in tests/web/test_room_pages.py.
    ("portal:room", "key"): MARKED_ROOM,
    ("portal:room", "token"): "own",
    ("portal:room-ticket", "key"): MARKED_ROOM,
    ("portal:room-ticket", "token"): "own",
    ("portal:room-give", "key"): MARKED_ROOM,
    ("portal:room-give", "token"): "own",
    ("portal:room-take", "key"): MARKED_ROOM,
    ("portal:room-take", "token"): "own",
    ("portal:visit-subscription", "token"): "no-such-token",
    ("portal:draft-step", "step"): "firm",
    # Public figures of an edition; here none is published.
    ("api:district-detail", "code"): "3110001",
    ("portal:district", "code"): "3110001",
    ("workbench:district-import", "district_import_id"): "1",
    ("workbench:district-dismiss", "district_import_id"): "1",
    ("workbench:district-withdraw", "number"): "1",
    ("portal:district-report", "code"): "3110001",
    ("portal:district-supply", "code"): "3110001",
    ("portal:district-trade", "code"): "CS100010",
    # Anybody may check a receipt; what the page shows is tested beside it.
    ("portal:receipt-check", "code"): "0000-0000-0000-0000",
    ("portal:slot-files", "slot"): "plan",
    ("workbench:report", "outline_code"): "annual",
    ("workbench:report-publish", "outline_code"): "annual",
    ("workbench:report-workbook", "outline_code"): "annual",
    ("workbench:report-file", "outline_code"): "annual",
    ("workbench:report-file", "ending"): "hwpx",
    ("workbench:national-file", "ending"): "hwpx",
    ("workbench:figure", "figure_code"): "sales",
    ("workbench:figure-workbook", "figure_code"): "sales",
    ("workbench:published-file", "ending"): "xlsx",
}
METHODS = ("GET", "POST")
# Open to whoever has a seat in that very room, by account or link: everybody else is refused.
BY_SEAT = {"portal:room", "portal:room-take"}
# Pages of the sign-in library know no agency and no firm: three kinds of visitor are enough for them.
SIGN_IN_PAGES = "accounts/"
VISITORS_OF_SIGN_IN_PAGES = ("stranger", "signed in", "director")


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_scene()
        transaction.set_rollback(True)


def test_every_route_declares_a_guard() -> None:
    assert [route.pattern for route in ROUTES if route.guard is None] == []


def test_every_name_in_an_address_has_a_value() -> None:
    missing = [
        (route.name, parameter)
        for route in ROUTES
        for parameter in route.parameters
        if (route.name, parameter) not in THINGS | WORDS and parameter not in THINGS_BY_NAME
    ]
    assert missing == []


def test_table_of_addresses_names_only_routes_that_exist() -> None:
    known = {(route.name, parameter) for route in ROUTES for parameter in route.parameters}
    assert set(THINGS) | set(WORDS) <= known


@pytest.mark.django_db
@pytest.mark.parametrize("name", VISITORS)
def test_visitor_meets_the_guards_and_reads_nothing_of_others(scene: Scene, name: str) -> None:
    visitor = scene.visitors[name]
    actor = _actor(visitor)
    faults = []
    for route in ROUTES:
        if route.pattern.startswith(SIGN_IN_PAGES) and name not in VISITORS_OF_SIGN_IN_PAGES:
            continue
        # Without the factor staff are like anybody signed in where everybody may come in.
        if route.guard is PUBLIC and name.endswith("without factor"):
            continue
        for method in METHODS:
            response = _open(scene, visitor, route, method)
            faults += [
                f"{method} {route.pattern}: {fault}" for fault in _faults(route, actor, method, response)
            ]
    assert not faults, "\n".join(faults)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["other director", "other owner", "other reviewer", "other expert"])
def test_those_whose_things_they_are_do_read_them(scene: Scene, name: str) -> None:
    visitor = scene.visitors[name]
    texts = [
        _text(_open(scene, visitor, route, "GET"))
        for route in ROUTES
        if route.parameters or "list" in route.name
    ]
    assert any(mark in text for text in texts for mark in MARKS)


def _actor(visitor: Visitor) -> Actor:
    if visitor.user is None:
        return NOBODY
    with scoped(DatabaseScope(user=visitor.user.pk)):
        return load_actor(user=visitor.user, session=visitor.client.session, now=NOW)


def _open(scene: Scene, visitor: Visitor, route: Route, method: str) -> HttpResponse:
    """Send one request and undo what it did, the visitor's sign-out included."""
    values = {parameter: _value(scene, route, parameter) for parameter in route.parameters}
    path = reverse(route.name, kwargs=values) if route.name.strip(":") else f"/{route.pattern}"
    client = visitor.client
    client.raise_request_exception = False
    before = SimpleCookie(client.cookies)
    cache.clear()
    with transaction.atomic():
        response = client.get(path) if method == "GET" else client.post(path)
        transaction.set_rollback(True)
    client.cookies = before
    return response


def _value(scene: Scene, route: Route, parameter: str) -> object:
    key = (route.name, parameter)
    return WORDS[key] if key in WORDS else scene.things[THINGS.get(key) or THINGS_BY_NAME[parameter]].pk


def _text(response: HttpResponse) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace") + str(dict(response.headers))


def _faults(route: Route, actor: Actor, method: str, response: HttpResponse) -> Iterator[str]:
    text = _text(response)
    # The operator of an installation sees all of it where a guard says so.
    if not (actor.user.is_superuser and "operator" in route.guard.name):
        yield from (f"shows {mark}" for mark in MARKS if mark in text)
    if response.status_code >= 500:
        yield f"fails with {response.status_code}"
    elif not _fits(route, route.guard.answer(actor), method, response):
        location = response.headers.get("Location", "")
        yield f"answers {response.status_code} {location} to {route.guard.answer(actor).name}"


def _fits(route: Route, answer: Answer, method: str, response: HttpResponse) -> bool:
    """Whether the answer is what the guard says.

    A method that a view does not have is refused before it; writing may ask for more than the guard does.
    """
    status, location = response.status_code, response.headers.get("Location", "")
    asks_for_more = method == "POST" or route.name in BY_SEAT
    if status == 405 or (asks_for_more and answer is Answer.ALLOWED and status == 403):
        return True
    if answer is Answer.ALLOWED and route.pattern.startswith(SIGN_IN_PAGES):
        return True
    if route.is_api:
        refused = {Answer.SIGN_IN: 401, Answer.CONSENT: 403, Answer.SECOND_FACTOR: 403, Answer.FORBIDDEN: 403}
        return status == refused[answer] if answer in refused else status not in {401, 403}
    led_to = {
        Answer.SIGN_IN: reverse("account_login"),
        Answer.CONSENT: "/consents/",
        Answer.SECOND_FACTOR: "/second-factor/",
    }
    if answer in led_to:
        return status == 302 and led_to[answer] in location
    return status == 403 if answer is Answer.FORBIDDEN else status not in {401, 403}
