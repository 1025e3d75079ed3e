"""A firm spends the money of its agreement on its pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from didim.agreements.enums import ExpenditureState
from didim.agreements.models import Asset, Expenditure, ExpenditureEvidence, Participation
from didim.registry.models import Person
from tests.agreements.spending import (
    EVIDENCE,
    details,
    line_of,
    make_agreement,
    make_file,
    owner_of,
    requested,
)
from tests.applications.builders import make_agency, make_firm
from tests.sign_in import sign_in
from tests.web.conftest import hangul_outside_korean

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    return make_agreement()


@pytest.fixture
def client(agreement):
    return sign_in(owner_of(agreement))


@pytest.fixture
def stranger():
    other = make_agreement(agency=make_agency("다른진흥원"), firm=make_firm("다라상사", 2))
    return sign_in(owner_of(other))


def typed(agreement, **changes):
    said = details(agreement)
    return {
        "line": said.line.pk,
        "purpose": said.purpose,
        "stage": "completion",
        "payee_name": said.payee_name,
        "payee_number": said.payee_number,
        "relations_checked": "on",
        "employment": "never",
        "supply_won": "800,000원",
        "vat_won": "80000",
        "method": "card",
        "used_from": said.used_from.isoformat(),
        "used_until": said.used_until.isoformat(),
        **changes,
    }


def english(client, parse_page, url):
    root = parse_page(client.get(f"/en{url}"))
    assert hangul_outside_korean(root) == []


def test_firm_writes_attaches_and_hands_in_a_request(agreement, client, parse_page):
    page = client.get(f"/agreements/{agreement.pk}/expenditures/new/")
    assert page.status_code == 200
    parse_page(page)
    answer = client.post(f"/agreements/{agreement.pk}/expenditures/new/", typed(agreement))
    row = Expenditure.objects.get()
    assert answer["Location"] == f"/expenditures/{row.pk}/"
    assert (row.grant_won, row.own_cash_won, row.supply_won, row.vat_won) == (
        700_000,
        100_000,
        800_000,
        80_000,
    )
    file = SimpleUploadedFile("견적서.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    answer = client.post(f"/expenditures/{row.pk}/evidence/", {"kind": "quote", "file": file})
    assert answer.status_code == 302
    stored = make_file(agreement.enterprise, owner_of(agreement))
    for kind in EVIDENCE["materials"]:
        client.post(f"/expenditures/{row.pk}/evidence/", {"kind": kind, "stored": stored.pk})
    assert ExpenditureEvidence.objects.count() == 6
    text = client.get(f"/expenditures/{row.pk}/").content.decode()
    assert "걸리는 것이 없습니다" in text
    english(client, parse_page, f"/expenditures/{row.pk}/")
    client.post(f"/expenditures/{row.pk}/hand-in/", {"version": row.version})
    row.refresh_from_db()
    assert row.state == ExpenditureState.REQUESTED
    job = ProcrastinateJob.objects.get(task_name="didim.agreements.tasks.check_expenditure")
    assert job.args == {"expenditure_id": row.pk}
    client.post(f"/expenditures/{row.pk}/hand-in/", {"act": "take_back"})
    row.refresh_from_db()
    assert row.state == ExpenditureState.DRAFT


def test_rules_that_are_broken_are_shown_before_the_request_is_handed_in(agreement, client, parse_page):
    client.post(f"/agreements/{agreement.pk}/expenditures/new/", typed(agreement, charged_won="880000"))
    row = Expenditure.objects.get()
    text = client.get(f"/expenditures/{row.pk}/").content.decode()
    assert "부가세 불인정" in text
    assert "제49조" in text or "제35조" in text
    english(client, parse_page, f"/expenditures/{row.pk}/")


def test_wrong_request_comes_back_with_everything_typed(agreement, client, parse_page):
    said = typed(agreement, supply_won="팔십만", employment="left", purpose="센서")
    answer = client.post(f"/agreements/{agreement.pk}/expenditures/new/", said)
    assert answer.status_code == 422
    text = answer.content.decode()
    parse_page(answer)
    assert "팔십만" in text
    assert "퇴직한 날을 적어 주세요" in text
    answer = client.post(
        f"/agreements/{agreement.pk}/expenditures/new/", typed(agreement, payee_number="1234567890")
    )
    assert (answer.status_code, Expenditure.objects.count()) == (422, 0)


def test_form_of_a_written_request_shows_what_was_said(agreement, client, parse_page):
    client.post(
        f"/agreements/{agreement.pk}/expenditures/new/",
        typed(
            agreement, employment="left", left_on="2020-01-31", marks=["vehicle"], contract_won="1,000,000"
        ),
    )
    row = Expenditure.objects.get()
    url = f"/expenditures/{row.pk}/edit/"
    root = parse_page(client.get(url))
    values = {one.get("name"): one.get("value") for one in root.iter("input")}
    assert (values["left_on"], values["contract_won"], values["supply_won"]) == (
        "2020-01-31",
        "1,000,000",
        "800,000",
    )
    english(client, parse_page, url)
    client.post(url, typed(agreement, purpose="다른 용도", version=row.version))
    row.refresh_from_db()
    assert row.purpose == "다른 용도"


def test_evidence_without_a_file_comes_back_with_a_sentence(agreement, client):
    client.post(f"/agreements/{agreement.pk}/expenditures/new/", typed(agreement))
    row = Expenditure.objects.get()
    answer = client.post(f"/expenditures/{row.pk}/evidence/", {"kind": "quote"})
    assert answer.status_code == 422
    assert "보관함에서 골라 주세요" in answer.content.decode()


def test_evidence_is_taken_out_again(agreement, client):
    client.post(f"/agreements/{agreement.pk}/expenditures/new/", typed(agreement))
    row = Expenditure.objects.get()
    stored = make_file(agreement.enterprise, owner_of(agreement))
    client.post(f"/expenditures/{row.pk}/evidence/", {"kind": "quote", "stored": stored.pk})
    client.post(f"/expenditures/{row.pk}/evidence/", {"remove": ExpenditureEvidence.objects.get().pk})
    assert ExpenditureEvidence.objects.get().removed_at is not None


def test_people_are_added_up_to_full_time_and_ended(agreement, client, parse_page):
    url = f"/agreements/{agreement.pk}/people/"
    said = {
        "name": "김도윤",
        "rate": "60",
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-31",
        "duty": "개발",
    }
    said |= {"starts_on": agreement.version.starts_on, "ends_on": agreement.version.ends_on}
    assert client.post(url, said).status_code == 302
    answer = client.post(url, said)
    assert (answer.status_code, Participation.objects.count()) == (422, 1)
    assert "100%" in answer.content.decode()
    assert client.post(url, {**said, "name": "이서준", "rate": "0"}).status_code == 422
    assert Person.objects.filter(name="이서준").count() == 0
    english(client, parse_page, url)
    client.post(url, {"end": Participation.objects.get().pk})
    assert Participation.objects.get().ended_at is not None


def test_machinery_is_entered_into_the_asset_ledger(agreement, client, parse_page):
    said = typed(agreement, line=line_of(agreement, "machinery").pk)
    client.post(f"/agreements/{agreement.pk}/expenditures/new/", said)
    row = Expenditure.objects.get()
    thing = {
        "name": "3D 프린터",
        "serial_number": "A-1",
        "price_won": "6,000,000",
        "acquired_on": "2026-11-02",
    }
    assert client.post(f"/expenditures/{row.pk}/assets/", thing).status_code == 302
    assert Asset.objects.get().price_won == 6_000_000
    assert client.post(f"/expenditures/{row.pk}/assets/", thing).status_code == 422
    english(client, parse_page, f"/expenditures/{row.pk}/")


def test_budget_page_costs_the_same_for_one_row_and_for_three(agreement, client, parse_page):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(f"/agreements/{agreement.pk}/budget/").status_code == 200
        return len(seen)

    requested(agreement)
    queries()
    one = queries()
    requested(agreement)
    requested(agreement)
    assert queries() == one
    english(client, parse_page, f"/agreements/{agreement.pk}/budget/")


@pytest.mark.parametrize(
    "path",
    [
        "/agreements/{agreement}/budget/",
        "/agreements/{agreement}/people/",
        "/agreements/{agreement}/expenditures/new/",
        "/expenditures/{row}/",
        "/expenditures/{row}/edit/",
    ],
)
def test_another_firm_sees_nothing(agreement, stranger, path):
    row = requested(agreement)
    assert stranger.get(path.format(agreement=agreement.pk, row=row.pk)).status_code == 404
