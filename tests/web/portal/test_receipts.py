"""Handing in on the web, the firm's receipt, and the page on which anybody checks one."""

import pgtrigger
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from didim.applications.domain.drafts import save_answers, start_application
from didim.applications.models import Application, Receipt, Submission
from didim.documents.pdf import FontsMissingError
from didim.registry.models import Agency
from didim.web.components.arrival import ARRIVED_AT
from tests.applications.builders import CLOSES, NOW, make_agency, make_call, make_firm
from tests.sign_in import make_firm_member, make_staff, sign_in

from .test_every_page import check

pytestmark = pytest.mark.django_db
ARRIVAL = {ARRIVED_AT: CLOSES.timestamp()}


@pytest.fixture
def application() -> Application:
    firm = make_firm()
    owner = make_firm_member(firm)
    begun = start_application(enterprise=firm, call=make_call(make_agency()), by=owner, now=NOW)
    save_answers(
        draft=begun.draft,
        base_version=begun.draft.version,
        changes={"problem": "비밀스러운 계획"},
        by=owner,
        now=NOW,
    )
    return begun


@pytest.fixture
def client(application: Application) -> Client:
    return sign_in(application.created_by)


def version(application: Application) -> int:
    return Application.objects.select_related("draft").get(pk=application.pk).draft.version


def hand_in(client: Client, application: Application, **given: object) -> Receipt:
    address = reverse("portal:application-submit", args=[application.pk])
    answer = client.post(address, {"draft_version": version(application)}, **{**ARRIVAL, **given})
    assert answer.status_code == 302, answer.content.decode()
    connection.check_constraints()  # what the commit does
    receipt = Receipt.objects.order_by("-number").first()
    assert receipt is not None
    assert answer["Location"] == reverse("portal:receipt", args=[application.pk, receipt.pk])
    return receipt


def test_handing_in_leads_to_the_receipt(client: Client, application: Application, parse_page) -> None:
    receipt = hand_in(client, application)
    assert receipt.received_at == CLOSES
    for language in ("", "/en"):
        address = f"{language}{reverse('portal:receipt', args=[application.pk, receipt.pk])}"
        check(client, address, parse_page)
        page = client.get(address).content.decode()
        for text in (receipt.code, receipt.hash, "2026-12-04 18:00:00.000000"):
            assert text in page


def test_clock_of_the_entry_decides_to_the_microsecond(client: Client, application: Application) -> None:
    address = reverse("portal:application-submit", args=[application.pk])
    late = {ARRIVED_AT: CLOSES.timestamp() + 0.001}
    answer = client.post(address, {"draft_version": version(application)}, **late)
    assert answer.status_code == 422
    assert "접수가 마감되었습니다" in answer.content.decode()
    assert Submission.objects.count() == 0


def test_program_gets_its_answer_as_json(client: Client, application: Application) -> None:
    address = reverse("portal:application-submit", args=[application.pk])
    headers = {"Accept": "application/json"}
    refused = client.post(address, {"draft_version": "7000"}, headers=headers, **ARRIVAL)
    assert (refused.status_code, list(refused.json()["problems"])) == (422, ["draft_version"])
    taken = client.post(address, {"draft_version": version(application)}, headers=headers, **ARRIVAL)
    receipt = Receipt.objects.get()
    assert taken.status_code == 201
    assert taken.json() == {
        "receipt": receipt.code,
        "url": reverse("portal:receipt", args=[application.pk, receipt.pk]),
    }


def test_refusal_names_what_is_wrong_on_a_whole_page(
    client: Client, application: Application, parse_page
) -> None:
    save_answers(
        draft=application.draft,
        base_version=version(application),
        changes={"problem": ""},
        by=application.created_by,
        now=NOW,
    )
    for language in ("", "/en"):
        address = f"{language}{reverse('portal:application-submit', args=[application.pk])}"
        answer = client.post(address, {"draft_version": version(application)}, **ARRIVAL)
        assert answer.status_code == 422
        assert "문제인식" in answer.content.decode()
        parse_page(answer)


def test_withdrawing_gives_a_receipt(client: Client, application: Application) -> None:
    hand_in(client, application)
    answer = client.post(reverse("portal:application-withdraw", args=[application.pk]), **ARRIVAL)
    connection.check_constraints()
    receipt = Receipt.objects.get(kind="withdrawn")
    assert answer["Location"] == reverse("portal:receipt", args=[application.pk, receipt.pk])
    assert "철회가 접수되었습니다" in client.get(answer["Location"]).content.decode()
    again = client.post(reverse("portal:application-withdraw", args=[application.pk]), **ARRIVAL)
    assert again.status_code == 422


@pytest.mark.parametrize("route", ["receipt", "receipt-pdf"])
def test_receipt_is_not_there_for_others(client: Client, application: Application, route: str) -> None:
    receipt = hand_in(client, application)
    address = reverse(f"portal:{route}", args=[application.pk, receipt.pk])
    stranger = make_firm_member(make_firm("다라상사", 2), email="other@example.org")
    officer = make_staff(Agency.objects.get())
    assert sign_in(stranger).get(address).status_code == 404
    assert sign_in(officer, second_factor=True).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_paper_of_a_receipt_is_a_pdf(client: Client, application: Application) -> None:
    receipt = hand_in(client, application)
    try:
        answer = client.get(reverse("portal:receipt-pdf", args=[application.pk, receipt.pk]))
    except FontsMissingError:
        pytest.skip("no fonts: npm run build, then run again")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")


def test_anybody_checks_a_receipt_without_seeing_whose_it_is(
    client: Client, application: Application, parse_page
) -> None:
    receipt = hand_in(client, application)
    hand_in(client, application)
    anybody = Client()
    for typed in (receipt.code, receipt.code.lower().replace("-", ""), receipt.hash):
        address = reverse("portal:receipt-check", args=[typed])
        check(anybody, address, parse_page)
        page = anybody.get(address).content.decode()
        assert "진짜 접수증입니다" in page
        assert "비밀스러운 계획" not in page
        assert application.enterprise.name not in page
    check(anybody, f"/en{address}", parse_page)


def test_form_of_the_check_leads_to_the_receipt(client: Client) -> None:
    address = reverse("portal:receipt-form")
    assert client.get(address).status_code == 200
    assert client.get(address, {"code": "ABCD"})["Location"] == "/receipts/ABCD/"
    assert client.get("/receipts/ABCD/").status_code == 404


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("applications_submission", "content = replace(content, '계획', '계획 ')"),
        ("applications_receipt", "received_at = received_at - interval '1 microsecond'"),
        ("applications_receiptchain", "last_hash = repeat('f', 64)"),
    ],
)
def test_changed_record_is_not_called_genuine(
    client: Client, application: Application, table: str, change: str
) -> None:
    receipt = hand_in(client, application)
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change}")  # noqa: S608 - words of this test
    page = Client().get(reverse("portal:receipt-check", args=[receipt.code])).content.decode()
    assert "저장된 기록이 접수증과 맞지 않습니다" in page


def test_withdrawal_is_genuine_too(client: Client, application: Application) -> None:
    hand_in(client, application)
    client.post(reverse("portal:application-withdraw", args=[application.pk]), **ARRIVAL)
    connection.check_constraints()
    code = Receipt.objects.get(kind="withdrawn").code
    assert "진짜 접수증입니다" in Client().get(f"/receipts/{code}/").content.decode()
