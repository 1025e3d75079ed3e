from datetime import UTC, date, datetime, timedelta

import pytest

from didim.feeds.nts.checking import check_due_firms
from didim.feeds.nts.tasks import check_business_status
from didim.kernel.business_numbers import business_check_digit
from didim.registry.domain.business_status import claim_due_checks, request_status_check
from didim.registry.domain.firms import FirmDetails, register_firm, register_pre_founder
from didim.registry.models import BusinessStatusCheck, Enterprise

from .conftest import KEY, status_row

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def firms(count, **fields):
    made = []
    for serial in range(count):
        first = f"12381{serial:04d}"
        details = FirmDetails(
            name=f"기업 {serial}", legal_form="sole", business_number=first + str(business_check_digit(first))
        )
        made.append(register_firm(details=details, now=NOW, **fields))
    return made


def test_due_firms_are_asked_in_batches_of_a_hundred_and_flagged_not_changed(service, client):
    made = firms(205)
    service.rows = {firm.business_number: status_row(firm.business_number) for firm in made}
    closed = made[7]
    service.rows[closed.business_number] = status_row(closed.business_number, "03", "20231231")
    assert check_due_firms(client=client, now=lambda: NOW) == 205
    assert [len(body["b_no"]) for body in service.bodies] == [100, 100, 5]
    closed.refresh_from_db()
    assert (closed.stage, closed.closed_on, closed.tax_status) == ("operating", None, "03")
    assert (closed.tax_checked_at, closed.tax_check_due_at) == (NOW, NOW + timedelta(days=90))
    check = BusinessStatusCheck.objects.get(enterprise=closed)
    assert (check.outcome, check.closed_on, check.checked_at) == ("answered", date(2023, 12, 31), NOW)
    assert check.answer == service.rows[closed.business_number]
    assert check_due_firms(client=client, now=lambda: NOW) == 0


def test_registering_a_firm_needs_no_answer_and_an_outage_is_recorded_once(service, client):
    firm = firms(1)[0]
    for hours in (0, 2):
        service.faults = [(503, b"", {})] * 4
        later = NOW + timedelta(hours=hours)
        assert check_due_firms(client=client, now=lambda later=later: later) == 0
        firm.refresh_from_db()
        assert (firm.tax_status, firm.tax_check_due_at) == (None, later + timedelta(hours=1))
    assert list(
        BusinessStatusCheck.objects.values_list("outcome", "failure", "requested_at", "checked_at")
    ) == [("failed", "서비스 오류 503", NOW + timedelta(hours=2), None)]
    assert check_due_firms(client=client, now=lambda: NOW + timedelta(hours=4)) == 1


def test_number_the_service_says_nothing_about_is_a_failed_check(service, client):
    asked, silent = firms(2)
    service.rows = {silent.business_number: {"b_no": silent.business_number}}
    assert check_due_firms(client=client, now=lambda: NOW) == 1
    found = dict(BusinessStatusCheck.objects.values_list("enterprise_id", "outcome"))
    assert found == {asked.pk: "answered", silent.pk: "failed"}


def test_sample_firms_merged_firms_and_pre_founders_are_not_asked_about():
    firms(1, is_sample=True)
    founder = register_pre_founder(details=FirmDetails(name="김예비"), now=NOW)
    request_status_check(enterprise=founder, now=NOW)
    assert claim_due_checks(now=NOW, limit=100) == {}


def test_claimed_firm_comes_up_again_when_its_worker_died():
    firm = firms(1)[0]
    assert claim_due_checks(now=NOW, limit=1) == {firm.pk: firm.business_number}
    assert claim_due_checks(now=NOW, limit=1) == {}
    assert claim_due_checks(now=NOW + timedelta(minutes=30), limit=1) == {firm.pk: firm.business_number}


def test_answer_about_a_number_the_firm_no_longer_has_does_not_show_on_it(service, client):
    firm = firms(1)[0]

    def number_changes_meanwhile():
        if service.bodies:
            Enterprise.objects.filter(pk=firm.pk).update(business_number="1248100998")
        return NOW

    check_due_firms(client=client, now=number_changes_meanwhile)
    firm.refresh_from_db()
    assert (firm.tax_status, BusinessStatusCheck.objects.get().status) == (None, "unregistered")


def test_job_asks_with_the_key_of_the_installation_or_not_at_all(service, monkeypatch):
    firm = firms(1)[0]
    monkeypatch.delenv("DIDIM_NTS_KEY", raising=False)
    Enterprise.objects.update(tax_check_due_at=datetime(2020, 1, 1, tzinfo=UTC))
    check_business_status(0)
    assert service.bodies == []
    monkeypatch.setenv("DIDIM_NTS_KEY", KEY)
    monkeypatch.setenv("DIDIM_NTS_URL", service.url)
    check_business_status(0)
    firm.refresh_from_db()
    assert firm.tax_status == "unregistered"
