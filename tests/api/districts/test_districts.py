"""Districts over the interface: figures with their sums and definitions, editions, what is refused."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from didim.districts.models import Edition
from tests.web.portal.district_rows import CAFE, LAST, NOW, make_edition

pytestmark = pytest.mark.django_db
BASE = "/api/v1/districts/"


@pytest.fixture
def edition() -> Edition:
    """The current edition; the one before had seven districts, not eight."""
    make_edition(number=1, districts=7, current=False)
    return make_edition(number=2)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_without_an_edition_nothing_is_there(client: Client) -> None:
    for address in ("", "trades/", "definitions/", "figures/", "3110001/"):
        assert client.get(BASE + address).status_code == 404
    assert client.get(f"{BASE}editions/").json()["results"] == []


def test_districts_are_found_by_words_borough_and_kind(client: Client, edition: Edition) -> None:
    found = client.get(BASE, {"q": "두레 시장"}).json()
    assert [one["code"] for one in found["results"]] == ["3110002", "3110006"]
    assert client.get(BASE, {"borough": "11010"}).json()["total"] == 4
    assert client.get(BASE, {"kind": "A"}).json()["total"] == 2
    assert client.get(BASE, {"kind": "Z"}).status_code == 400


def test_district_has_figures_with_sums_and_definition(client: Client, edition: Edition) -> None:
    said = client.get(f"{BASE}3110001/", headers={"Accept-Language": "en"}).json()
    closing = next(one for one in said["figures"] if one["id"] == "closing_rate")

    assert closing == {
        "id": "closing_rate", "name": "Closing rate", "unit": "%", "value": 5.0, "few": False,
        "definition": "districts_indicators@2026-01-01/closing_rate", "quarter": "20254",
        "minimum": 10.0, "numerator": 3.0, "denominator": 60.0,
    }  # fmt: skip
    assert (said["edition"], said["district"]["name"], said["trade"]) == (2, "느티나무길", "")
    assert [one["quarter"] for one in said["counts"]][-1] == "20254"


def test_prediction_says_its_error_and_the_date_of_its_data(client: Client, edition: Edition) -> None:
    (first, *_rest) = client.get(f"{BASE}3110001/").json()["forecasts"]
    assert first["trained_until"] == "20254"
    assert first["error_mae"] is not None
    assert first["coverage90"] is not None


def test_sample_too_small_has_sums_and_no_value(client: Client, edition: Edition) -> None:
    said = client.get(f"{BASE}3110008/").json()
    closing = next(one for one in said["figures"] if one["id"] == "closing_rate")

    assert (closing["value"], closing["few"]) == (None, True)
    assert closing["denominator"] is not None
    assert said["risk"]["index"] is None
    assert said["risk"]["enough"] is False


def test_unknown_district_or_trade_is_not_found(client: Client, edition: Edition) -> None:
    assert client.get(f"{BASE}999/").status_code == 404
    assert client.get(f"{BASE}3110001/", {"trade": "XX1"}).status_code == 404
    assert client.get(f"{BASE}3110001/", {"trade": CAFE}).json()["trade"] == CAFE


def test_figures_of_every_level(client: Client, edition: Edition) -> None:
    for level, total in (("district", 8), ("borough", 2), ("city", 1)):
        asked = {"level": level, "quarter": "20254"}
        said = client.get(f"{BASE}figures/", asked).json()
        assert said["total"] == total, level
        row = said["results"][0]
        assert (row["level"], row["trade_code"], row["counts"]["quarter"]) == (level, "", "20254")
        assert row["area_name"] != ""
        density = next(one for one in row["figures"] if one["id"] == "density")
        assert density["denominator"] > 0


def test_figures_are_narrowed_to_a_place_a_trade_and_a_quarter(client: Client, edition: Edition) -> None:
    asked = {"area": "3110001", "trade": CAFE}
    said = client.get(f"{BASE}figures/", asked).json()
    assert {(one["area_code"], one["trade_code"]) for one in said["results"]} == {("3110001", CAFE)}
    assert client.get(f"{BASE}figures/", {"area": "3110001", "trade": "all"}).json()["total"] > said["total"]
    assert client.get(f"{BASE}figures/", {"quarter": "20255"}).status_code == 400


def test_older_edition_stays_readable_and_unknown_is_not_found(client: Client, edition: Edition) -> None:
    assert client.get(BASE, {"edition": 1}).json()["total"] == 7
    assert client.get(BASE).json()["total"] == 8
    assert client.get(f"{BASE}3110008/", {"edition": 1}).status_code == 404
    assert client.get(BASE, {"edition": 3}).status_code == 404
    assert client.get(BASE, {"edition": "x"}).status_code == 400


def test_withdrawn_edition_is_gone_and_says_why(client: Client, edition: Edition) -> None:
    Edition.objects.filter(number=1).update(withdrawn_at=NOW, withdrawn_reason="폐업이 잘못 셈해짐")

    answer = client.get(BASE, {"edition": 1})
    assert (answer.status_code, answer.json()["code"]) == (410, "withdrawn")
    assert answer.json()["detail"] == "폐업이 잘못 셈해짐"
    listed = client.get(f"{BASE}editions/").json()["results"]
    assert [(one["number"], one["withdrawn_reason"]) for one in listed] == [
        (2, ""),
        (1, "폐업이 잘못 셈해짐"),
    ]


def test_editions_name_their_sources_and_definitions(client: Client, edition: Edition) -> None:
    (newest, _older) = client.get(f"{BASE}editions/").json()["results"]
    assert (newest["number"], newest["is_current"], newest["last_quarter"]) == (2, True, "20254")
    assert newest["sources"] == [
        {
            "data_set": "stores",
            "title": {"ko": "점포(상권)", "en": "Stores of districts"},
            "publisher": {"ko": "한빛시", "en": "Hanbit City"},
            "rows": 1200,
            "quarters": ["20231", "20254"],
        }
    ]
    lines = client.get(f"{BASE}definitions/").json()
    assert "districts_indicators@2026-01-01/closing_rate" in {one["id"] for one in lines}
    assert client.get(f"{BASE}trades/").json()["total"] == 3


def test_lists_cost_the_same_for_one_row_and_for_three(client: Client, edition: Edition) -> None:
    for address in (BASE, f"{BASE}figures/", f"{BASE}trades/"):
        assert queries(client, f"{address}?size=3") == queries(client, f"{address}?size=1"), address


def test_last_quarter_of_the_rows(edition: Edition) -> None:
    assert edition.last_quarter == LAST
