"""Changing one byte of a signed agreement, a signature or a counter is found, and named."""

import pgtrigger
import pytest
from django.db import connection
from django.utils import timezone

from didim.agreements.domain.papers import paper_of
from didim.agreements.domain.verifying import verifiers
from didim.documents.agreement_papers import agreement_pdf
from didim.kernel.hash_chains import content_hash
from didim.kernel.verifying import Finding

from .builders import in_force, render, selected

pytestmark = pytest.mark.django_db
FORGED = "replace(content, '결함', '결합')"
OF_FORGED = f"encode(sha256(convert_to({FORGED}, 'UTF8')), 'hex')"


def found(render=render) -> list[Finding]:
    return [finding for verifier in verifiers(render) for finding in verifier.find()]


def named_pdf(look: str):
    """Return what makes a paper as the templates do: a look of the day, and the text's hash."""

    def made(content) -> bytes:
        return f"%PDF {look} sha256:{content_hash(content)}".encode()

    return made


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
        (
            "signedpaper SET pdf = set_byte(pdf, 9, get_byte(pdf, 9) # 1)",
            "agreement",
            "제1차",
            "보관한 PDF가 서명한 PDF와 다릅니다",
        ),
        (
            f"agreementversion SET (content, content_sha256) = ({FORGED}, {OF_FORGED})",
            "agreement",
            "제1차",
            "보관한 내용이 서명한 PDF의 내용과 다릅니다",
        ),
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


def test_paper_of_an_earlier_template_is_no_forgery(make_agency, make_firm, make_user):
    by, now = make_user(), timezone.now()
    agreement = in_force(
        selected(make_agency(), make_firm(), by=by, now=now), by=by, now=now, made_by=named_pdf("old")
    )
    assert found(named_pdf("new")) == []
    assert paper_of(agreement.version).startswith(b"%PDF old")


def test_paper_of_a_real_template_names_its_text(make_agency, make_firm, make_user):
    by, now = make_user(), timezone.now()
    in_force(selected(make_agency(), make_firm(), by=by, now=now), by=by, now=now, made_by=agreement_pdf)
    # Nothing it is held against can make this paper again.
    assert found(lambda _content: b"another typesetter") == []


def test_lost_paper_is_made_again_or_named(agreement):
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM agreements_signedpaper")
    assert found() == []
    assert [one.row[-3:] for one in found(named_pdf("new"))] == ["제1차"]
