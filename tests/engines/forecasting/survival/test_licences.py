from datetime import date

import numpy as np
import pytest

from didim.engines.forecasting import PanelError
from didim.engines.forecasting.survival import describe_shops, load_survival_rule, parse_licences
from didim.kernel.definitions import shipped_definitions

from .licences import file_of, line

RULE = load_survival_rule(shipped_definitions().as_of("forecasting_survival", date(2026, 11, 22)))


def test_an_open_shop_is_followed_until_the_last_day_the_data_reach():
    spells, report = parse_licences(
        file_of(line(1), line(2, opened="2024-06-20"), line(3, closed="2021-01-01", status="폐업")), RULE
    )
    assert report.seen_until == {"커피숍": date(2024, 6, 20)}
    assert spells.ended.tolist() == [False, False, True]
    assert spells.age.tolist() == pytest.approx([1632 / 365.25, 0.5 / 365.25, 366 / 365.25])


def test_rows_that_cannot_be_used_are_counted_by_reason():
    rows = [
        line(1),
        line(1),
        line(2, opened="1900-01-01"),
        line(3, opened="어제"),
        line(4, status="폐업"),
        line(5, status="폐업", closed="1900-01-01"),
        line(6, status="폐업", closed="2019-01-01"),
        line(7, region=""),
    ]
    spells, report = parse_licences(file_of(*rows), RULE)
    assert len(spells) == 1
    assert report.rows == 8
    assert dict(report.left_out) == {
        "same_row_twice": 1,
        "opening_day_is_a_placeholder": 1,
        "opening_day_trade_or_region_not_known": 2,
        "ended_on_an_unknown_day": 2,
        "ended_before_it_opened": 1,
    }


def test_a_cancelled_licence_ends_on_the_earlier_day_and_a_suspended_one_goes_on():
    cancelled = "취소/말소/만료/정지/중지"
    spells, report = parse_licences(
        file_of(
            line(1, opened="2024-06-30"),
            line(2, status=cancelled, closed="2022-01-01", cancelled="2021-01-01"),
            line(3, status=cancelled, cancelled="2023-01-01"),
            line(4, status="휴업"),
        ),
        RULE,
    )
    assert spells.ended.tolist() == [False, True, True, False]
    assert spells.age[1] == pytest.approx(366 / 365.25)
    assert dict(report.ends) == {cancelled: 2}


def test_shops_from_before_the_register_are_followed_from_its_first_day_only():
    old = [line(number, opened="1980-03-01") for number in range(200)]
    gone = [
        line(1_000 + 20 * year + at, opened="1980-03-01", closed=f"{year}-07-01", status="폐업")
        for year in range(2000, 2024)
        for at in range(8)
    ]
    early = [line(9_000, opened="1980-03-01", closed="1985-01-01", status="폐업")]
    spells, report = parse_licences(file_of(*old, *gone, *early, line(9_999, opened="2024-06-30")), RULE)
    assert report.register_begins == {"커피숍": date(2000, 1, 1)}
    assert report.left_out["ended_before_the_register_begins"] == 1
    assert report.known_late == 392
    assert spells.entry.max() == pytest.approx((date(2000, 1, 1) - date(1980, 3, 1)).days / 365.25)
    assert (spells.entry < spells.age).all()


def test_density_counts_shops_of_the_trade_that_stand_nearby_on_the_opening_day():
    spells, _report = parse_licences(
        file_of(
            line(1, opened="2024-06-30"),
            line(2, x="200100", opened="2020-01-01"),
            line(3, x="200200", opened="2020-01-01", closed="2021-01-01", status="폐업"),
            line(4, x="209000", opened="2020-01-01"),
            line(5, x="200100", opened="2020-01-01", service="숙박업"),
            line(6, x="", y=""),
        ),
        RULE,
    )
    shops = describe_shops(spells, RULE.density_metres)
    near = np.expm1(shops.traits[:, 2])
    # shops come in the order of the file; one that opened the same day was not there before
    assert near[0] == pytest.approx(1)
    assert near[1:5].tolist() == pytest.approx([0, 0, 0, 0])
    assert np.isnan(near[5])


def test_files_without_columns_or_records_are_refused_with_a_sentence():
    with pytest.raises(PanelError, match="service"):
        parse_licences("a,b\n1,2\n", RULE)
    with pytest.raises(PanelError, match="쓸 수 있는 인허가 기록이 없습니다"):
        parse_licences(file_of(line(opened="1900-01-01")), RULE)
