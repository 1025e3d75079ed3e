"""Changing one byte of a signed agreement, a signature or a counter is found, and named."""

import pgtrigger
import pytest
from django.db import connection
from django.utils import timezone

from didim.agreements.domain.verifying import verifiers
from didim.kernel.verifying import Finding

from .builders import in_force, render, selected

pytestmark = pytest.mark.django_db


def found() -> list[Finding]:
    return [finding for verifier in verifiers(render) for finding in verifier.find()]


@pytest.fixture
def agreement(make_agency, make_firm, make_user):
    by, now = make_user(), timezone.now()
    return in_force(selected(make_agency(), make_firm(), by=by, now=now), by=by, now=now)


def test_untouched_agreement_is_whole(agreement):
    assert found() == []


@pytest.mark.parametrize(
    ("setting", "kind", "row", "words"),
    [
        ("agreementversion SET content = replace(content, '결함', '결합')", "agreement", "제1차", "해시"),
        ("agreementversion SET pdf_sha256 = repeat('0', 64)", "agreement", "제1차", "PDF"),
        ("agreementversion SET ends_on = ends_on + 1", "agreement", "제1차", "ends_on"),
        (
            "budgetamount SET grant_won = grant_won + 1 WHERE own_in_kind_won > 0",
            "agreement",
            "제1차",
            "비목 금액",
        ),
        (
            "agreementsignature SET pdf_sha256 = repeat('0', 64) WHERE side = 'agency'",
            "agreement_signature",
            "기관 서명",
            "PDF",
        ),
        (
            "spendingentry SET amount_won = amount_won - 1 WHERE stage = 'committed'",
            "spending_limit",
            "집행 한도",
            "약정 40,000,000원",
        ),
    ],
)
def test_one_changed_byte_is_found_and_named(agreement, setting, kind, row, words):
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE agreements_{setting}")
        assert cursor.rowcount >= 1
    first = found()[0]
    assert first.kind == kind
    assert row in first.row
    assert words in first.sentence
