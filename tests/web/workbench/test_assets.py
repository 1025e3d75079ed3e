"""The asset register and the barred suppliers of an agreement, for staff."""

from itertools import count

import pytest
from django.urls import reverse
from django.utils.translation import override

from didim.accounts.models import AccessLogEntry
from didim.agreements.domain.assets import ask_disposal
from didim.agreements.domain.banned import Ban, ban_counterparty
from didim.agreements.models import BannedCounterparty
from tests.agreements.spending import (
    NOW,
    PAYEE,
    make_agreement,
    officers,
    owner_of,
    registered_asset,
)
from tests.applications.builders import make_agency
from tests.sign_in import make_staff, sign_in

pytestmark = pytest.mark.django_db
_serial = count(1)


@pytest.fixture
def agreement():
    return make_agreement()


@pytest.fixture
def client(agreement):
    return sign_in(officers(agreement)[0], second_factor=True)


def registered(agreement):
    return registered_asset(agreement, f"M-{next(_serial)}")


def banned(agreement, number=PAYEE, rule="spouse"):
    ban = Ban(number, "대양부품", rule, "대표자 배우자의 기업", "가족관계증명서")
    return ban_counterparty(agreement=agreement, ban=ban, by=officers(agreement)[0], now=NOW)


def url(name, *args, language="ko"):
    with override(language):
        return reverse(f"workbench:{name}", args=args)


def test_assets_are_listed_in_as_many_queries_as_one(
    agreement, client, whole_page, same_queries_for_three_rows
):
    same_queries_for_three_rows(
        add_row=lambda: registered(agreement), read=lambda: client.get(url("asset-list"))
    )
    whole_page(client.get(url("asset-list", language="en") + "?state=watched&q=현미"))


def test_asset_is_seen_refused_and_disposed_of(agreement, client, whole_page):
    asset = registered(agreement)
    ask_disposal(asset=asset, wish="고장", by=owner_of(agreement), now=NOW)
    for language in ("ko", "en"):
        whole_page(client.get(url("asset", asset.pk, language=language)))
    client.post(url("asset-seen", asset.pk), {"seen_on": "2026-11-20", "location": "2층"})
    client.post(url("asset-refuse", asset.pk), {"answer": "관리 기간입니다."})
    assert (
        client.post(
            url("asset-dispose", asset.pk), {"disposed_on": "2026-11-20", "reason": "고장", "approval": ""}
        ).status_code
        == 422
    )
    client.post(
        url("asset-dispose", asset.pk), {"disposed_on": "2026-11-20", "reason": "고장", "approval": "총무-1"}
    )
    asset.refresh_from_db()
    assert (str(asset.last_seen_on), asset.location, asset.disposal_answer) == (
        "2026-11-20",
        "2층",
        "관리 기간입니다.",
    )
    assert (str(asset.disposed_on), asset.disposal_approval) == ("2026-11-20", "총무-1")
    whole_page(client.get(url("asset", asset.pk, language="en")))


def test_register_is_downloaded_for_a_reason(agreement, client):
    registered(agreement)
    assert client.post(url("asset-export"), {"reason": ""}).status_code == 422
    sheet = client.post(url("asset-export"), {"reason": "연말 자산 실사 자료 작성"})
    assert sheet.content[:2] == b"PK"
    assert AccessLogEntry.objects.filter(task="자산관리대장 내려받기", subjects=1).count() == 1


def test_other_agencies_see_no_asset_and_no_ban(agreement):
    asset, ban = registered(agreement), banned(agreement)
    stranger = sign_in(make_staff(make_agency("다른진흥원"), email="far@example.org"), second_factor=True)
    for name, pk in (("asset", asset.pk), ("banned-list", agreement.pk), ("banned-end", ban.pk)):
        assert stranger.get(url(name, pk)).status_code == 404
    assert stranger.get(url("asset-list")).context["page"].paginator.count == 0


def test_supplier_is_barred_and_freed(agreement, client, whole_page):
    typed = {
        "business_number": PAYEE,
        "name": "대양부품",
        "rule": "spouse",
        "reason": "대표자 배우자의 기업",
        "evidence": "가족관계증명서",
        "until": "",
    }
    assert client.post(url("banned-add", agreement.pk), typed | {"evidence": ""}).status_code == 422
    assert client.post(url("banned-add", agreement.pk), typed).status_code == 302
    row = BannedCounterparty.objects.get()
    for language in ("ko", "en"):
        whole_page(client.get(url("banned-list", agreement.pk, language=language)))
        whole_page(client.get(url("banned-add", agreement.pk, language=language)))
    client.post(url("banned-end", row.pk), {"until": "2026-11-19"})
    row.refresh_from_db()
    assert str(row.until) == "2026-11-19"


def test_barred_suppliers_are_listed_in_as_many_queries_as_one(
    agreement, client, same_queries_for_three_rows
):
    rules = iter(["spouse", "lineal_kin", "subcontracted", "unrelated_trade", "employer"])
    same_queries_for_three_rows(
        add_row=lambda: banned(agreement, rule=next(rules)),
        read=lambda: client.get(url("banned-list", agreement.pk)),
    )
