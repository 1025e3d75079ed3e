"""Handing in, handing in again, taking back: what arrives in time stands whole, and nothing else does."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from didim.accounts.models import User
from didim.accounts.tenancy import DatabaseScope, scoped
from didim.applications.domain.drafts import save_answers, start_application
from didim.applications.domain.freezing import read_code, receipt_code
from didim.applications.domain.intake import HandedIn, submit_application, withdraw_application
from didim.applications.enums import ApplicationState, ScanState
from didim.applications.models import (
    Application,
    Attachment,
    DeadlineExtension,
    FirmFile,
    Receipt,
    Submission,
)
from didim.applications.queries.periods import IntakePeriod
from didim.kernel.hash_chains import Entry, first_broken, instant_text, sha256_hex
from didim.kernel.refusals import RefusedError
from didim.programmes.models import Call
from didim.registry.models import AgencyRelation, Enterprise
from didim.registry.queries.visibility import NotVisible

from .builders import CLOSES, FORM, NOW, make_agency, make_call, make_firm, make_member, publish

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)
FILE_STEP = {
    "key": "documents",
    "title": "서류",
    "title_en": "Documents",
    "fields": [
        {
            "key": "certificate",
            "kind": "file",
            "label": "사업자등록증",
            "label_en": "Certificate",
            "required": True,
            "types": ["pdf"],
            "max_megabytes": 5,
        },
        {
            "key": "note",
            "kind": "file",
            "label": "참고",
            "label_en": "Note",
            "types": ["pdf"],
            "shown_when": {"kind": "filled", "field": "people"},
        },
    ],
}


@pytest.fixture
def call() -> Call:
    return make_call(make_agency(), form={**FORM, "steps": [*FORM["steps"], FILE_STEP]})


@pytest.fixture
def firm() -> Enterprise:
    return make_firm()


@pytest.fixture
def owner(firm: Enterprise) -> User:
    return make_member(firm)


@pytest.fixture
def application(call: Call, firm: Enterprise, owner: User) -> Application:
    begun = start_application(enterprise=firm, call=call, by=owner, now=NOW)
    write(begun, owner, problem="무엇이 문제인가")
    attach(begun, owner)
    return begun


def write(application: Application, by: User, **answers: object) -> None:
    save_answers(
        draft=application.draft, base_version=application.draft.version, changes=answers, by=by, now=NOW
    )
    application.draft.refresh_from_db()


def attach(application: Application, by: User, slot: str = "certificate", **fields: object) -> FirmFile:
    given = {
        "name": "사업자등록증.pdf",
        "size": 12_000,
        "content_type": "application/pdf",
        "sha256": sha256_hex(slot.encode()),
        "scan": ScanState.CLEAN,
        **fields,
    }
    file = FirmFile.objects.create(
        enterprise_id=application.enterprise_id, uploaded_at=NOW, uploaded_by=by, **given
    )
    Attachment.objects.create(
        application=application,
        enterprise_id=application.enterprise_id,
        slot=slot,
        file=file,
        added_at=NOW,
        added_by=by,
    )
    return file


def hand_in(application: Application, by: User, at: datetime = NOW) -> HandedIn:
    version = Application.objects.select_related("draft").get(pk=application.pk).draft.version
    handed_in = submit_application(application_id=application.pk, draft_version=version, arrived_at=at, by=by)
    connection.check_constraints()  # what the commit does
    application.refresh_from_db()
    return handed_in


def nothing_was_written(application: Application) -> bool:
    application.refresh_from_db()
    counts = (Submission.objects.count(), Receipt.objects.count(), AgencyRelation.objects.count())
    return (application.state, application.submission_id, *counts) == (ApplicationState.DRAFT, None, 0, 0, 0)


def test_submission_freezes_answers_and_files_and_gives_the_first_receipt(
    application: Application, owner: User
) -> None:
    draft = application.draft
    handed_in = hand_in(application, owner)
    submission = Submission.objects.get()
    content = json.loads(submission.content)
    assert submission.content_hash == sha256_hex(submission.content.encode())
    assert content == {
        "form": "didim-submission-1",
        "application": application.pk,
        "call": application.call_id,
        "revision": 1,
        "draft_version": draft.version,
        "enterprise": {
            "id": application.enterprise_id,
            "name": "가나상사",
            "business_number": application.enterprise.business_number,
        },
        "kind": "submitted",
        "answers": {"name": "가나상사", "problem": "무엇이 문제인가"},
        "files": [
            {
                "slot": "certificate",
                "name": "사업자등록증.pdf",
                "size": 12_000,
                "sha256": sha256_hex(b"certificate"),
            }
        ],
        "receipt": handed_in.code,
        "arrived_at": instant_text(NOW),
        "submitted_by": owner.pk,
    }
    receipt = Receipt.objects.get(pk=handed_in.receipt_id)
    assert (receipt.number, receipt.kind, receipt.code) == (1, "submitted", handed_in.code)
    assert (receipt.received_at, receipt.content_hash) == (NOW, submission.content_hash)
    assert (application.state, application.number, application.submitted_at) == ("submitted", 1, NOW)
    assert application.submission == submission
    assert [file.slot for file in submission.files.all()] == ["certificate"]


def test_agency_sees_the_firm_from_the_submission_on(application: Application, owner: User) -> None:
    assert AgencyRelation.objects.count() == 0
    hand_in(application, owner)
    hand_in(application, owner)
    relation = AgencyRelation.objects.get()
    assert (relation.agency_id, relation.kind, relation.until) == (application.agency_id, "application", None)


def test_relation_that_had_ended_holds_again(application: Application, owner: User) -> None:
    hand_in(application, owner)
    AgencyRelation.objects.update(until=NOW)
    hand_in(application, owner)
    assert AgencyRelation.objects.get().until is None


def test_submission_works_in_the_scope_of_the_firm_alone(application: Application, owner: User) -> None:
    with scoped(DatabaseScope(user=owner.pk, enterprises=frozenset({application.enterprise_id}))):
        hand_in(application, owner)
    assert application.number == 1


def test_application_of_another_firm_is_not_there(application: Application, owner: User) -> None:
    with pytest.raises(NotVisible):
        submit_application(
            application_id=application.pk, draft_version=1, arrived_at=NOW, by=owner, firms={-1}
        )
    assert nothing_was_written(application)


def test_version_that_the_applicant_did_not_see_is_refused(application: Application, owner: User) -> None:
    version = application.draft.version
    write(application, owner, problem="동료가 고친 글")
    with pytest.raises(RefusedError) as refused:
        submit_application(application_id=application.pk, draft_version=version, arrived_at=NOW, by=owner)
    assert [problem.field for problem in refused.value.problems] == ["draft_version"]
    assert nothing_was_written(application)


def test_missing_answers_and_files_are_refused_together_in_the_readers_language(
    call: Call, firm: Enterprise, owner: User
) -> None:
    empty = start_application(enterprise=firm, call=call, by=owner, now=NOW)
    with pytest.raises(RefusedError) as refused:
        hand_in(empty, owner)
    with translation.override("en"):
        assert refused.value.by_field() == {
            "problem": ["Please fill this in."],
            "certificate": ["Please upload a file."],
        }
    assert str(refused.value.by_field()["certificate"][0]) == "파일을 올려 주세요."
    assert nothing_was_written(empty)


def test_infected_file_is_refused(application: Application, owner: User) -> None:
    FirmFile.objects.update(scan=ScanState.INFECTED)
    with pytest.raises(RefusedError) as refused:
        hand_in(application, owner)
    assert [problem.field for problem in refused.value.problems] == ["certificate"]


def test_file_of_a_question_that_is_not_asked_stays_out(application: Application, owner: User) -> None:
    attach(application, owner, slot="note")
    hand_in(application, owner)
    assert [file.slot for file in Submission.objects.get().files.all()] == ["certificate"]


@pytest.mark.parametrize("early", [timedelta(0), MICROSECOND, timedelta(days=1)])
def test_what_arrives_by_the_closing_instant_is_in(
    application: Application, owner: User, early: timedelta
) -> None:
    hand_in(application, owner, at=CLOSES - early)
    assert application.submitted_at == CLOSES - early


@pytest.mark.parametrize("late", [MICROSECOND, timedelta(seconds=1)])
def test_what_arrives_after_the_closing_instant_is_out(
    application: Application, owner: User, late: timedelta
) -> None:
    with pytest.raises(RefusedError, match="마감"):
        hand_in(application, owner, at=CLOSES + late)
    assert nothing_was_written(application)


def test_what_arrives_before_the_opening_is_out(application: Application, owner: User) -> None:
    with pytest.raises(RefusedError, match="시작"):
        hand_in(application, owner, at=NOW - timedelta(days=6) - MICROSECOND)
    assert nothing_was_written(application)


@given(st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400)))
def test_period_takes_exactly_what_lies_between_its_ends(offset: timedelta) -> None:
    opens = datetime(2026, 3, 6, tzinfo=UTC)
    closes = datetime(2026, 3, 26, 9, tzinfo=UTC)
    inside = opens - closes <= offset <= timedelta(0)
    assert IntakePeriod(1, opens, closes).is_open(closes + offset) == inside


def test_recorded_outage_moves_the_closing_instant(application: Application, owner: User) -> None:
    later = CLOSES + timedelta(hours=3)
    DeadlineExtension.objects.create(
        agency_id=application.agency_id,
        call_id=application.call_id,
        outage_began_at=CLOSES - timedelta(hours=1),
        outage_ended_at=CLOSES,
        reason="접속 장애",
        closes_at=later,
        recorded_at=CLOSES,
        recorded_by=owner,
    )
    with pytest.raises(RefusedError, match="마감"):
        hand_in(application, owner, at=later + MICROSECOND)
    hand_in(application, owner, at=later)
    assert application.submitted_at == later


def test_correction_must_be_seen_before_handing_in(application: Application, owner: User) -> None:
    publish(application.call, number=2, published_at=NOW)
    with pytest.raises(RefusedError, match="정정"):
        hand_in(application, owner, at=NOW)
    hand_in(application, owner, at=NOW - MICROSECOND)  # it was on its way before the correction
    assert application.number == 1


def test_handing_in_again_replaces_what_counts_and_keeps_the_number(
    application: Application, owner: User
) -> None:
    hand_in(application, owner)
    write(application, owner, problem="고친 글")
    hand_in(application, owner, at=NOW + timedelta(hours=1))
    first, second = Submission.objects.order_by("number")
    assert (first.number, second.number, application.submission) == (1, 2, second)
    assert json.loads(first.content)["answers"]["problem"] == "무엇이 문제인가"
    assert json.loads(second.content)["answers"]["problem"] == "고친 글"
    assert [receipt.kind for receipt in Receipt.objects.order_by("number")] == ["submitted", "resubmitted"]
    assert (application.number, application.submitted_at) == (1, NOW + timedelta(hours=1))


def test_withdrawal_gives_a_receipt_and_one_can_come_back(application: Application, owner: User) -> None:
    hand_in(application, owner)
    withdraw_application(application_id=application.pk, arrived_at=NOW + MICROSECOND, by=owner)
    connection.check_constraints()
    application.refresh_from_db()
    assert (application.state, application.number) == ("withdrawn", 1)
    hand_in(application, owner, at=NOW + 2 * MICROSECOND)
    assert application.state == "submitted"
    receipts = list(Receipt.objects.order_by("number"))
    assert [(row.number, row.kind) for row in receipts] == [
        (1, "submitted"),
        (2, "withdrawn"),
        (3, "resubmitted"),
    ]
    chain = (
        Entry(row.number or 0, row.received_at, row.kind, row.content_hash, row.previous_hash, row.hash)
        for row in receipts
    )
    assert first_broken(chain) is None


def test_withdrawal_after_the_closing_or_of_nothing_is_refused(application: Application, owner: User) -> None:
    with pytest.raises(RefusedError, match="접수된 신청이 없습니다"):
        withdraw_application(application_id=application.pk, arrived_at=NOW, by=owner)
    hand_in(application, owner)
    with pytest.raises(RefusedError, match="마감"):
        withdraw_application(application_id=application.pk, arrived_at=CLOSES + MICROSECOND, by=owner)
    assert Receipt.objects.count() == 1


def test_history_names_the_act_and_the_person(application: Application, owner: User) -> None:
    hand_in(application, owner)
    contexts = {event.pgh_context.metadata["act"] for event in application.events.filter(state="submitted")}
    assert contexts == {"submit_application"}


def test_code_is_read_however_it_is_typed() -> None:
    code = receipt_code()
    assert len(code) == 19
    assert read_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code
