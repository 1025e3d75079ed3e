from datetime import date, timedelta

import pytest

from didim.kernel.refusals import RefusedError
from didim.registry.domain.charges import assign_case_officer
from didim.registry.domain.places import leave_place, set_cluster_industries, settle_firm
from didim.registry.enums import PlaceKind, ResidentRole
from didim.registry.models import Person, Place, Region, StrategicIndustry
from didim.registry.queries.places import clusters_on, in_charge_of, places_in_charge

pytestmark = pytest.mark.django_db

DAY = date(2020, 6, 1)


def industries(*names):
    return [StrategicIndustry.objects.create(name=name, name_en=name) for name in names]


@pytest.mark.parametrize("count", [1, 3])
def test_clusters_show_industries_firms_and_anchors_in_two_queries(
    make_firm, django_assert_num_queries, count
):
    data, network = industries("데이터", "네트워크")
    for at in range(count):
        place = Place.objects.create(name=f"클러스터 {at}", kind=PlaceKind.CLUSTER)
        set_cluster_industries(place=place, industries=[data])
        set_cluster_industries(place=place, industries=[data, network])
        settle_firm(place=place, enterprise=make_firm(), role=ResidentRole.ANCHOR, on=DAY)
        gone = settle_firm(place=place, enterprise=make_firm(), role=ResidentRole.TENANT)
        leave_place(resident=gone, last_day=DAY - timedelta(1))
        settle_firm(place=place, enterprise=make_firm(), role=ResidentRole.TENANT)
    with django_assert_num_queries(2):
        shown = [
            (
                place.name,
                sorted(item.name for item in place.strategic_industries.all()),
                place.firms,
                place.anchors,
            )
            for place in clusters_on(day=DAY)
        ]
    assert shown == [(f"클러스터 {at}", ["네트워크", "데이터"], 2, 1) for at in range(count)]


def test_firm_is_in_a_place_once_at_a_time(make_firm):
    place, firm = Place.objects.create(name="시장", kind=PlaceKind.MARKET), make_firm()
    resident = settle_firm(place=place, enterprise=firm, role=ResidentRole.NEIGHBOUR, on=DAY)
    for day in (DAY, None):
        with pytest.raises(RefusedError) as refusal:
            settle_firm(place=place, enterprise=firm, role=ResidentRole.TENANT, on=day)
        assert list(refusal.value.by_field()) == ["enterprise"]
    with pytest.raises(RefusedError) as refusal:
        leave_place(resident=resident, last_day=DAY - timedelta(1))
    assert list(refusal.value.by_field()) == ["last_day"]
    leave_place(resident=resident, last_day=DAY)
    assert settle_firm(place=place, enterprise=firm, role=ResidentRole.TENANT, on=DAY + timedelta(1)).pk


def test_region_lead_answers_for_places_without_their_own(make_agency):
    agency = make_agency()
    region = Region.objects.get(pk="11680")
    first, second = (Person.objects.create(name=name) for name in ("가", "나"))
    own = Place.objects.create(name="가 시장", kind=PlaceKind.MARKET, region=region)
    without = Place.objects.create(name="나 시장", kind=PlaceKind.MARKET, region=region)
    nowhere = Place.objects.create(name="다 시장", kind=PlaceKind.MARKET)
    assign_case_officer(agency=agency, person=first, region=region, on=DAY)
    assign_case_officer(agency=agency, person=second, place=own, on=DAY)

    def lead(**where):
        found = in_charge_of(agency_id=agency.pk, on=DAY, **where)
        return found.person.name if found else None

    assert [lead(place=own), lead(place=without), lead(place=nowhere), lead(region=region)] == [
        "나",
        "가",
        None,
        "가",
    ]
    assert in_charge_of(agency_id=agency.pk, on=DAY - timedelta(1), region=region) is None
    assert places_in_charge(agency_id=agency.pk, on=DAY) == {"market": 1, "region": 1}
