"""Changing one byte of a submitted review, its seal or a score sheet is found, and named."""

import pgtrigger
import pytest
from django.db import connection

from didim.kernel.verifying import Finding
from didim.selection.domain.verifying import VERIFIERS

from .panels import Judged
from .test_reviewing import make_judged, submit, write

pytestmark = pytest.mark.django_db
KINDS = {verifier.kind: verifier for verifier in VERIFIERS}


def found(kind: str) -> list[Finding]:
    return list(KINDS[kind].find())


@pytest.fixture
def judged() -> Judged:
    """Two sealed reviews of one application."""
    made = make_judged()
    for reviewer in range(2):
        write(made, reviewer)
        submit(made, reviewer)
    connection.check_constraints()  # number and chain come with the commit
    return made


def change(statement: str) -> None:
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount >= 1


def test_untouched_reviews_are_whole(judged: Judged) -> None:
    assert [finding for kind in KINDS for finding in found(kind)] == []


@pytest.mark.parametrize(
    ("setting", "kind", "row"),
    [
        ("selection_review SET comment = comment || '.'", "review", "평가"),
        ("selection_review SET points = jsonb_set(points, '{team}', '\"24\"')", "review", "평가"),
        ("selection_review SET total = total + 1", "review", "평가"),
        ("selection_reviewseal SET content = replace(content, '뚜렷', '두렷')", "seal", "봉인 1번"),
        ("selection_reviewseal SET sealed_at = sealed_at + interval '1 second'", "seal", "봉인 1번"),
        ("selection_sealchain SET last_hash = repeat('0', 64)", "seal", "봉인 3번"),
    ],
)
def test_one_changed_byte_is_found_and_named(judged: Judged, setting: str, kind: str, row: str) -> None:
    change(f"UPDATE {setting}")
    first = found(kind)[0]
    assert row in first.row
    assert first.sentence
