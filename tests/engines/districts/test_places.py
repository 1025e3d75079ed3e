import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.engines.districts import DistrictsError
from didim.engines.districts.licences import count_in, read_shops
from didim.engines.districts.places import LICENCE_PLANE, SEOUL_PLANE, Polygons, from_wgs84, to_wgs84


def square(code, left, low, side=0.01):
    ring = [[left, low], [left + side, low], [left + side, low + side], [left, low + side], [left, low]]
    return {
        "type": "Feature",
        "properties": {"TRDAR_CD": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def polygons():
    features = [square("a", 127.0, 37.5), square("b", 127.01, 37.5)]
    return Polygons.read(json.dumps({"type": "FeatureCollection", "features": features}).encode())


# The origin of the plane, 38° N 127° E, lies at 200,000 m east and 500,000 m north (국토지리정보원 고시).
def test_origin_of_the_plane_is_where_its_definition_says():
    lon, lat = to_wgs84([200_000], [500_000])
    assert (lon[0], lat[0]) == pytest.approx((127.0, 38.0), abs=1e-7)


def test_licence_point_is_where_its_publisher_put_it():
    # A café of the public licence file: EPSG:5174 beside longitude and latitude.
    lon, lat = to_wgs84([202066.602429708], [446916.228862633], LICENCE_PLANE)
    assert (lon[0], lat[0]) == pytest.approx((127.024167, 37.524481), abs=2e-5)


@given(
    st.floats(150_000, 260_000), st.floats(400_000, 500_000), st.sampled_from([SEOUL_PLANE, LICENCE_PLANE])
)
def test_points_come_back_from_longitude_and_latitude(x, y, plane):
    back = from_wgs84(*to_wgs84([x], [y], plane), plane)
    assert (back[0][0], back[1][0]) == pytest.approx((x, y), abs=0.01)


def test_points_are_found_in_their_places_and_outside():
    at, place = polygons().containing([127.005, 127.015, 127.5], [37.505, 37.505, 37.505])
    assert dict(zip(at.tolist(), place.tolist(), strict=True)) == {0: 0, 1: 1}


def test_drawn_area_takes_the_share_of_each_place():
    area = square("x", 127.005, 37.5)["geometry"]
    rows = polygons().shares(area).to_pylist()
    assert [row["place"] for row in rows] == ["a", "b"]
    assert [row["share"] for row in rows] == pytest.approx([0.5, 0.5], abs=1e-3)


def test_broken_geojson_is_refused():
    with pytest.raises(DistrictsError, match="GeoJSON"):
        Polygons.read(b"{}")


def test_open_shops_are_counted_where_they_lie_and_placeholder_days_are_not_days():
    x, y = from_wgs84([127.005, 127.005, 127.015, 127.5], [37.505] * 4, LICENCE_PLANE)
    lines = ["service,opened,closed,cancelled,status,x5174,y5174"]
    days = [("1900-01-01", ""), ("2020-01-01", "2023-01-01"), ("2020-01-01", ""), ("2020-01-01", "")]
    for (opened, closed), east, north in zip(days, x, y, strict=True):
        status = "폐업" if closed else "영업/정상"
        lines.append(f"휴게음식점(커피숍),{opened},{closed},,{status},{east},{north}")
    lines.append(f"휴게음식점(커피숍),2020-01-01,,,폐업,{x[0]},{y[0]}")
    shops = read_shops("\n".join(lines).encode(), "커피")
    assert shops.without_day == 1
    then = shops.open_on(np.datetime64("2024-12-31").item())
    counts, outside = count_in(shops, then, polygons())
    assert (counts, outside) == ({"a": 1, "b": 1}, 1)
