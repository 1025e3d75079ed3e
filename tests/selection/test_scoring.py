"""Sheets are made from sealed reviews and can be worked out again."""

from decimal import Decimal

import pytest
from django.db import connection

from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.kernel.refusals import RefusedError
from didim.selection.domain.scoring import broken_sheets, recompute, score_round
from didim.selection.enums import BonusState
from didim.selection.models import BonusClaim, ReviewSeal, ScoreSheet

from .judged import reviewed, scored
from .panels import NOW, make_judged

pytestmark = pytest.mark.django_db


def allow_change(table: str, sql: str, *params: object) -> None:
    """Change a row that no program may change, as somebody with the database in hand could."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_sheet_has_mean_rank_and_cut_off_of_every_application() -> None:
    judged = reviewed([[80, 84, 88], [60, 64, 68], [40, 44, 48]])
    rows = list(scored(judged).rows.order_by("application_id"))
    assert [(row.mean, row.rank, row.passed) for row in rows] == [
        (Decimal(84), 1, True),
        (Decimal(64), 2, True),
        (Decimal(44), None, False),
    ]


def test_sheet_made_twice_of_the_same_reviews_is_one() -> None:
    judged = reviewed([[80, 84, 88]])
    assert scored(judged) == scored(judged)
    assert ScoreSheet.objects.count() == 1


def test_sheet_recomputed_gives_the_same_digits() -> None:
    judged = reviewed([[80, 84, 88, 92, 96], [60, 64, 68, 72, 76]])
    sheet = scored(judged)
    assert recompute(sheet=sheet).difference == ""
    assert list(broken_sheets()) == []


def test_bonus_counts_where_an_officer_allowed_it_and_not_where_denied() -> None:
    judged = reviewed([[80, 80, 80], [80, 80, 80]])
    first, second = judged.applications
    file = FirmFile.objects.create(
        enterprise=first.enterprise,
        name="투자.pdf",
        size=1,
        content_type="application/pdf",
        sha256="0" * 64,
        scan=ScanState.NOT_SCANNED,
        uploaded_at=NOW,
        uploaded_by=first.created_by,
    )
    BonusClaim.objects.create(
        agency=judged.agency,
        application=first,
        key="investment",
        points=1,
        file=file,
        state=BonusState.GRANTED,
        allowed=1,
        decided_at=NOW,
    )
    BonusClaim.objects.create(
        agency=judged.agency, application=second, key="investment", points=1, state=BonusState.DENIED
    )
    sheet = scored(judged)
    assert dict(sheet.rows.values_list("application", "total")) == {first.pk: 81, second.pk: 80}
    assert recompute(sheet=sheet).difference == ""


def test_changed_byte_of_a_seal_or_sheet_is_found_and_named() -> None:
    judged = reviewed([[80, 84, 88], [60, 64, 68]])
    sheet = scored(judged)
    seal = ReviewSeal.objects.order_by("number").first()
    changed = seal.content.replace('"problem":"20"', '"problem":"21"')
    allow_change(
        "selection_reviewseal", "UPDATE selection_reviewseal SET content=%s WHERE id=%s", changed, seal.pk
    )
    (broken,) = broken_sheets()
    assert broken[0] == sheet
    assert broken[1].startswith("rows[")


def test_round_without_entries_is_not_scored() -> None:
    judged = make_judged(applications=0, reviewers=1)
    with pytest.raises(RefusedError):
        score_round(round_=judged.round, by=None, now=NOW)
