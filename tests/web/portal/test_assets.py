"""A firm's own assets, asking to give one away, and why a supplier is barred."""

from itertools import count

import pytest
from django.urls import reverse
from django.utils.translation import override

from didim.agreements.domain.banned import Ban, ban_counterparty
from tests.agreements.spending import (
    NOW,
    PAYEE,
    make_agreement,
    officers,
    owner_of,
    registered_asset,
    requested,
)
from tests.applications.builders import make_firm
from tests.sign_in import make_firm_member, sign_in

pytestmark = pytest.mark.django_db
_serial = count(1)


@pytest.fixture
def agreement():
    return make_agreement()


@pytest.fixture
def client(agreement):
    return sign_in(owner_of(agreement))


def registered(agreement):
    return registered_asset(agreement, f"M-{next(_serial)}")


def url(name, *args, language="ko"):
    with override(language):
        return reverse(f"portal:{name}", args=args)


def test_own_assets_are_listed_in_as_many_queries_as_one(
    agreement, client, whole_page, same_queries_for_three_rows
):
    whole_page(client.get(url("asset-list", agreement.pk)))
    same_queries_for_three_rows(
        add_row=lambda: registered(agreement), read=lambda: client.get(url("asset-list", agreement.pk))
    )
    whole_page(client.get(url("asset-list", agreement.pk, language="en")))


def test_firm_asks_to_give_an_asset_away_and_others_cannot(agreement, client, whole_page):
    asset = registered(agreement)
    whole_page(client.get(url("asset-disposal", asset.pk, language="en")))
    assert client.post(url("asset-disposal", asset.pk), {"wish": " "}).status_code == 422
    assert client.post(url("asset-disposal", asset.pk), {"wish": "고장"}).status_code == 302
    asset.refresh_from_db()
    assert (asset.disposal_wish, asset.disposal_asked_at is not None) == ("고장", True)
    assert client.post(url("asset-disposal", asset.pk), {"wish": "고장"}).status_code == 422
    other = make_firm("을", serial=5)
    stranger = sign_in(make_firm_member(other, email="far@example.org"))
    assert stranger.get(url("asset-disposal", asset.pk)).status_code == 404


def test_firm_reads_why_its_supplier_is_barred(agreement, client, whole_page):
    row = requested(agreement)
    ban = Ban(PAYEE, "대양부품", "spouse", "등기이사가 대표자의 배우자", "법인등기부등본")
    ban_counterparty(agreement=agreement, ban=ban, by=officers(agreement)[0], now=NOW)
    page = client.get(url("expenditure", row.pk))
    assert "등기이사가 대표자의 배우자" in page.content.decode()
    whole_page(client.get(url("expenditure", row.pk, language="en")))
