import re
from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from didim.accounts.enums import AccessAct
from didim.accounts.models import AccessLogEntry
from didim.registry.domain.firms import FirmDetails, add_designation, record_firm_year, register_firm
from didim.registry.enums import DesignationKind, LegalForm
from didim.registry.models import Agency, Designation, Enterprise, EnterpriseYear

from .conftest import NOW


def number(at: int) -> str:
    """Return the at-th made-up business number with a right check digit."""
    digits = [int(digit) for digit in f"{100000000 + at * 7919:09d}"]
    weights = (1, 3, 7, 1, 3, 7, 1, 3, 5)
    total = sum(w * d for w, d in zip(weights, digits, strict=True)) + digits[8] * 5 // 10
    return "".join(map(str, digits)) + str((10 - total % 10) % 10)


def make_firm(agency: Agency, at: int = 1, **details: object) -> Enterprise:
    typed = {"name": f"가나전자 {at}", "legal_form": LegalForm.CORPORATION, "business_number": number(at)}
    return register_firm(details=FirmDetails(**typed | details), agency=agency, now=NOW)


def test_list_shows_only_firms_with_a_relation_or_consent(
    officer: Client, agency: Agency, other_agency: Agency
) -> None:
    make_firm(agency, 1, name="우리기업")
    make_firm(other_agency, 2, name="남의기업")
    shared = make_firm(other_agency, 3, name="동의기업")
    Enterprise.objects.filter(pk=shared.pk).update(profile_shared=True)
    page = officer.get("/workbench/firms/").content.decode()
    assert "우리기업" in page
    assert "동의기업" in page
    assert "남의기업" not in page


def test_other_agencys_firm_is_not_there(officer: Client, other_agency: Agency) -> None:
    firm = make_firm(other_agency)
    for path in ("", "edit/"):
        assert officer.get(f"/workbench/firms/{firm.pk}/{path}").status_code == 404
    assert officer.post(f"/workbench/firms/{firm.pk}/years/", {"year": 2025}).status_code == 404


def test_consent_lets_read_but_not_change(officer: Client, other_agency: Agency) -> None:
    firm = make_firm(other_agency)
    Enterprise.objects.filter(pk=firm.pk).update(profile_shared=True)
    assert officer.get(f"/workbench/firms/{firm.pk}/").status_code == 200
    assert officer.get(f"/workbench/firms/{firm.pk}/edit/").status_code == 404


def test_list_takes_the_same_queries_for_any_number_of_rows(
    officer: Client, agency: Agency, same_queries_for_three_rows: Callable[..., None]
) -> None:
    at = iter(range(10, 20))

    def add_row() -> None:
        firm = make_firm(agency, next(at), region="11680", industry="26")
        record_firm_year(enterprise=firm, year=2025, employees=5, sales=10**9, now=NOW)
        add_designation(enterprise=firm, kind=DesignationKind.VENTURE)

    same_queries_for_three_rows(add_row=add_row, read=lambda: officer.get("/workbench/firms/"))


def test_filters_narrow_the_list(officer: Client, agency: Agency) -> None:
    make_firm(agency, 1, name="서울전자", region="11680", industry="26")
    make_firm(agency, 2, name="부산식품", region="26110", industry="10")
    for query, shown in (
        ({"region": "서울"}, ["서울전자"]),
        ({"industry": "26"}, ["서울전자"]),
        ({"q": number(2)}, ["부산식품"]),
        ({"q": "전자"}, ["서울전자"]),
        ({"stage": "closed"}, []),
        ({"stage": "nonsense"}, ["부산식품", "서울전자"]),
        ({"sort": "-sales"}, ["부산식품", "서울전자"]),
    ):
        page = officer.get("/workbench/firms/", query).context["page"]
        assert sorted(firm.name for firm in page) == shown, query


def test_looking_at_a_firm_is_logged(officer: Client, agency: Agency) -> None:
    firm = make_firm(agency)
    officer.get(f"/workbench/firms/{firm.pk}/")
    entry = AccessLogEntry.objects.get(act=AccessAct.VIEW)
    assert (entry.subject, entry.subject_id, entry.agency_id) == (firm.name, firm.pk, agency.pk)


def test_export_asks_for_a_reason_and_logs_it(officer: Client, agency: Agency) -> None:
    make_firm(agency)
    assert officer.post("/workbench/firms/export/", {"reason": ""}).status_code == 422
    answer = officer.post("/workbench/firms/export/?q=가나", {"reason": "3월 간담회 초청 명단 작성"})
    assert answer.content[:2] == b"PK"
    entry = AccessLogEntry.objects.get(act=AccessAct.DOWNLOAD)
    assert (entry.subjects, entry.subject) == (1, "가나")


def test_registering_relates_the_firm_to_the_agency(officer: Client, agency: Agency) -> None:
    typed = {
        "registered": "yes",
        "name": "새기업",
        "business_number": "124-81-00998",
        "legal_form": "corporation",
        "region": "서울 강남구",
        "industry": "26",
        "opened_on": "2020-03-02",
    }
    answer = officer.post("/workbench/firms/new/", typed)
    assert answer.status_code == 302
    firm = Enterprise.objects.get()
    assert (firm.name, firm.business_number, firm.region_id, firm.industry_id, firm.opened_on) == (
        "새기업",
        "1248100998",
        "11680",
        "26",
        date(2020, 3, 2),
    )
    assert firm.agency_relations.get().agency == agency


def test_registering_keeps_what_was_typed_and_says_what_is_wrong(officer: Client) -> None:
    typed = {
        "registered": "yes",
        "name": "새기업",
        "business_number": "123-45-67890",
        "legal_form": "sole",
        "region": "강남굽",
    }
    answer = officer.post("/workbench/firms/new/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="123-45-67890"' in page
    assert "찾지 못했습니다" in page
    assert Enterprise.objects.count() == 0


def test_pre_founder_needs_no_number(officer: Client) -> None:
    answer = officer.post(
        "/workbench/firms/new/", {"registered": "no", "name": "홍길동", "legal_form": "none"}
    )
    assert answer.status_code == 302
    assert Enterprise.objects.get().stage == "pre_founder"


def test_viewer_reads_but_does_not_write(viewer: Client, agency: Agency) -> None:
    firm = make_firm(agency)
    assert viewer.get("/workbench/firms/").status_code == 200
    assert viewer.get(f"/workbench/firms/{firm.pk}/").status_code == 200
    assert viewer.get(f"/workbench/firms/{firm.pk}/edit/").status_code == 403


def test_editing_leaves_a_history(officer: Client, agency: Agency) -> None:
    firm = make_firm(agency)
    page = officer.get(f"/workbench/firms/{firm.pk}/edit/")
    typed = {
        name: value for name, value in page.context["form"].initial.items() if value not in (None, "")
    } | {"name": "바뀐전자", "region": "부산 중구"}
    assert officer.post(f"/workbench/firms/{firm.pk}/edit/", typed).status_code == 302
    shown = officer.get(f"/workbench/firms/{firm.pk}/").content.decode()
    assert "가나전자 1 → 바뀐전자" in shown


def test_years_and_certificates_are_entered(officer: Client, agency: Agency) -> None:
    firm = make_firm(agency)
    url = f"/workbench/firms/{firm.pk}/"
    officer.post(f"{url}years/", {"year": 2025, "employees": "1,200", "sales": "12억 5천만"})
    year = EnterpriseYear.objects.get()
    assert (year.year, year.employees, year.sales) == (2025, 1200, 1_250_000_000)
    assert officer.post(f"{url}years/", {"year": 1900}).status_code == 422
    officer.post(f"{url}designations/", {"kind": "venture", "valid_to": "2030-12-31"})
    held = Designation.objects.get()
    assert officer.post(f"{url}designations/", {"kind": "venture"}).status_code == 422
    officer.post(f"{url}designations/", {"remove": held.pk})
    assert Designation.objects.count() == 0


@pytest.mark.parametrize("path", ["", "new/", "export/"])
def test_pages_are_well_formed(
    officer: Client, agency: Agency, path: str, whole_page: Callable[[HttpResponse], object]
) -> None:
    firm = make_firm(agency, region="11680", industry="26")
    record_firm_year(enterprise=firm, year=2025, employees=None, sales=None, now=NOW)
    for prefix in ("", "/en"):
        whole_page(officer.get(f"{prefix}/workbench/firms/{path}"))
        whole_page(officer.get(f"{prefix}/workbench/firms/{firm.pk}/"))
        whole_page(officer.get(f"{prefix}/workbench/firms/{firm.pk}/edit/"))


def test_tax_check_is_queued_once_and_the_firm_is_due(
    officer: Client, viewer: Client, agency: Agency, other_agency: Agency
) -> None:
    firm = make_firm(agency)
    url = f"/workbench/firms/{firm.pk}/tax-check/"
    Enterprise.objects.update(tax_check_due_at=None)
    assert viewer.post(url).status_code == 403
    assert url in officer.get(f"/workbench/firms/{firm.pk}/").content.decode()
    for _ in range(2):
        page = officer.post(url, follow=True).content.decode()
        assert "국세청 상태 조회를 맡겼습니다" in page
    jobs = ProcrastinateJob.objects.filter(queueing_lock="check-business-status")
    assert [job.status for job in jobs] == ["todo"]
    firm.refresh_from_db()
    assert firm.tax_check_due_at is not None
    others = make_firm(other_agency, 2)
    assert officer.post(f"/workbench/firms/{others.pk}/tax-check/").status_code == 404


def test_tax_service_is_not_asked_about_a_sample_firm(officer: Client, agency: Agency) -> None:
    firm = make_firm(agency)
    Enterprise.objects.update(is_sample=True)
    url = f"/workbench/firms/{firm.pk}/tax-check/"
    assert url not in officer.get(f"/workbench/firms/{firm.pk}/").content.decode()
    assert "국세청에 조회하지 않습니다" in officer.post(url, follow=True).content.decode()
    assert not ProcrastinateJob.objects.exists()


def test_english_menu_names_lists_in_the_plural(officer: Client, agency: Agency) -> None:
    page = officer.get("/en/workbench/firms/").content.decode()
    for path, label in (
        ("firms", "Firms"),
        ("calls", "Calls"),
        ("commissions", "Partners"),
        ("places", "Places"),
    ):
        assert re.search(rf'href="/en/workbench/{path}/"[^>]*>\s*{label}\s*<', page), label
