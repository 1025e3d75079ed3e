"""An agreement through the pages of both sides, from a decision to its end."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from didim.agreements.enums import AgreementState, ChangeState
from didim.agreements.models import Agreement
from didim.registry.enums import AgencyRole
from tests.agreements.builders import drafted, in_force, selected
from tests.sign_in import make_firm_member, make_staff, sign_in

pytestmark = pytest.mark.django_db
ROWS = [
    ("materials", "20,000,000", "2,000,000", ""),
    ("wages/employees", "", "", "6,000,000"),
    ("travel", "20,000,000", "2,000,000", ""),
]


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def firm(make_firm):
    return make_firm()


@pytest.fixture
def director(agency):
    return sign_in(make_staff(agency, AgencyRole.DIRECTOR), second_factor=True)


@pytest.fixture
def owner(firm):
    return sign_in(make_firm_member(firm), second_factor=True)


@pytest.fixture
def decision(agency, firm, make_user):
    return selected(agency, firm, by=make_user(), now=timezone.now())


def typed(rows=ROWS, **changes):
    today = timezone.localdate()
    data = {
        "title": "현장 검사 자동화",
        "starts_on": today.isoformat(),
        "ends_on": today.replace(year=today.year + 1).isoformat(),
        "line-TOTAL_FORMS": str(len(rows)),
        "line-INITIAL_FORMS": "0",
    }
    for number, (line, grant, cash, kind) in enumerate(rows):
        values = {"line": line, "grant_won": grant, "own_cash_won": cash, "own_in_kind_won": kind}
        data |= {f"line-{number}-{name}": value for name, value in values.items()}
    return data | changes


def prove(client):
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "id": 1, "at": time.time()}
    ]
    session.save()


def post(client, route, /, *args, status=302, **data):
    answer = client.post(reverse(route, args=args), data)
    assert answer.status_code == status, answer.content.decode()
    return answer


def sign(client, room, agreement):
    prove(client)
    data = {"name": "김하나", "pdf_sha256": agreement.version.pdf_sha256}
    return client.post(reverse(f"{room}:agreement-sign", args=[agreement.pk]), data)


def test_both_sides_conclude_an_agreement_and_change_it(decision, director, owner):
    assert b"agreement" in director.get(reverse("workbench:agreement-todo")).content
    post(director, "workbench:agreement-new", decision.pk, **typed())
    agreement = Agreement.objects.select_related("version").get()
    assert owner.get(reverse("portal:agreement-detail", args=[agreement.pk])).status_code == 404
    part = {
        "form-0-amount_won": "4천만",
        "form-0-due_on": timezone.localdate().isoformat(),
        "form-0-gate": "",
    }
    post(
        director,
        "workbench:instalment-plan",
        agreement.pk,
        **{"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"},
        **part,
    )
    post(director, "workbench:agreement-offer", agreement.pk)
    agreement.version.refresh_from_db()
    assert (
        "서명할 차례입니다"
        in owner.get(reverse("portal:agreement-detail", args=[agreement.pk])).content.decode()
    )
    assert sign(owner, "portal", agreement).status_code == 302
    assert sign(director, "workbench", agreement).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.ACTIVE
    paper = owner.get(reverse("portal:agreement-paper", args=[agreement.pk, 1]))
    assert paper.content.startswith(b"%PDF")
    change = typed(title="현장 검사와 포장 자동화", base="1", reason="범위가 넓어짐")
    post(owner, "portal:agreement-change", agreement.pk, **change)
    asked = agreement.changes.get()
    assert asked.proposed == {"title": "현장 검사와 포장 자동화"}
    post(director, "workbench:agreement-change", asked.pk, act="approve", answer="그렇게 하세요.")
    asked.refresh_from_db()
    agreement.refresh_from_db()
    assert (asked.state, agreement.version.number) == (ChangeState.APPROVED, 2)
    first = agreement.instalments.get()
    post(
        director,
        "workbench:instalment-pay",
        first.pk,
        paid_on=timezone.localdate().isoformat(),
        reference="T-1",
    )
    detail = director.get(reverse("workbench:agreement-detail", args=[agreement.pk])).content.decode()
    assert "현장 검사와 포장 자동화" in detail


def test_signature_without_a_fresh_proof_is_not_taken(decision, director, make_user):
    agreement = drafted(decision, by=make_user(), now=timezone.now())
    post(director, "workbench:agreement-offer", agreement.pk)
    data = {"name": "김하나", "pdf_sha256": ""}
    answer = post(director, "workbench:agreement-sign", agreement.pk, status=422, **data)
    assert "본인 확인을 마치면" in answer.content.decode()
    assert agreement.version.signatures.count() == 0


def test_a_draft_waits_for_no_signature(decision, director, make_user):
    agreement = drafted(decision, by=make_user(), now=timezone.now())
    post(director, "workbench:agreement-sign", agreement.pk)


def test_terms_beyond_the_award_come_back_as_they_were_typed(decision, director):
    rows = [("materials", "40,000,001", "", "")]
    answer = post(director, "workbench:agreement-new", decision.pk, status=422, **typed(rows))
    page = answer.content.decode()
    assert "40,000,001" in page
    assert "비목 금액을 줄여 주세요" in page
    assert Agreement.objects.count() == 0


def test_officer_examines_and_ends_an_agreement(decision, director, owner, make_user):
    agreement = in_force(decision, by=make_user(), now=timezone.now())
    due = agreement.version.ends_on.isoformat()
    post(director, "workbench:gate-new", agreement.pk, kind="midterm", due_on=due)
    gate = agreement.gates.get()
    post(owner, "portal:gate-report", gate.pk, report="시험 설치를 마쳤습니다.")
    post(director, "workbench:gate-decide", gate.pk, outcome="continue", opinion="계획대로입니다.", points="")
    end = {"kind": "early", "ended_on": due, "reason": "일찍 마침"}
    post(director, "workbench:agreement-end", agreement.pk, **end)
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.COMPLETED


@pytest.mark.parametrize(
    ("room", "name"), [("director", "workbench:agreement-list"), ("owner", "portal:agreement-list")]
)
def test_list_of_three_takes_the_queries_of_one(request, agency, firm, make_user, room, name):
    client, by = request.getfixturevalue(room), make_user()

    def one_more():
        now = timezone.now()
        in_force(selected(agency, firm, by=by, now=now), by=by, now=now)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name)).status_code == 200
        return len(captured)

    one_more()
    queries()
    with_one = queries()
    one_more()
    one_more()
    assert queries() == with_one
