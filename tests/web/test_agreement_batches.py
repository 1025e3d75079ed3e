"""Agreements of a whole call, examinations with a file, changes that clash, on the pages of both sides."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from didim.accounts.models import AccessLogEntry
from didim.agreements.domain.gates import open_gate
from didim.agreements.domain.instalments import Part
from didim.agreements.domain.second_stage import score_gates
from didim.agreements.enums import AgreementState, BatchState, ChangeState, GateKind, GateOutcome
from didim.agreements.models import Agreement, AgreementBatch, AgreementChange, Instalment, StageGate
from didim.registry.enums import AgencyRole
from didim.web.workbench.tasks import carry_on_agreements
from didim.web.workbench.views.call_agreements import AT_ONCE
from tests.agreements.builders import TERMS, in_force, selected
from tests.sign_in import make_firm_member, make_staff, sign_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def firm(make_firm):
    return make_firm()


@pytest.fixture
def officer(agency):
    return sign_in(make_staff(agency, AgencyRole.OFFICER), second_factor=True)


@pytest.fixture
def owner(firm):
    return sign_in(make_firm_member(firm), second_factor=True)


@pytest.fixture
def decide(agency, firm, make_firm, make_user):
    """Return a function that selects the firm, then others, in one call for all."""
    by, made = make_user(), []

    def make():
        call = made[0].call if made else None
        whose, now = make_firm(f"기업{len(made)}") if made else firm, timezone.now()
        made.append(
            selected(agency, whose, by=by, now=now, call=call, call_budget=None, programme_budget=None)
        )
        return made[-1]

    make.by = by
    return make


def examined(decide):
    """Return the midterm examination that the second part of a new agreement waits for."""
    now = timezone.now()
    parts = (Part(40_000_000, date(2027, 1, 4)),)
    agreement = in_force(decide(), by=decide.by, now=now, parts=parts)
    gate = open_gate(
        agreement=agreement, kind=GateKind.MIDTERM, due_on=agreement.version.ends_on, by=decide.by
    )
    Instalment.objects.filter(agreement=agreement).update(gate=gate)
    return gate


def same_queries(read, add):
    """Assert that a page of three rows takes as many queries as one of one row."""

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert read().status_code == 200
        return len(captured)

    add()
    queries()
    with_one = queries()
    add()
    add()
    assert queries() == with_one


def test_file_of_a_report_is_taken_in_and_handed_to_staff(decide, owner, officer, make_agency):
    gate = examined(decide)
    address = reverse("portal:gate-report", args=[gate.pk])
    wrong = {"report": "설치를 마쳤습니다.", "file": SimpleUploadedFile("사진.pdf", b"no pdf")}
    refused = owner.post(address, wrong)
    assert refused.status_code == 422
    assert "설치를 마쳤습니다." in refused.content.decode()
    file = SimpleUploadedFile("중간보고.pdf", PDF, "application/pdf")
    assert owner.post(address, {"report": "설치를 마쳤습니다.", "file": file}).status_code == 302
    page = officer.get(reverse("workbench:agreement-detail", args=[gate.agreement_id])).content.decode()
    assert "중간보고.pdf" in page
    download = reverse("workbench:gate-file", args=[gate.pk])
    assert b"".join(officer.get(download)) == PDF
    assert AccessLogEntry.objects.filter(subject_id=gate.enterprise_id).exists()
    other = make_staff(make_agency("남의 기관"), AgencyRole.OFFICER, email="other@example.org")
    stranger = sign_in(other, second_factor=True)
    assert (stranger.get(download).status_code, owner.get(download).status_code) == (404, 403)
    assert owner.post(address, {"report": "파일을 뺍니다.", "drop": "on"}).status_code == 302
    assert officer.get(download).status_code == 404


def batch_data():
    today = timezone.localdate()
    shares = [("materials", "60"), ("travel", "40")]
    data = {
        "act": "draft",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=200)).isoformat(),
        "share-TOTAL_FORMS": str(len(shares)),
        "share-INITIAL_FORMS": "0",
    }
    for number, (line, percent) in enumerate(shares):
        data |= {f"share-{number}-line": line, f"share-{number}-grant": percent, f"share-{number}-cash": "10"}
    return data


def test_more_than_thirty_agreements_are_written_by_a_job_that_shows_how_far_it_is(decide, officer):
    first = decide()
    for _each in range(AT_ONCE):
        decide()
    address = reverse("workbench:call-agreements", args=[first.call_id])
    answer = officer.post(address, batch_data())
    assert answer.status_code == 302, answer.content.decode()
    batch = AgreementBatch.objects.get()
    assert (batch.total, batch.done, Agreement.objects.count()) == (AT_ONCE + 1, 0, 0)
    job = ProcrastinateJob.objects.get(task_name__endswith="carry_on_agreements")
    assert job.args == {"batch_id": batch.pk}
    waiting = officer.get(address)
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    assert officer.post(address, batch_data()).status_code == 422
    carry_on_agreements(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.refused) == (BatchState.DONE, AT_ONCE + 1, [])
    assert {one.state for one in Agreement.objects.all()} == {AgreementState.DRAFT}
    carry_on_agreements(batch_id=batch.pk)
    assert Agreement.objects.count() == AT_ONCE + 1


def test_page_of_a_calls_agreements_takes_as_many_queries_for_three_as_for_one(decide, officer):
    call = decide().call
    address = reverse("workbench:call-agreements", args=[call.pk])
    same_queries(lambda: officer.get(address), decide)


def test_second_stage_is_scored_and_confirmed_on_its_page(decide, officer):
    gates = [examined(decide) for _each in range(2)]
    address = reverse("workbench:second-stage", args=[gates[0].agreement.call_id])
    wrong = officer.post(address, {"act": "score", f"points-{gates[0].pk}": "많이"})
    assert wrong.status_code == 422
    assert 'value="많이"' in wrong.content.decode()
    points = {f"points-{gate.pk}": str(70 + 20 * at) for at, gate in enumerate(gates)}
    assert officer.post(address, {"act": "score", **points}).status_code == 302
    assert [gate.points for gate in StageGate.objects.order_by("pk")] == [70, 90]
    unsaid = officer.post(address, {"act": "confirm", "chosen": [gates[0].pk], "reason": ""})
    assert unsaid.status_code == 422
    assert officer.post(address, {"act": "confirm", "chosen": [gates[1].pk]}).status_code == 302
    assert {gate.outcome for gate in StageGate.objects.all()} == {GateOutcome.CONTINUE}
    assert officer.get(address).status_code == 200


def test_second_stage_takes_as_many_queries_for_three_as_for_one(decide, officer):
    def add():
        gate = examined(decide)
        score_gates(call=gate.agreement.call, points={gate.pk: Decimal(80)}, by=decide.by)

    add()
    call = StageGate.objects.get().agreement.call
    same_queries(lambda: officer.get(reverse("workbench:second-stage", args=[call.pk])), add)


@pytest.mark.parametrize("language", ["", "/en"])
def test_change_that_clashes_is_chosen_value_by_value(decide, officer, owner, language):
    agreement = in_force(decide(), by=decide.by, now=timezone.now())
    detail = reverse("portal:agreement-change", args=[agreement.pk])
    typed = {
        "title": TERMS.title,
        "starts_on": TERMS.starts_on.isoformat(),
        "line-TOTAL_FORMS": "0",
        "line-INITIAL_FORMS": "0",
        "base": "1",
        "reason": "늦어짐",
    }
    rows = {}
    for number, line in enumerate(TERMS.lines):
        name = f"{line.code}/{line.item}" if line.item else line.code
        values = {"line": name, "grant_won": line.grant_won, "own_cash_won": line.own_cash_won}
        values |= {"own_in_kind_won": line.own_in_kind_won}
        rows |= {f"line-{number}-{key}": str(value) for key, value in values.items()}
    typed |= rows | {"line-TOTAL_FORMS": str(len(TERMS.lines))}
    for ends_on in ("2027-08-31", "2027-09-30"):
        answer = owner.post(detail, typed | {"ends_on": ends_on})
        assert answer.status_code == 302, answer.content.decode()
    first, second = AgreementChange.objects.order_by("pk")
    change = reverse("workbench:agreement-change", args=[first.pk])
    assert officer.post(change, {"act": "approve", "answer": ""}).status_code == 302
    clash = language + reverse("workbench:agreement-change", args=[second.pk])
    page = officer.get(clash).content.decode()
    assert "2027-08-31" in page
    assert "2027-09-30" in page
    assert "<legend>ends_on" not in page
    assert officer.post(clash, {"act": "approve", "answer": ""}).status_code == 422
    assert officer.post(clash, {"act": "approve", "answer": "", "clash_0": "asked"}).status_code == 302
    second.refresh_from_db()
    agreement.refresh_from_db()
    assert (second.state, agreement.version.ends_on) == (ChangeState.APPROVED, date(2027, 9, 30))
