"""Files of a case, the ledger's line of its answer, parts of others, promises."""

from datetime import date
from io import BytesIO

import pytest

from didim.accounts.models import OutboundMessage, User
from didim.desk.domain.grievances import handling
from didim.desk.domain.grievances.assigning import finish_joint, join_grievance
from didim.desk.domain.grievances.handling import AnswerText
from didim.desk.domain.grievances.papers import SentPaper, file_papers, scan_paper
from didim.desk.domain.grievances.promises import check_promise, record_promise, remind_of_promises
from didim.desk.grievance_enums import GrievanceClass, PromiseState, ResultCode
from didim.desk.models import Grievance, GrievancePaper, LawPromise
from didim.kernel.refusals import RefusedError
from didim.registry.enums import AgencyRole
from didim.registry.models import Agency, Enterprise, Person, Region
from didim.support.models import SupportRecord
from tests.sign_in import make_staff, make_user

from .conftest import NOW, make_case
from .test_handling import ANSWER, days, sorted_case

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def paper(name: str = "도면.pdf", content: bytes = PDF) -> SentPaper:
    return SentPaper(name, len(content), BytesIO(content))


def promised(case: Grievance, by: User) -> LawPromise:
    return record_promise(
        grievance=case, law="도로법", promise="단축", body="국토부", expected_on=date(2026, 2, 4), by=by
    )


def test_files_of_both_sides_stand_beside_the_case_once(case: Grievance, officer: User) -> None:
    common = {"grievance": case, "now": days(1)}
    file_papers(**common, papers=[paper()], from_staff=False, by=None)
    more = [paper("같은 도면.pdf"), paper("공문.pdf", PDF + b"1")]
    file_papers(**common, papers=more, from_staff=True, by=officer)

    rows = GrievancePaper.objects.order_by("pk").values_list("name", "from_staff", "added_by")
    assert list(rows) == [("도면.pdf", False, None), ("공문.pdf", True, officer.pk)]
    assert scan_paper(paper_id=GrievancePaper.objects.earliest("pk").pk) == "not_scanned"


@pytest.mark.parametrize(("name", "content"), [("도면.exe", PDF), ("도면.pdf", b""), ("도면.pdf", b"MZ")])
def test_files_that_cannot_be_taken_leave_nothing(case: Grievance, name: str, content: bytes) -> None:
    sent = [paper(name, content)]

    with pytest.raises(RefusedError) as refused:
        file_papers(grievance=case, papers=sent, from_staff=False, by=None, now=days(1))

    assert list(refused.value.by_field()) == ["file"]
    assert (GrievancePaper.objects.count(), case.events_of_clock.count()) == (0, 1)


def test_supplement_brings_its_file(case: Grievance, officer: User) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    asked = {"reason": "supplement", "text": "도면을 내 주세요", "until": date(2026, 2, 10)}
    handling.pause_grievance(grievance=case, **asked, by=officer, now=days(1))

    kept = handling.supplement_grievance(
        grievance=case, text="도면입니다", papers=[paper()], by=None, now=days(2)
    )

    assert [one.name for one in kept] == ["도면.pdf"]


def test_an_answer_to_a_firm_is_a_line_of_its_ledger(
    agency: Agency, district: Region, firm: Enterprise, officer: User
) -> None:
    case = make_case(district=district, agency=agency, enterprise=firm)
    sorted_case(case, GrievanceClass.SIMPLE, officer)

    handling.answer_grievance(grievance=case, answer=ANSWER, by=officer, now=days(2))

    row = SupportRecord.objects.get()
    assert (row.enterprise, row.form, row.reference) == (firm, "advice", f"grievance-{case.pk}-1")
    assert (row.received_on, row.amount_won) == (date(2026, 2, 4), None)
    assert row.evidence == f"{case.number} 수용: 허가가 나왔습니다"


def test_people_and_what_is_no_grievance_have_no_line(
    case: Grievance, agency: Agency, district: Region, firm: Enterprise, officer: User
) -> None:
    sorted_case(case, GrievanceClass.SIMPLE, officer)
    handling.answer_grievance(grievance=case, answer=ANSWER, by=officer, now=days(2))
    other = make_case(district=district, agency=agency, enterprise=firm)
    none = AnswerText(ResultCode.NOT_A_GRIEVANCE, "다른 일", "임대차 분쟁은 조정위원회의 일입니다.", "다시")
    handling.decline_grievance(grievance=other, answer=none, by=officer, now=days(2))

    assert SupportRecord.objects.count() == 0


def test_a_part_of_others_is_finished_with_what_they_found(
    case: Grievance, lead: Person, officer: User
) -> None:
    other = Person.objects.create(name="이담당")
    common = {"grievance": case, "by": officer}
    part = join_grievance(person=other, department=None, task="도로 협의", now=days(1), **common)
    with pytest.raises(RefusedError):
        finish_joint(handler=part, opinion=" ", now=days(2), **common)

    finish_joint(handler=part, opinion="구청이 허가하기로 함", now=days(2), **common)

    part.refresh_from_db()
    assert (part.opinion, part.done_at) == ("구청이 허가하기로 함", days(2))
    with pytest.raises(RefusedError):
        finish_joint(handler=part, opinion="또", now=days(3), **common)


def test_a_promise_is_reminded_of_once_for_each_day(
    case: Grievance, agency: Agency, lead: Person, officer: User
) -> None:
    make_staff(agency, AgencyRole.DIRECTOR, email="director@example.org")
    promise = promised(case, officer)
    assert [remind_of_promises(now=now) for now in (NOW, days(2), days(3))] == [0, 1, 0]
    check = {"promise": promise, "state": PromiseState.UNDER_WAY, "note": "입법예고", "by": officer}
    check_promise(**check, expected_on=date(2026, 2, 20), now=days(3))
    lead.user = make_user("lead@example.org")
    lead.save()
    assert [remind_of_promises(now=now) for now in (days(17), days(18))] == [0, 1]

    sent = OutboundMessage.objects.filter(template="promise-reminder").order_by("pk")
    assert [one.address for one in sent] == ["director@example.org", "lead@example.org"]


def test_whoever_asked_hears_that_the_promise_was_kept(case: Grievance, officer: User) -> None:
    Grievance.objects.filter(pk=case.pk).update(contact_email="one@example.org")
    promise = promised(case, officer)
    check = {"promise": promise, "note": "관보에서 봄", "expected_on": None, "by": officer, "now": days(3)}

    for state in (PromiseState.UNDER_WAY, PromiseState.DONE, PromiseState.DONE):
        check_promise(**check | {"state": state})

    message = OutboundMessage.objects.get()
    assert (message.template, message.address) == (f"grievance-promise-{promise.pk}", "one@example.org")
