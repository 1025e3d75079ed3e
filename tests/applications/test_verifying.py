"""Changing one byte of what was handed in is found, and named."""

import pgtrigger
import pytest
from django.db import connection

from didim.accounts.models import User
from didim.applications.domain.intake import withdraw_application
from didim.applications.domain.verifying import VERIFIERS
from didim.applications.models import Application
from didim.kernel.verifying import Finding

from .test_intake import (  # noqa: F401 - fixtures
    MICROSECOND,
    NOW,
    application,
    call,
    firm,
    hand_in,
    owner,
    write,
)

pytestmark = pytest.mark.django_db
SUBMISSION, RECEIPT = "applications_submission", "applications_receipt"
ANSWER = "content = replace(content, '고친', '고칠')"
INSTANT = "received_at = received_at + interval '1 microsecond'"
KINDS = {verifier.kind: verifier for verifier in VERIFIERS}


def found(*kinds: str) -> list[Finding]:
    return [
        finding
        for kind in kinds or ("receipt", "submission", "application")
        for finding in KINDS[kind].find()
    ]


@pytest.fixture
def handed_in(application: Application, owner: User) -> Application:  # noqa: F811
    """Handed in, again, taken back, and again: receipts 1 to 4."""
    hand_in(application, owner)
    write(application, owner, problem="고친 글")
    hand_in(application, owner, at=NOW + MICROSECOND)
    withdraw_application(application_id=application.pk, arrived_at=NOW + 2 * MICROSECOND, by=owner)
    connection.check_constraints()
    hand_in(application, owner, at=NOW + 3 * MICROSECOND)
    return application


def change(table: str, setting: str, where: str) -> None:
    """Change a row as somebody who is above the triggers would."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {setting} WHERE {where}")  # noqa: S608 - words of a test
        assert cursor.rowcount == 1


def test_untouched_records_are_whole(handed_in: Application) -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("table", "setting", "where", "kind", "row"),
    [
        (SUBMISSION, ANSWER, "number = 2", "receipt", "접수증 2번"),
        (SUBMISSION, ANSWER, "number = 2", "submission", "제출본 2차"),
        (SUBMISSION, "content_hash = repeat('0', 64)", "number = 1", "submission", "제출본 1차"),
        (SUBMISSION, "draft_version = 99", "number = 3", "submission", "제출본 3차"),
        (RECEIPT, INSTANT, "number = 1", "receipt", "접수증 1번"),
        (RECEIPT, "kind = 'resubmitted'", "number = 1", "receipt", "접수증 1번"),
        (RECEIPT, "code = 'X'", "number = 2", "submission", "제출본 2차"),
        (RECEIPT, "code = 'X'", "number = 3", "receipt", "접수증 3번"),
        (RECEIPT, "hash = repeat('0', 64)", "number = 3", "receipt", "접수증 3번"),
        (RECEIPT, "number = 5", "number = 4", "receipt", "접수증 4번"),
        ("applications_receiptchain", "last_hash = repeat('0', 64)", "true", "receipt", "접수증 5번"),
        ("applications_application", "state = 'withdrawn'", "true", "application", "신청"),
        ("applications_application", "number = 7", "true", "application", "신청"),
        ("applications_firmfile", "name = 'other.pdf'", "true", "submission", "제출본 1차"),
    ],
)  # fmt: skip
def test_one_changed_byte_is_found_and_named(
    handed_in: Application, table: str, setting: str, where: str, kind: str, row: str
) -> None:
    change(table, setting, where)
    first = found(kind)[0]
    assert row in first.row
    assert first.sentence


def test_receipt_that_was_taken_out_is_found(handed_in: Application) -> None:
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM applications_receipt WHERE number = 4")
    assert found("receipt")[0].row.endswith("접수증 4번")
    assert "신청" in found("application")[0].row


def test_file_that_is_not_there_is_found(handed_in: Application) -> None:
    (finding, *_more) = found("file")
    assert "사업자등록증.pdf" in finding.row
    assert finding.sentence == "저장소에 파일이 없습니다."
