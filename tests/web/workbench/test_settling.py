"""An officer settles an agreement, takes money back and excludes a firm; each page is whole in English."""

from io import BytesIO
from itertools import count

import pytest
from django.urls import reverse
from django.utils.translation import override

from didim.agreements.domain.settling.paying import pay_settlement
from didim.agreements.domain.settling.reports import open_settlement
from didim.agreements.models import Recovery, Sanction, Settlement
from didim.applications.domain.files.storage import store
from didim.applications.models import FirmFile
from didim.registry.enums import AgencyRole
from didim.registry.models import AgencyMember
from tests.agreements.settling.building import (
    LATER,
    REPORT,
    confirmed,
    ended,
    officer_of,
    opened,
    paid_agreement,
    reported,
    settled_agreement,
    spent,
)
from tests.agreements.spending import NOW, make_file, owner_of
from tests.applications.builders import make_agency, make_firm
from tests.sign_in import make_staff, sign_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def director_of():
    def make(agreement):
        user = officer_of(agreement)
        AgencyMember.objects.filter(user=user).update(role=AgencyRole.DIRECTOR)
        return sign_in(user, second_factor=True)

    return make


def page(client, name, *args, language="ko"):
    with override(language):
        return client.get(reverse(f"workbench:{name}", args=args))


def words(answer, whole_page):
    return " ".join(whole_page(answer).itertext())


def both_languages(client, agreement, whole_page):
    return [words(page(client, "settlement", agreement.pk, language=one), whole_page) for one in ("ko", "en")]


def test_settlement_is_worked_through_to_the_recovery(director_of, whole_page):
    agreement = paid_agreement()
    row = spent(agreement)
    reported(agreement, interest_won=10)
    client = director_of(agreement)
    answer = client.post(
        reverse("workbench:disallow", args=[agreement.pk, row.pk]),
        {"amount_won": "100,000", "citation": "제49조", "reason": "기간 밖"},
    )
    assert answer.status_code == 302
    assert (
        client.post(
            reverse("workbench:settlement-confirm", args=[agreement.pk]), {"auditor": "한빛회계법인"}
        ).status_code
        == 302
    )
    settlement = Settlement.objects.get()
    # 19,200,000 and 100,000 by 14 of 20, and the interest.
    assert settlement.result["recovery_won"] == 13_510_010
    for language in ("ko", "en"):
        whole_page(page(client, "settlement", agreement.pk, language=language))
    paper = page(client, "settlement-paper", agreement.pk)
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    refused = client.post(
        reverse("workbench:recovery-new", args=[agreement.pk]), {"reason": "잔액", "due_on": "2020-01-01"}
    )
    assert refused.status_code == 422
    client.post(
        reverse("workbench:recovery-new", args=[agreement.pk]), {"reason": "잔액", "due_on": "2099-01-05"}
    )
    recovery = Recovery.objects.get()
    client.post(reverse("workbench:recovery-instalments", args=[recovery.pk]), {"count": 3})
    client.post(
        reverse("workbench:recovery-payment", args=[recovery.pk]),
        {"amount_won": "10", "paid_on": "2026-01-05", "reference": "A1"},
    )
    recovery.refresh_from_db()
    assert (recovery.state, recovery.paid_won, recovery.instalments.count()) == ("instalments", 10, 3)
    for language in ("ko", "en"):
        whole_page(page(client, "recovery", recovery.pk, language=language))
    assert page(client, "recovery-paper", recovery.pk).content[:5] == b"%PDF-"


def test_what_a_settlement_owes_is_paid_once(director_of, whole_page):
    agreement = paid_agreement(paid=0)
    spent(agreement, 1_000_000)
    confirmed(reported(agreement))
    client = director_of(agreement)
    before = both_languages(client, agreement, whole_page)
    assert ["아직 지급하지 않았습니다" in before[0], "has not been paid yet" in before[1]] == [True, True]
    whole_page(page(client, "settlement-pay", agreement.pk, language="en"))
    url = reverse("workbench:settlement-pay", args=[agreement.pk])
    assert client.post(url, {"paid_on": "2099-01-05", "reference": "T1"}).status_code == 422
    assert client.post(url, {"paid_on": "2026-01-05", "reference": "T1"}).status_code == 302
    part = agreement.settlement.payment
    assert (part.amount_won, part.reference) == (700_000, "T1")
    again = client.post(url, {"paid_on": "2026-01-05", "reference": "T2"})
    assert (again.status_code, "이미 지급했습니다" in again.content.decode()) == (422, True)
    after = both_languages(client, agreement, whole_page)
    assert ["지급했습니다" in after[0], "were paid on" in after[1]] == [True, True]
    assert url not in page(client, "settlement", agreement.pk).content.decode()
    for language in ("ko", "en"):
        whole_page(page(client, "agreement-detail", agreement.pk, language=language))


def test_firm_reads_that_what_was_owed_is_paid(whole_page):
    agreement = paid_agreement(paid=0)
    spent(agreement, 1_000_000)
    settlement = confirmed(reported(agreement))
    firm = sign_in(owner_of(agreement))
    url = reverse("portal:settlement", args=[agreement.pk])
    assert "지급하면 알려 드립니다" in words(firm.get(url), whole_page)
    part = pay_settlement(
        settlement=settlement, paid_on=LATER.date(), reference="T1", by=officer_of(agreement), now=LATER
    )
    assert part.amount_won == 700_000
    assert "지급했습니다" in words(firm.get(url), whole_page)
    with override("en"):
        assert "It was paid on" in words(
            firm.get(reverse("portal:settlement", args=[agreement.pk])), whole_page
        )


def test_firm_is_warned_excluded_and_freed(director_of, whole_page):
    agreement = settled_agreement()
    client = director_of(agreement)
    client.post(
        reverse("workbench:sanction-warn", args=[agreement.pk]), {"kind": "warning", "reason": "점검 불응"}
    )
    client.post(
        reverse("workbench:sanction-exclude", args=[agreement.pk]),
        {"grounds": ["abandoned"], "reason": "위원회 의결"},
    )
    bar = Sanction.objects.get(kind="bar")
    for language in ("ko", "en"):
        whole_page(page(client, "sanction-list", agreement.pk, language=language))
        whole_page(page(client, "sanction-exclude", agreement.pk, language=language))
    client.post(reverse("workbench:sanction-lift", args=[bar.pk]), {"reason": "이의 인용"})
    bar.refresh_from_db()
    assert bar.lifted_at is not None


def test_settlement_is_opened_extended_and_sent_back(director_of, whole_page):
    agreement = ended(paid_agreement())
    client = director_of(agreement)
    whole_page(page(client, "settlement", agreement.pk, language="en"))
    client.post(reverse("workbench:settlement-open", args=[agreement.pk]))
    settlement = Settlement.objects.get()
    Settlement.objects.update(use_report_due_on="2099-01-05")
    client.post(reverse("workbench:settlement-extend", args=[agreement.pk]))
    settlement.refresh_from_db()
    assert settlement.extended_until is not None
    Settlement.objects.update(state="reported")
    client.post(reverse("workbench:settlement-return", args=[agreement.pk]), {"reason": "이자 증빙"})
    settlement.refresh_from_db()
    assert settlement.return_reason == "이자 증빙"


def test_settlements_are_listed_in_as_many_queries_as_one(
    director_of, whole_page, same_queries_for_three_rows
):
    first = paid_agreement()
    client = director_of(first)
    officer, agency = officer_of(first), first.agency
    confirmed(reported(first))
    call, serial = first.call, count(50)

    def add_row():
        number = next(serial)
        firm = make_firm(f"기업{number}", serial=number)
        open_settlement(
            agreement=ended(paid_agreement(agency=agency, firm=firm, call=call)), by=officer, now=NOW
        )

    same_queries_for_three_rows(add_row=add_row, read=lambda: page(client, "settlement-list"))
    for language in ("ko", "en"):
        whole_page(page(client, "settlement-list", language=language))


def test_file_of_a_final_report_reaches_staff_of_the_agency_alone(director_of):
    agreement = paid_agreement()
    opened(agreement)
    owner = owner_of(agreement)
    stored = store(BytesIO(PDF))
    file = make_file(agreement.enterprise, owner, "최종보고.pdf", "b")
    FirmFile.objects.filter(pk=file.pk).update(sha256=stored.sha256, size=stored.size)
    answer = sign_in(owner, second_factor=True).post(
        reverse("portal:final-report", args=[agreement.pk]), {"text": REPORT, "file": file.pk}
    )
    assert answer.status_code == 302
    client = director_of(agreement)
    assert "최종보고.pdf" in page(client, "settlement", agreement.pk).content.decode()
    assert b"".join(page(client, "final-report-file", agreement.pk, 1)) == PDF
    other = make_staff(make_agency("남의 기관"), AgencyRole.DIRECTOR, email="other@example.org")
    stranger = sign_in(other, second_factor=True)
    assert page(stranger, "final-report-file", agreement.pk, 1).status_code == 404
