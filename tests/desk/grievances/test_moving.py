"""A case between two agencies: who sees it, who has it, and how its clock goes on."""

from datetime import date

import pytest

from didim.accounts.models import OutboundMessage, User
from didim.accounts.tenancy import DatabaseScope, scoped
from didim.desk.domain.grievances import handling, moving
from didim.desk.domain.grievances.consenting import ask_consent
from didim.desk.domain.grievances.intake import Contact, Intake, receive_grievance
from didim.desk.domain.grievances.publishing import propose_entry
from didim.desk.grievance_enums import AgencyTransferState, EventKind, GrievanceChannel, GrievanceClass
from didim.desk.models import AgencyTransfer, ExtensionConsent, Grievance, GrievanceEvent
from didim.desk.queries.grievances import asked_to_take, grievance_by_code, transfers_of
from didim.kernel.refusals import RefusedError
from didim.registry.domain.charges import assign_case_officer
from didim.registry.models import Agency, AgencyRelation, Enterprise, Person, Region

from .conftest import BODY, NOW, SINCE, make_case
from .test_handling import ANSWER, days, due, sorted_case


@pytest.fixture
def offered(case: Grievance, other_agency: Agency, officer: User) -> AgencyTransfer:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    return offer(case, other_agency, officer)


def offer(case: Grievance, agency: Agency, by: User, day: int = 2, reason: str = "소관") -> AgencyTransfer:
    return moving.propose_transfer(grievance=case, to_agency=agency, reason=reason, by=by, now=days(day))


def take(transfer: AgencyTransfer, day: int = 3) -> Grievance:
    return moving.accept_transfer(transfer=transfer, by=None, now=days(day))


def send_back(transfer: AgencyTransfer, note: str = "우리 일이 아님") -> AgencyTransfer:
    return moving.return_transfer(transfer=transfer, note=note, by=None, now=days(3))


def of(*agencies: int) -> DatabaseScope:
    return DatabaseScope(agencies=frozenset(agencies))


def seen(scope: DatabaseScope) -> tuple[int, int, int]:
    """Return how many cases, events and hand-overs a web request of that scope sees."""
    with scoped(scope):
        return Grievance.objects.count(), GrievanceEvent.objects.count(), AgencyTransfer.objects.count()


def test_another_agency_takes_the_case_and_the_clock_begins_anew(
    case: Grievance, offered: AgencyTransfer, other_agency: Agency, district: Region
) -> None:
    make_case(agency=other_agency)
    lead = Person.objects.create(name="저쪽담당")
    assign_case_officer(agency=other_agency, person=lead, on=SINCE, region=district)
    assert due(case) == date(2026, 2, 9)

    taken = take(offered)

    # Seven days after Thursday 5 February.
    assert due(taken) == date(2026, 2, 12)
    assert (taken.agency, taken.officer, taken.number) == (other_agency, lead, "G2026-000002")
    kinds = list(taken.events_of_clock.order_by("number").values_list("kind", flat=True))
    assert kinds == ["received", "classified", "noted", "moved", "transferred"]
    offered.refresh_from_db()
    assert (offered.state, offered.decided_at) == (AgencyTransferState.ACCEPTED, days(3))


def test_a_late_case_stays_late_at_the_other_agency(
    case: Grievance, other_agency: Agency, officer: User
) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)

    taken = take(offer(case, other_agency, officer, day=9), day=10)

    assert (due(taken), taken.status) == (date(2026, 2, 9), "overdue")


def test_a_case_sent_back_never_left(case: Grievance, offered: AgencyTransfer, agency: Agency) -> None:
    with pytest.raises(RefusedError):
        send_back(offered, " ")

    send_back(offered)

    case.refresh_from_db()
    assert (case.agency, due(case)) == (agency, date(2026, 2, 9))
    notes = case.events_of_clock.filter(kind=EventKind.NOTED).order_by("number")
    assert [note.text for note in notes] == [
        "다른지원센터에 보냄: 소관",
        "다른지원센터에서 되돌려 보냄: 우리 일이 아님",
    ]
    with pytest.raises(RefusedError):
        take(offered)


def test_both_sides_see_the_case_and_only_one_writes_it(
    case: Grievance, offered: AgencyTransfer, agency: Agency, other_agency: Agency
) -> None:
    here, there, stranger = of(agency.pk), of(other_agency.pk), of(agency.pk + other_agency.pk)
    # The note that it was sent is read by the staff of whoever has the case.
    assert (seen(here), seen(there), seen(stranger)) == ((1, 3, 1), (1, 2, 1), (0, 0, 0))
    with scoped(there):
        assert Grievance.objects.filter(pk=case.pk).update(title="바꿈") == 0

    take(offered)

    assert (seen(here), seen(there), seen(stranger)) == ((1, 3, 1), (1, 4, 1), (0, 0, 0))
    with scoped(here):
        assert Grievance.objects.filter(pk=case.pk).update(title="바꿈") == 0
    assert asked_to_take(agency_id=other_agency.pk) == 0
    assert list(transfers_of(agency_id=agency.pk)) == [offered]


def test_a_case_sent_back_is_hidden_from_who_sent_it_back(
    offered: AgencyTransfer, other_agency: Agency
) -> None:
    send_back(offered)

    assert seen(of(other_agency.pk)) == (0, 0, 1)


def test_what_cannot_be_sent(case: Grievance, agency: Agency, other_agency: Agency, officer: User) -> None:
    for changes, field in (({"reason": " "}, "reason"), ({"agency": agency}, "to_agency")):
        with pytest.raises(RefusedError) as refused:
            offer(**{"case": case, "agency": other_agency, "by": officer, "day": 1} | changes)
        assert list(refused.value.by_field()) == [field]
    offer(case, other_agency, officer, day=1)
    with pytest.raises(RefusedError):
        offer(case, other_agency, officer, day=1)
    back = {"grievance": case, "reason": "우리 일", "by": officer, "now": days(1)}
    moving.take_back_transfer(**back)
    with pytest.raises(RefusedError):
        moving.take_back_transfer(**back)
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    handling.answer_grievance(grievance=case, answer=ANSWER, by=officer, now=days(2))
    with pytest.raises(RefusedError):
        offer(case, other_agency, officer, day=3)
    case.refresh_from_db()
    propose_entry(grievance=case, title="허가 지연", outcome="풀었습니다", by=officer, now=days(3))
    handling.reopen_grievance(grievance=case, reason="다시", by=officer, now=days(4))
    with pytest.raises(RefusedError):
        offer(case, other_agency, officer, day=5)


def test_an_answer_takes_the_offer_and_the_question_back(
    case: Grievance, offered: AgencyTransfer, officer: User
) -> None:
    handling.extend_grievance(grievance=case, count=3, reason="현장", by=officer, now=days(3))
    ask_consent(grievance=case, count=2, reason="한 번 더", by=officer, now=days(3))

    handling.answer_grievance(grievance=case, answer=ANSWER, by=officer, now=days(4))

    offered.refresh_from_db()
    assert offered.state == AgencyTransferState.TAKEN_BACK
    assert ExtensionConsent.objects.get().state == "taken_back"
    with pytest.raises(RefusedError):
        take(offered, day=5)


def test_the_firm_is_told_and_known_to_the_agency_that_takes_its_case(
    agency: Agency, other_agency: Agency, district: Region, firm: Enterprise, officer: User
) -> None:
    intake = Intake(
        title="도로 점용 허가가 늦습니다",
        body=BODY,
        channel=GrievanceChannel.PORTAL,
        enterprise=firm,
        region=district,
        contact=Contact(email="one@example.org"),
    )
    case = receive_grievance(intake=intake, agency=agency, by=None, now=NOW).grievance

    taken = take(offer(case, other_agency, officer))

    assert AgencyRelation.objects.filter(agency=other_agency, enterprise=firm).exists()
    message = OutboundMessage.objects.get(template="grievance-moved")
    assert f"맡은 기관: 다른지원센터\n사유: 소관\n새 접수번호: {taken.number}" in message.body


def test_the_old_number_and_the_code_still_open_it(
    agency: Agency, other_agency: Agency, district: Region, officer: User
) -> None:
    contact = Contact(phone="010-1234-5678")
    intake = Intake("도로 점용 허가", BODY, GrievanceChannel.PORTAL, region=district, contact=contact)
    told = receive_grievance(intake=intake, agency=agency, by=None, now=NOW)
    make_case(agency=other_agency)

    moved = take(offer(told.grievance, other_agency, officer))

    for number in (told.grievance.number, moved.number):
        assert grievance_by_code(number=number, code=told.access_code) == moved
    assert grievance_by_code(number="G2026-000009", code=told.access_code) is None
