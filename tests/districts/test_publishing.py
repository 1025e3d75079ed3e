import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction

from didim.districts.domain.building import versions_on
from didim.districts.domain.keeping import Kept, keep, kept
from didim.districts.domain.publishing import publish_edition, withdraw_edition
from didim.districts.domain.verifying import changed_parts
from didim.districts.models import (
    ChangeClass,
    ClosingForecast,
    District,
    Edition,
    Footfall,
    QuarterFigures,
    RiskScore,
)
from didim.districts.queries.editions import current_edition, edition_numbered
from didim.engines.districts import Store
from didim.engines.districts.indicators import Level, members, sums
from didim.engines.districts.risk import entry_risk, load_risk
from didim.engines.districts.running import DuckEngine, stored
from didim.kernel.quarters import quarter_code
from didim.kernel.refusals import RefusedError
from didim.project.sample.districts.counts import TRADES, Counts
from didim.project.sample.districts.files import official_files
from didim.project.sample.districts.map import City

from .scene import LAST, NOW, make_edition

pytestmark = pytest.mark.django_db
CAFES = "CS100010"


def publish(root: Path) -> Edition:
    return publish_edition(store=Store(root), by=None, now=NOW).edition


def told(edition: Edition, *columns: str, **narrowed: Any) -> list[tuple[Any, ...]]:
    rows = QuarterFigures.objects.filter(edition=edition, **narrowed)
    return list(rows.order_by("area_code", "trade_code", "quarter").values_list(*columns))


def test_counts_of_the_city_are_the_sums_of_what_was_brought(published: Edition, counts: Counts) -> None:
    edition = published
    columns = ("quarter", "districts", "stores", "openings", "closings", "franchise_stores", "sales_won")
    expected = [
        (
            counts.first + at,
            60,
            int(counts.stores[:, :, at].sum()),
            int(counts.openings[:, :, at].sum()),
            int(counts.closings[:, :, at].sum()),
            int(counts.franchises[:, :, at].sum()),
            int(counts.sales[:, :, at].sum()),
        )
        for at in range(counts.stores.shape[2])
    ]
    assert told(edition, *columns, level="city", trade_code="") == expected


def test_counts_of_boroughs_are_the_engines_to_the_last(filled: Path, published: Edition) -> None:
    edition = published
    engine, store = DuckEngine(), Store(filled)
    places = members(stored(engine, store, "areas"), Level.BOROUGH)
    added = sums(stored(engine, store, "stores"), stored(engine, store, "sales"), places)
    rows = engine.rows(added.order_by("group", "trade", "quarter")).to_pylist()
    names = ("stores", "franchise_stores", "openings", "closings", "amount", "stores_with_sales", "payments")
    expected = [(row["group"], row["trade"], *(row[name] for name in names)) for row in rows]
    ours = ("stores", "franchise_stores", "openings", "closings", "sales_won", "sales_stores", "sales_count")
    found = told(edition, "area_code", "trade_code", *ours, level="borough")
    assert [row for row in found if row[1]] == expected
    assert len(expected) == 2 * 12 * 8


def test_mix_of_all_trades_is_kept_in_whole_numbers(published: Edition, city: City, counts: Counts) -> None:
    edition = published
    first = city.places[0].code
    found = told(edition, "trades", "store_squares", level="district", area_code=first, trade_code="")
    shops = counts.stores[0]
    assert found == [
        (int((shops[:, at] > 0).sum()), int((shops[:, at] ** 2).sum())) for at in range(shops.shape[1])
    ]


def test_risk_is_the_engines(filled: Path, published: Edition) -> None:
    edition = published
    engine, store = DuckEngine(), Store(filled)
    rule = load_risk(versions_on(NOW.date())["districts_risk"])
    expected = entry_risk(
        engine,
        stored(engine, store, "stores"),
        stored(engine, store, "areas"),
        rule,
        trade=CAFES,
        quarter=int(quarter_code(LAST)),
    )
    rows = RiskScore.objects.filter(edition=edition, trade_code=CAFES).order_by("district__code")
    found = list(rows.values_list("district__code", "index", "lo", "hi", "closings", "shrunk_rate"))
    assert found == [
        (one.place, one.index, one.low, one.high, one.closings, one.shrunk_rate) for one in expected
    ]


def test_people_and_classes_are_those_brought(published: Edition, city: City, counts: Counts) -> None:
    edition = published
    one = Footfall.objects.get(edition=edition, district__code=city.places[3].code, quarter=LAST)
    assert (one.total, one.workers) == (
        counts.people["footfall"][3, -1],
        counts.people["workers"][3, -1],
    )
    assert {kind: sum(parts.values()) for kind, parts in one.bands.items()} == dict.fromkeys(
        ("hour", "day", "sex", "age"), one.total
    )
    classes = ChangeClass.objects.filter(edition=edition)
    assert classes.count() == 60 * 8
    assert all(row.code == row.published_code for row in classes)


def test_forecast_says_that_its_error_is_not_known(published: Edition) -> None:
    edition = published
    rows = ClosingForecast.objects.filter(edition=edition)
    assert rows.count() == 60 * 4
    assert set(rows.values_list("error_mae", "trained_until")) == {(None, LAST)}


def test_same_sources_make_no_second_edition(filled: Path, published: Edition) -> None:
    again = publish_edition(store=Store(filled), by=None, now=NOW)
    assert (again.is_new, again.edition) == (False, published)
    assert Edition.objects.count() == 1


def test_changed_outlines_make_a_new_edition_and_the_old_one_stays(
    filled: Path, published: Edition, tmp_path: Path
) -> None:
    first = published
    other = tmp_path / "store"
    shutil.copytree(filled, other)
    outlines = kept(Store(filled), Kept.OUTLINES)
    assert outlines is not None
    keep(Store(other), Kept.OUTLINES, outlines + b"\n")
    second = publish(other)
    assert (first.number, second.number) == (1, 2)
    assert current_edition() == second
    old = edition_numbered(1)
    assert old is not None
    assert not old.is_current
    assert told(old, "stores", level="city", trade_code="") == told(
        second, "stores", level="city", trade_code=""
    )
    assert list(changed_parts()) == []


def test_publishing_that_breaks_off_leaves_the_old_edition(
    filled: Path, published: Edition, tmp_path: Path
) -> None:
    first = published
    other = tmp_path / "store"
    shutil.copytree(filled, other)
    keep(Store(other), Kept.DONGS, b'{"features": []}\n')
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            "ALTER TABLE districts_riskscore ADD CONSTRAINT broken CHECK (edition_id < 0) NOT VALID"
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        publish(other)
    assert current_edition() == first
    assert Edition.objects.count() == 1
    assert set(District.objects.values_list("edition", flat=True)) == {first.pk}


def test_rows_of_an_edition_are_never_changed(published: Edition) -> None:
    edition = published
    rows = QuarterFigures.objects.filter(edition=edition)
    for change in (lambda: rows.update(stores=1), rows.delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(last_quarter=LAST + 1)


def test_changed_byte_is_named(published: Edition) -> None:
    edition = published
    assert list(changed_parts()) == []
    one = QuarterFigures.objects.filter(edition=edition, level="borough", trade_code=CAFES).order_by("pk")[0]
    with pgtrigger.ignore("districts.QuarterFigures:refuse_change"):
        QuarterFigures.objects.filter(pk=one.pk).update(closings=one.closings + 1)
    assert [str(finding.row) for finding in changed_parts()] == [f"edition 1 quarterfigures {one.area_code}"]


def test_withdrawn_edition_says_why_and_gives_way_to_the_one_before(published: Edition) -> None:
    Edition.objects.filter(pk=published.pk).update(is_current=False)
    second = make_edition(number=2)
    with pytest.raises(RefusedError):
        withdraw_edition(edition=second, reason=" ", by=None, now=NOW)
    assert withdraw_edition(edition=second, reason="행정동 경계가 비어 있음", by=None, now=NOW) == published
    again = edition_numbered(2)
    assert again is not None
    assert (again.withdrawn_at, again.withdrawn_reason) == (NOW, "행정동 경계가 비어 있음")
    with pytest.raises(RefusedError):
        withdraw_edition(edition=second, reason="또", by=None, now=NOW)


def test_some_trades_are_not_called_all_trades(
    published: Edition, city: City, counts: Counts, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    for name, content in official_files(city, counts).items():
        if "점포" in name:
            lines = content.decode("utf-8-sig").splitlines()
            cafes_alone = "\n".join([lines[0], *(line for line in lines if CAFES in line)])
            store.take(name, cafes_alone.encode())
        elif "추정매출" not in name:
            store.take(name, content)
    edition = publish(tmp_path)
    assert told(edition, "stores", trade_code="") == []
    cafes = [one.code for one in TRADES].index(CAFES)
    assert told(edition, "stores", level="city") == [
        (int(counts.stores[:, cafes, at].sum()),) for at in range(counts.stores.shape[2])
    ]
    assert np.all([row == (None,) for row in told(edition, "sales_won", level="city")])
