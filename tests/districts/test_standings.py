"""What is reckoned as an edition is published, so that a request only reads: rankings, supply, sales."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from didim.districts.domain.building import versions_on
from didim.districts.domain.publishing import publish_edition
from didim.districts.models import District, Edition, QuarterFigures
from didim.districts.queries.trades import known_trades, ranking_rows, supply_of
from didim.engines.districts import Store
from didim.engines.districts.ranking import rank_districts, rows_of
from didim.engines.districts.ranking_inputs import place_rows, trade_rows
from didim.engines.districts.ranking_rules import load_ranking
from didim.engines.districts.risk import load_risk
from didim.engines.districts.running import DuckEngine
from didim.engines.districts.supply import undersupplied
from didim.kernel.quarters import quarter_code
from didim.project.sample.districts.counts import Counts
from didim.project.sample.districts.files import official_files
from didim.project.sample.districts.map import City

from .scene import LAST, NOW

pytestmark = pytest.mark.django_db
CAFES = "CS100010"
RULE = load_ranking(versions_on(NOW.date())["districts_ranking"])


def test_published_ranking_is_the_engines(filled: Path, published: Edition) -> None:
    risk = load_risk(versions_on(NOW.date())["districts_risk"])
    rows, _quarters = trade_rows(
        DuckEngine(), Store(filled), risk, rule=RULE, trade=CAFES, quarter=int(quarter_code(LAST))
    )
    weights = {"market": 3.0, "stability": 1.0, "growth": 0.0}
    expected = rank_districts(rows, RULE, weights)
    with CaptureQueriesContext(connection) as seen:
        columns = ranking_rows(published, CAFES)
    found = rank_districts(rows_of(columns), RULE, weights)
    assert len(seen) == 1
    assert len(found.ranked) > 30
    assert found == expected


def test_published_supply_is_the_engines(filled: Path, published: Edition) -> None:
    district = District.objects.filter(edition=published).order_by("code")[7]
    rows = place_rows(DuckEngine(), Store(filled), RULE, int(quarter_code(LAST)))
    expected = undersupplied(rows, district.code, RULE.supply)
    with CaptureQueriesContext(connection) as seen:
        found = supply_of(published, district)
    assert len(seen) == 2
    assert found is not None
    assert (found.quarter, found.similar, found.compared) == (LAST, expected.similar, 59)
    assert [
        (one.trade_code, one.stores, one.lo, one.hi, one.verdict, one.ratio, one.sales_won)
        for one in found.trades
    ] == [
        (one.trade, one.stores, one.low, one.high, one.verdict, one.ratio, one.sold[0] if one.sold else None)
        for one in expected.trades
    ]


@pytest.fixture
def cafes_alone(tmp_path: Path, city: City, counts: Counts) -> Path:
    """A store that knows the sales of every trade, but the shops of cafés alone."""
    store = Store(tmp_path)
    for name, content in official_files(city, counts).items():
        if "점포" in name:
            lines = content.decode("utf-8-sig").splitlines()
            cafes = "\n".join([lines[0], *(line for line in lines if CAFES in line)])
            store.take(name, cafes.encode())
        else:
            store.take(name, content)
    return tmp_path


def test_sales_without_shops_stand_in_the_district_and_in_no_sum(cafes_alone: Path) -> None:
    edition = publish_edition(store=Store(cafes_alone), by=None, now=NOW).edition
    others = QuarterFigures.objects.filter(edition=edition).exclude(trade_code__in=["", CAFES])
    assert set(others.values_list("level", flat=True)) == {"district"}
    assert set(others.values_list("stores", "sales_stores")) == {(None, None)}
    assert not others.filter(sales_won=None).exists()
    assert len(known_trades(edition)) > 1
    other = others.values_list("trade_code", flat=True)[0]
    assert ranking_rows(edition, other) == {}
    district: Any = District.objects.filter(edition=edition).order_by("code").first()
    found = supply_of(edition, district)
    assert found is not None
    assert [one.trade_code for one in found.trades] == [CAFES]
