"""Officers check, decide and pay what firms ask to spend."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from didim.accounts.models import AccessLogEntry
from didim.agreements.domain.checking import check_expenditure
from didim.agreements.enums import ExpenditureState
from didim.agreements.models import ExpenditureFinding, Payment, PriorApproval
from didim.registry.enums import AgencyRole
from tests.agreements.spending import (
    NOW,
    SOUND,
    approved,
    counters,
    make_agreement,
    officers,
    requested,
)
from tests.applications.builders import make_agency
from tests.sign_in import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    return make_agreement()


@pytest.fixture
def clients(agreement):
    return [sign_in(officer, second_factor=True) for officer in officers(agreement)]


def checked(agreement, **changes):
    row = requested(agreement, **changes)
    check_expenditure(expenditure=row, by=None, now=NOW)
    return row


def url(row, rest=""):
    return f"/workbench/expenditures/{row.pk}/{rest}"


def test_list_costs_the_same_for_one_row_and_for_three(agreement, clients, whole_page):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert clients[0].get("/workbench/expenditures/").status_code == 200
        return len(seen)

    checked(agreement)
    queries()
    one = queries()
    checked(agreement)
    checked(agreement, charged_won=880_000)
    assert queries() == one
    whole_page(clients[0].get("/en/workbench/expenditures/?need=failing&state=requested&q=센서"))


@pytest.mark.parametrize(("need", "found"), [("failing", 1), ("open", 1), ("unconfirmed", 0), ("", 3)])
def test_list_is_narrowed_to_what_is_to_be_done(agreement, clients, need, found):
    checked(agreement)
    checked(agreement, charged_won=880_000)
    checked(agreement, facts=replace(SOUND, employment=None))
    page = clients[0].get("/workbench/expenditures/", {"need": need, "sort": "-won"}).context["page"]
    assert page.paginator.count == found


def test_drafts_and_other_agencies_are_not_shown(agreement, clients):
    row = checked(agreement)
    stranger = sign_in(make_staff(make_agency("다른진흥원"), email="far@example.org"), second_factor=True)
    assert stranger.get(url(row)).status_code == 404
    assert stranger.get("/workbench/expenditures/").context["page"].paginator.count == 0
    row.state = ExpenditureState.DRAFT
    row.save()
    assert clients[0].get(url(row)).status_code == 404


def test_two_officers_clear_a_rule_then_one_approves_and_pays(agreement, clients, whole_page):
    one, two = clients
    row = checked(agreement, facts=replace(SOUND, employment=None))
    finding = ExpenditureFinding.objects.get(expenditure=row, rule="former_employer")
    place = url(row, f"findings/{finding.pk}/")
    empty = one.post(place, {f"f{finding.pk}-result": "pass", "act": "override"})
    assert (empty.status_code, "사유를 적어 주세요" in empty.content.decode()) == (422, True)
    said = {f"f{finding.pk}-result": "pass", f"f{finding.pk}-reason": "경력증명서", "act": "override"}
    assert one.post(place, said).status_code == 302
    assert one.post(place, {"act": "confirm"}).status_code == 422
    whole_page(two.get(f"/en{url(row)}"))
    assert two.post(place, {"act": "confirm"}).status_code == 302
    assert one.post(url(row, "act/"), {"act": "approve"}).status_code == 302
    assert counters(agreement, "materials") == (8_000_000, 800_000, 0)
    whole_page(two.get(f"/en{url(row)}"))
    paid = {"pay-method": "card", "pay-paid_on": "2026-11-20", "pay-reference": "승인 1"}
    assert one.post(url(row, "pay/"), paid).status_code == 302
    assert counters(agreement, "materials") == (8_000_000, 800_000, 800_000)
    payment = Payment.objects.get()
    place = url(row, f"payments/{payment.pk}/refund/")
    back = {
        f"r{payment.pk}-{name}": value
        for name, value in {"amount_won": "800,001", "paid_on": "2026-11-20", "reference": "반환 1"}.items()
    }
    assert one.post(place, back).status_code == 422
    back[f"r{payment.pk}-amount_won"] = "800,000"
    assert one.post(place, back).status_code == 302
    assert counters(agreement, "materials") == (8_000_000, 0, 0)
    whole_page(two.get(f"/en{url(row)}"))
    assert AccessLogEntry.objects.filter(task="사업비 집행 점검").exists()


def test_broken_rule_keeps_the_approval_back(agreement, clients, whole_page):
    row = checked(agreement, charged_won=880_000)
    answer = clients[0].post(url(row, "act/"), {"act": "approve"})
    assert answer.status_code == 422
    assert "부가세 불인정" in answer.content.decode()
    whole_page(answer)


@pytest.mark.parametrize(
    ("act", "state"),
    [("return", ExpenditureState.RETURNED), ("reject", ExpenditureState.REJECTED)],
)
def test_answer_goes_to_the_firm(agreement, clients, act, state):
    row = checked(agreement)
    assert clients[0].post(url(row, "act/"), {"act": act}).status_code == 422
    clients[0].post(url(row, "act/"), {"act": act, "answer": "견적서의 날짜를 확인해 주세요."})
    row.refresh_from_db()
    assert (row.state, row.answer) == (state, "견적서의 날짜를 확인해 주세요.")


def test_approval_is_taken_back_and_the_money_is_free(agreement, clients):
    row = approved(agreement, officers(agreement)[0])
    clients[0].post(url(row, "act/"), {"act": "release", "answer": "계약 취소"})
    assert counters(agreement, "materials") == (8_000_000, 0, 0)


def test_prior_approval_is_recorded_and_checked_again(agreement, clients):
    row = checked(agreement)
    said = {"approval": "committee_review", "decided_on": "2026-11-18", "reference": "소위원회 3차"}
    assert clients[0].post(url(row, "approval/"), {**said, "reference": ""}).status_code == 422
    clients[0].post(url(row, "approval/"), said)
    assert PriorApproval.objects.get().reference == "소위원회 3차"
    assert set(row.findings.values_list("check_number", flat=True)) == {1, 2}


def test_request_is_checked_at_a_press_of_the_button(agreement, clients):
    row = requested(agreement)
    assert "아직 점검하지 않았습니다" in clients[0].get(url(row)).content.decode()
    clients[0].post(url(row, "act/"), {"act": "check"})
    assert row.findings.exists()


def test_accountant_pays_and_does_no_more(agreement):
    staff = make_staff(agreement.agency, AgencyRole.ACCOUNTANT, email="pay@example.org")
    client = sign_in(staff, second_factor=True)
    row = approved(agreement, officers(agreement)[0])
    assert client.post(url(row, "act/"), {"act": "release", "answer": "취소"}).status_code == 403
    paid = {"pay-method": "card", "pay-paid_on": "2026-11-20", "pay-reference": "승인 1"}
    assert client.post(url(row, "pay/"), paid).status_code == 302
    row.refresh_from_db()
    assert row.state == ExpenditureState.PAID


def test_evidence_opens_for_staff_of_the_agency_only(agreement, clients):
    row = checked(agreement)
    place = url(row, f"files/{row.evidence.first().pk}/")
    stranger = sign_in(make_staff(make_agency("다른진흥원"), email="far@example.org"), second_factor=True)
    assert stranger.get(place).status_code == 404
    with pytest.raises(FileNotFoundError):
        clients[0].get(place)
