"""A settlement in a real browser: the firm reports on a phone, the officer settles and takes money back."""

import pytest
from playwright.sync_api import Page

from didim.agreements.domain.settling.reports import open_settlement
from didim.agreements.models import Recovery, Settlement
from tests.agreements.settling.building import ended, paid_agreement, spent
from tests.agreements.spending import NOW, officers, owner_of

from .test_spending import come_in, look

pytestmark = pytest.mark.django_db(transaction=True)


def test_purchase_is_reported_settled_and_taken_back(page: Page, site: str) -> None:
    agreement = paid_agreement()
    row = spent(agreement, 800_000)
    open_settlement(agreement=ended(agreement), by=None, now=NOW)
    own, staff = f"{site}/agreements/{agreement.pk}", f"{site}/workbench/agreements/{agreement.pk}"

    come_in(page, site, owner_of(agreement))
    look(page, f"{own}/settlement/")
    page.get_by_role("link", name="사용실적 내기").click()
    page.get_by_label("발생 이자(원)").fill("12,345")
    page.get_by_role("button", name="사용실적 내기").click()
    page.get_by_role("link", name="최종보고서 내기").click()
    page.get_by_label("보고 내용").fill("측정기 시제품 두 점을 만들고 현장에서 시험했습니다.")
    page.get_by_role("button", name="최종보고서 내기").click()
    page.get_by_text("냈습니다. 정산이 확정될 때까지").wait_for()

    page.context.clear_cookies()
    come_in(page, site, officers(agreement)[0], second_factor=True)
    look(page, f"{staff}/settlement/")
    page.goto(f"{staff}/disallow/{row.pk}/")
    page.get_by_label("불인정 금액(원)").fill("100,000")
    page.get_by_label("근거 조문").fill("통합관리지침 제35조~제49조")
    page.get_by_label("사유").fill("협약기간 밖 이용분")
    page.get_by_role("button", name="저장").click()
    page.get_by_role("link", name="정산 확정").click()
    page.get_by_label("회계법인").fill("한빛회계법인")
    page.get_by_role("button", name="저장").click()
    page.get_by_role("link", name="환수 고지").click()
    page.get_by_label("사유").fill("정산 잔액 반납")
    page.get_by_role("button", name="저장").click()
    page.get_by_text("환수를 고지했습니다").wait_for()
    # 19,200,000 and 100,000 by 14 of 20, and the interest.
    assert Settlement.objects.get().result["recovery_won"] == 13_522_345
    recovery = Recovery.objects.get()
    look(page, f"{site}/workbench/recoveries/{recovery.pk}/")
    look(page, f"{site}/workbench/settlements/")
    look(page, f"{staff}/sanctions/")
    look(page, f"{staff}/banned/")

    page.context.clear_cookies()
    come_in(page, site, owner_of(agreement))
    look(page, f"{own}/settlement/")
    look(page, f"{own}/assets/")
    paper = page.request.get(f"{site}/recoveries/{recovery.pk}/notice.pdf")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")
