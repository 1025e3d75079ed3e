from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from didim.applications.models import FirmFile
from didim.outcomes.domain.observing import Said, record_observations
from didim.outcomes.domain.periods import close_period
from didim.outcomes.domain.requests import RequestDetails, open_request
from didim.outcomes.enums import ObservationSource
from didim.outcomes.models import EvidenceFile, Observation, OutcomeAnswer
from didim.registry.domain.firms import record_firm_year
from didim.registry.enums import AgencyKind
from didim.registry.models import Agency, Enterprise
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm
from didim.support.models import HistoryConsent
from tests.web.conftest import hangul_outside_korean

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


@pytest.fixture
def firm(small_region) -> Enterprise:
    return Enterprise.objects.get(members__user=small_region.owner)


@pytest.fixture
def answer(firm) -> OutcomeAnswer:
    agency = Agency.objects.create(name="성과기관", kind=AgencyKind.PROMOTION)
    record_firm_year(enterprise=firm, year=2025, employees=9, sales=5_000, now=NOW)
    open_request(
        agency=agency,
        details=RequestDetails(
            name="2025년 성과",
            indicator_codes=("sales", "employees", "exports"),
            period_start=date(2025, 1, 1),
            period_end=date(2025, 12, 31),
            due_on=date(2026, 4, 30),
            remind_on=date(2026, 4, 15),
        ),
        enterprise_ids=[firm.pk],
        by=None,
        now=NOW,
    )
    return OutcomeAnswer.objects.get()


def typed(answer: OutcomeAnswer, **values: str) -> dict[str, str]:
    """Return the form's fields: value by indicator code, "-" for none."""
    fields = {}
    for question in answer.questions.select_related("indicator"):
        value = values.get(question.indicator.code, "")
        fields[f"a.{question.pk}.{'none' if value == '-' else 'value'}"] = "on" if value == "-" else value
    return fields


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_stand_in_both_languages(owner_client, answer, parse_page, language):
    for address in (
        reverse("portal:outcome-list"),
        reverse("portal:outcome-answer", args=[answer.pk]),
        reverse("portal:firm-support"),
    ):
        response = owner_client.get(f"{language}{address}")
        assert response.status_code == 200
        root = parse_page(response)
        if language:
            assert hangul_outside_korean(root) == []


def test_form_is_filled_with_what_is_known_and_handed_in_once(owner_client, answer):
    address = reverse("portal:outcome-answer", args=[answer.pk])
    page = owner_client.get(address).content.decode()
    assert 'value="5000"' in page
    assert "기업 정보에 적은 값" in page
    wrong = owner_client.post(address, typed(answer, sales="많이", employees="9", exports="-"))
    assert wrong.status_code == 422
    assert 'value="많이"' in wrong.content.decode()
    assert Observation.objects.count() == 0
    done = owner_client.post(address, typed(answer, sales="5,000", employees="9", exports="-"))
    assert done.status_code == 302
    assert sorted(Observation.objects.values_list("indicator__code", "value")) == [
        ("employees", 9),
        ("sales", 5000),
    ]
    assert "제출함" in owner_client.get(reverse("portal:outcome-list")).content.decode()


def test_what_the_agency_entered_meanwhile_stands_in_the_form_and_is_corrected(
    owner_client, answer, parse_page
):
    question = answer.questions.get(indicator__code="employees")
    (entered,) = record_observations(
        agency=answer.agency,
        said=[
            Said(
                "employees",
                question.period_start,
                question.period_end,
                Decimal(8),
                enterprise_id=answer.enterprise_id,
            )
        ],
        source=ObservationSource.STAFF,
        by=None,
        now=NOW,
    )
    url = reverse("portal:outcome-answer", args=[answer.pk])
    values = typed(answer, sales="5000", employees="9", exports="-")
    refused = owner_client.post(url, values)
    assert refused.status_code == 422
    words = " ".join(parse_page(refused).itertext())
    assert "그 사이 기관이 8을(를) 입력했습니다" in words
    assert "기관이 2026-03-04에 8 명을(를) 입력했습니다" in words
    english = owner_client.get(f"/en{url}")
    assert hangul_outside_korean(parse_page(english)) == []
    seen = {f"s.{question.pk}": str(entered.pk)}
    assert f'name="s.{question.pk}" value="{entered.pk}"' in refused.content.decode()
    assert owner_client.post(url, values | seen).status_code == 302
    standing = Observation.objects.get(indicator__code="employees", is_effective=True)
    assert (standing.value, standing.corrects) == (9, entered)


def test_file_is_kept_with_the_draft_and_stands_beside_the_value(owner_client, answer):
    address = reverse("portal:outcome-answer", args=[answer.pk])
    question = answer.questions.get(indicator__code="sales")
    said = typed(answer, sales="5,000", employees="9", exports="-")
    wrong = owner_client.post(address, said | {f"f.{question.pk}": SimpleUploadedFile("증빙.pdf", b"no pdf")})
    assert wrong.status_code == 422
    assert f'id="a-{question.pk}-error"' in wrong.content.decode()
    file = SimpleUploadedFile("재무제표.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    kept = owner_client.post(address, said | {f"f.{question.pk}": file, "go": "stay"})
    assert kept.status_code == 302
    stored = FirmFile.objects.get()
    save = reverse("portal:outcome-save", args=[answer.pk])
    assert owner_client.post(save, {f"a.{question.pk}.value": "6000"}).status_code == 200
    page = owner_client.get(address).content.decode()
    assert "재무제표.pdf" in page
    for _twice in range(2):
        assert owner_client.post(address, said).status_code == 302
    beside = EvidenceFile.objects.get()
    assert (beside.name, beside.sha256, beside.observation.indicator.code) == (
        "재무제표.pdf",
        stored.sha256,
        "sales",
    )
    assert owner_client.post(address, said | {f"x.{question.pk}": "on", "go": "stay"}).status_code == 302
    assert "재무제표.pdf" not in owner_client.get(address).content.decode()
    # What was handed in stays where it is.
    assert EvidenceFile.objects.get().removed_at is None


def test_refusal_without_a_question_is_told_above_the_form(owner_client, answer):
    close_period(
        agency=answer.agency,
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
        reason="공표",
        by=None,
        now=NOW,
    )
    address = reverse("portal:outcome-answer", args=[answer.pk])
    refused = owner_client.post(address, typed(answer, sales="1", employees="1", exports="-"))
    assert refused.status_code == 422
    assert "기관이 이 기간의 성과를 마감했습니다" in refused.content.decode()


def test_what_is_typed_is_kept_and_not_yet_an_observation(owner_client, answer):
    save = reverse("portal:outcome-save", args=[answer.pk])
    first = answer.questions.first()
    told = owner_client.post(save, {f"a.{first.pk}.value": "77", "a.x.value": "1", "version": "0"})
    assert (told.status_code, told.json()["version"]) == (200, 1)
    assert (
        'value="77"' in owner_client.get(reverse("portal:outcome-answer", args=[answer.pk])).content.decode()
    )
    stay = typed(answer, sales="78") | {"go": "stay"}
    assert owner_client.post(reverse("portal:outcome-answer", args=[answer.pk]), stay).status_code == 302
    assert Observation.objects.count() == 0
    answer.request.state = "closed"
    answer.request.save()
    assert owner_client.post(save, {f"a.{first.pk}.value": "1"}).status_code == 422


def test_firm_sees_all_its_support_and_says_who_else_may(owner_client, firm):
    for name in ("가기관", "나기관"):
        record_support(
            agency=Agency.objects.create(name=name, kind=AgencyKind.CENTRE),
            enterprise=firm,
            details=SupportDetails(SupportForm.MONEY, f"{name} 사업", 2025, date(2025, 4, 1), 1_000),
            source=RecordSource.DELIVERED,
            reference="agreement-1",
            by=None,
            now=NOW,
        )
    page = owner_client.get(reverse("portal:firm-support")).content.decode()
    assert "가기관 사업" in page
    assert "나기관 사업" in page
    for word, standing in (("yes", 1), ("yes", 1), ("no", 0)):
        owner_client.post(reverse("portal:firm-support-consent"), {"firm": firm.pk, "consent": word})
        assert HistoryConsent.objects.filter(withdrawn_at=None).count() == standing
