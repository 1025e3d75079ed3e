from collections import Counter

import pytest

from didim.districts.domain.verifying import changed_parts
from didim.districts.enums import MapMeasure
from didim.districts.models import ClosingForecast, District, SurvivalCurve
from didim.districts.queries.editions import current_edition, ranking_rule
from didim.districts.queries.maps import districts_on_map
from didim.districts.queries.trades import ranking_rows
from didim.engines.districts.ranking import rank_districts, rows_of
from didim.project.sample import SampleRegion

pytestmark = pytest.mark.django_db


def test_sample_city_is_published_whole(region: SampleRegion) -> None:
    edition = current_edition()
    assert edition is not None
    assert (edition.is_sample, edition.city_name) == (True, "한빛특별시(예시)")
    assert edition.last_quarter - edition.first_quarter == 15
    assert {one["publisher"]["ko"] for one in edition.sources} == {"디딤 예시 자료(꾸며 낸 도시)"}
    districts = list(District.objects.filter(edition=edition))
    assert Counter(one.kind for one in districts) == {"A": 37, "D": 13, "R": 8, "U": 2}
    assert {len(one.borough_code) for one in districts} == {5}
    assert all(one.outline.startswith("M") for one in districts)
    assert list(changed_parts()) == []


def test_sample_city_has_a_map_and_forecasts_with_their_error(region: SampleRegion) -> None:
    edition = current_edition()
    assert edition is not None
    shown = districts_on_map(edition, "", MapMeasure.CLOSING_RATE)
    assert len(shown.shapes) == 5
    assert [one.districts for one in shown.legend] == [12, 12, 12, 12, 12]
    first = ClosingForecast.objects.filter(edition=edition, horizon=1)
    assert first.count() == 60
    assert not first.filter(error_mae=None).exists()
    curves = SurvivalCurve.objects.filter(edition=edition, trade_code="CS100010")
    assert sorted(curves.values_list("area_code", flat=True)) == [
        "11", "99110", "99120", "99130", "99140", "99150",
    ]  # fmt: skip


def test_districts_of_the_sample_city_can_be_ranked(region: SampleRegion) -> None:
    edition = current_edition()
    assert edition is not None
    ranking = rank_districts(rows_of(ranking_rows(edition, "CS100010")), ranking_rule(edition))
    assert len(ranking.ranked) > 30
    assert ranking.ranked[0].rank == 1
