from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from didim.accounts.models import AccessLogEntry
from didim.kernel.business_numbers import business_check_digit
from didim.outcomes.domain.observing import Said, record_observation
from didim.outcomes.enums import ObservationSource
from didim.outcomes.models import (
    ClosedPeriod,
    EvidenceFile,
    Observation,
    OutcomeAnswer,
    OutcomeRequest,
    Target,
)
from didim.registry.domain.firms import FirmDetails, register_firm
from didim.registry.enums import AgencyRole, LegalForm
from didim.support.domain.consents import give_history_consent
from didim.support.domain.recording import SupportDetails, record_support
from didim.support.enums import RecordSource, SupportForm
from tests.sign_in import make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
LANGUAGES = ("", "/en")


@pytest.fixture
def firm_of():
    def make(agency, serial: int = 1):
        first = f"12381{serial:04d}"
        number = first + str(business_check_digit(first))
        details = FirmDetails(
            name=f"가나{serial}", legal_form=LegalForm.SOLE, business_number=number, region="11680"
        )
        return register_firm(details=details, agency=agency, now=NOW)

    return make


@pytest.fixture
def stranger(other_agency):
    """An officer of another agency."""
    return sign_in(
        make_staff(other_agency, AgencyRole.OFFICER, email="stranger@example.org"), second_factor=True
    )


@pytest.fixture
def observed():
    def make(agency, firm, value: int = 1000, **fields: object) -> Observation:
        said = {"currency": "KRW", "enterprise_id": firm.pk, "programme_name": "판로 지원"} | fields
        period = (date(2025, 1, 1), date(2025, 12, 31))
        return record_observation(
            agency=agency,
            said=Said(str(said.pop("code", "sales")), *period, Decimal(value), **said),
            source=ObservationSource.STAFF,
            by=None,
            now=NOW,
        )

    return make


def support(agency, firm, **fields: object) -> None:
    said = {"programme_name": "사업화", "year": 2025, "received_on": date(2025, 4, 1), "amount_won": 70}
    record_support(
        agency=agency,
        enterprise=firm,
        details=SupportDetails(form=SupportForm.MONEY, **(said | fields)),
        source=RecordSource.DELIVERED,
        reference=f"agreement-{firm.pk}-{agency.pk}",
        by=None,
        now=NOW,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_stand_in_both_languages(officer, agency, firm_of, observed, whole_page, language):
    firm = firm_of(agency)
    row = observed(agency, firm)
    support(agency, firm)
    names = [
        "outcomes",
        "observation-list",
        "observation-create",
        "outcome-targets",
        "outcome-periods",
        "outcome-requests",
        "outcome-request-open",
        "outcome-import",
        "support-totals",
    ]
    addresses = [reverse(f"workbench:{name}") for name in names]
    addresses += [
        reverse("workbench:observation", args=[row.pk]),
        reverse("workbench:observation-correct", args=[row.pk]),
        reverse("workbench:firm-support", args=[firm.pk]),
    ]
    for address in addresses:
        response = officer.get(f"{language}{address}")
        assert response.status_code == 200, address
        whole_page(response)


def test_sums_of_a_year_stand_beside_the_year_before(officer, agency, other_agency, firm_of, observed):
    firm = firm_of(agency)
    observed(agency, firm, 115)
    observed(agency, firm, 100, programme_name="앞선 해")
    observed(other_agency, firm, 5)
    page = officer.get(reverse("workbench:outcomes"), {"year": 2025}).content.decode()
    assert ">215<" in page
    assert "매출액" in page


def test_value_is_entered_corrected_and_kept(officer, agency, firm_of, parse_page):
    firm = firm_of(agency)
    typed = {
        "code": "sales",
        "subject": "enterprise",
        "business_number": firm.business_number,
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "value": "1,200",
        "currency": "KRW",
        "evidence": "재무제표",
    }
    wrong = officer.post(reverse("workbench:observation-create"), typed | {"business_number": "1"})
    assert wrong.status_code == 422
    assert "등록되지 않은" in wrong.content.decode()
    assert officer.post(reverse("workbench:observation-create"), typed).status_code == 302
    row = Observation.objects.get()
    assert (row.value, row.currency, row.recorded_by.email) == (1200, "KRW", "officer@example.org")
    correct = reverse("workbench:observation-correct", args=[row.pk])
    assert officer.post(correct, {"value": "900"}).status_code == 422
    assert officer.post(correct, {"value": "900", "reason": "오타"}).status_code == 302
    standing = Observation.objects.get(is_effective=True)
    page = officer.get(reverse("workbench:observation", args=[standing.pk])).content.decode()
    assert "1,200" in page
    assert "오타" in page


def pdf(name: str = "매출 증빙.pdf", content: bytes = b"%PDF-1.7\n%%EOF\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_evidence_is_put_beside_a_value_handed_over_and_noted(
    officer, viewer, stranger, agency, firm_of, observed
):
    row = observed(agency, firm_of(agency))
    add = reverse("workbench:observation-evidence-add", args=[row.pk])
    assert officer.post(add, {"file": pdf(content=b"plain")}).status_code == 422
    assert officer.post(add, {}).status_code == 422
    for client, status in ((viewer, 403), (stranger, 404), (officer, 302), (officer, 302)):
        assert client.post(add, {"file": pdf()}).status_code == status
    file = EvidenceFile.objects.get()
    address = reverse("workbench:observation-evidence", args=[row.pk, file.pk])
    assert stranger.get(address).status_code == 404
    answer = viewer.get(address)
    assert (answer["Content-Type"], b"".join(answer)) == ("application/pdf", b"%PDF-1.7\n%%EOF\n")
    entry = AccessLogEntry.objects.filter(subject_id=row.enterprise_id).order_by("-at", "-pk")[0]
    assert (entry.task, entry.account.email) == ("성과 증빙 열람", "viewer@example.org")
    remove = reverse("workbench:observation-evidence-remove", args=[row.pk, file.pk])
    for client, status in ((viewer, 403), (stranger, 404), (officer, 302), (officer, 404)):
        assert client.post(remove).status_code == status
    assert viewer.get(address).status_code == 404
    assert EvidenceFile.objects.get().removed_by.email == "officer@example.org"


def test_evidence_comes_along_with_a_value_and_its_correction(officer, agency, firm_of):
    typed = {
        "code": "sales",
        "subject": "enterprise",
        "business_number": firm_of(agency).business_number,
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "value": "1200",
        "currency": "KRW",
    }
    create = reverse("workbench:observation-create")
    assert officer.post(create, typed | {"file": pdf(content=b"")}).status_code == 422
    assert Observation.objects.count() == 0
    assert officer.post(create, typed | {"file": pdf("앞.pdf")}).status_code == 302
    correct = reverse("workbench:observation-correct", args=[Observation.objects.get().pk])
    said = {"value": "900", "reason": "증빙 확인", "file": pdf("뒤.pdf", b"%PDF-1.4\n%%EOF\n")}
    assert officer.post(correct, said).status_code == 302
    standing = Observation.objects.get(is_effective=True)
    page = officer.get(reverse("workbench:observation", args=[standing.pk])).content.decode()
    assert page.index("뒤.pdf") < page.index("앞.pdf")
    assert "정정 전 값의 증빙" in page


def test_figure_opened_down_to_its_rows_hands_over_their_evidence(officer, agency, firm_of, observed):
    row = observed(agency, firm_of(agency), code="investment", breakdown="펀드")
    officer.post(reverse("workbench:observation-evidence-add", args=[row.pk]), {"file": pdf()})
    figure = reverse("workbench:figure", args=["investment"])
    page = officer.get(figure, {"start": "2025-01-01", "end": "2025-12-31"}).content.decode()
    file = EvidenceFile.objects.get()
    assert reverse("workbench:observation-evidence", args=[row.pk, file.pk]) in page
    assert "매출 증빙.pdf" in page


def test_director_closes_a_period_and_only_the_director_corrects_in_it(
    director, officer, agency, firm_of, observed
):
    row = observed(agency, firm_of(agency))
    close = reverse("workbench:outcome-period-close")
    typed = {"period_start": "2025-01-01", "period_end": "2025-12-31", "reason": "2025년 공표"}
    assert officer.post(close, typed).status_code == 403
    assert director.post(close, typed).status_code == 302
    correct = reverse("workbench:observation-correct", args=[row.pk])
    assert officer.post(correct, {"value": "1", "reason": "정정"}).status_code == 422
    assert director.post(correct, {"value": "1", "reason": "정정"}).status_code == 302
    period = ClosedPeriod.objects.get()
    reopen = reverse("workbench:outcome-period-reopen", args=[period.pk])
    assert director.post(reopen, {"reason": "누락"}).status_code == 302
    assert "누락" in director.get(reverse("workbench:outcome-periods")).content.decode()


def test_targets_are_set_shown_and_taken_back(director, agency, firm_of, observed):
    observed(agency, firm_of(agency), 150)
    typed = {"code": "sales", "due_on": "2026-12-31", "value": "300", "note": "계획"}
    assert director.post(reverse("workbench:outcome-target-set"), typed).status_code == 302
    assert "50%" in director.get(reverse("workbench:outcome-targets")).content.decode()
    target = Target.objects.get()
    assert director.post(reverse("workbench:outcome-target-remove", args=[target.pk])).status_code == 302
    assert Target.objects.count() == 0


def test_firms_supported_in_a_year_are_asked_once(officer, agency, firm_of):
    firms = [firm_of(agency, serial) for serial in (1, 2)]
    for firm in firms:
        support(agency, firm)
    typed = {
        "name": "2025년 성과",
        "indicator_codes": ["sales", "employees"],
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "due_on": "2026-04-30",
        "remind_on": "2026-04-15",
        "supported_in": "2025",
        "programme_name": "",
    }
    assert officer.post(reverse("workbench:outcome-request-open"), typed).status_code == 302
    assert OutcomeAnswer.objects.count() == 2
    again = officer.post(reverse("workbench:outcome-request-open"), typed)
    assert again.status_code == 422
    request = OutcomeRequest.objects.get()
    page = officer.get(reverse("workbench:outcome-request", args=[request.pk])).content.decode()
    assert "가나1" in page
    close = reverse("workbench:outcome-request-close", args=[request.pk])
    for _twice in range(2):
        assert officer.post(close).status_code == 302
    request.refresh_from_db()
    assert request.state == "closed"


def test_support_of_other_agencies_is_seen_with_consent_and_noted(officer, agency, other_agency, firm_of):
    firm = firm_of(agency)
    support(agency, firm)
    support(other_agency, firm, programme_name="다른 기관의 사업")
    address = reverse("workbench:firm-support", args=[firm.pk])
    assert "다른 기관의 사업" not in officer.get(address).content.decode()
    give_history_consent(enterprise=firm, by=make_user("owner@example.org"), now=NOW)
    assert "다른 기관의 사업" in officer.get(address).content.decode()
    tasks = AccessLogEntry.objects.filter(subject_id=firm.pk).order_by("at").values_list("task", flat=True)
    assert list(tasks) == ["지원이력", "지원이력(다른 기관 포함)"]


def test_lists_ask_the_same_for_one_row_and_for_three(
    officer, agency, firm_of, observed, same_queries_for_three_rows
):
    made = iter(range(1, 20))

    def add() -> None:
        firm = firm_of(agency, next(made))
        observed(agency, firm)
        support(agency, firm)

    for name in ("outcomes", "observation-list", "support-totals"):
        same_queries_for_three_rows(
            add_row=add, read=lambda name=name: officer.get(reverse(f"workbench:{name}"))
        )


def test_viewer_reads_and_does_not_write(viewer, agency, firm_of, observed):
    row = observed(agency, firm_of(agency))
    assert viewer.get(reverse("workbench:observation", args=[row.pk])).status_code == 200
    assert viewer.get(reverse("workbench:observation-create")).status_code == 403
