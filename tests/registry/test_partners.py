from datetime import date, timedelta

import pytest

from didim.kernel.refusals import RefusedError
from didim.registry.domain.charges import assign_case_officer, end_charge
from didim.registry.domain.departments import open_department
from didim.registry.domain.partners import (
    commission_partner,
    dedicate_partner,
    end_commission,
    set_commission_target,
)
from didim.registry.enums import CaseOfficerRole, CommissionKind, EndReason, PartnerKind, PlaceKind
from didim.registry.models import (
    CaseOfficer,
    CommissionTarget,
    DedicatedPartner,
    Partner,
    Person,
    Place,
    Region,
)
from didim.registry.queries.commissions import commissions_of, partners_commissioned, target_progress

pytestmark = pytest.mark.django_db

JULY, DECEMBER = date(2020, 7, 31), date(2020, 12, 31)


def refused(act, **arguments):
    with pytest.raises(RefusedError) as refusal:
        act(**arguments)
    return list(refusal.value.by_field())


@pytest.fixture
def agency(make_agency):
    return make_agency()


@pytest.fixture
def commission(agency):
    def make(serial, on, **fields):
        partner = Partner.objects.get_or_create(name=f"파트너 {serial}", kind=PartnerKind.LARGE_FIRM)[0]
        return commission_partner(
            agency=fields.pop("agency", agency),
            partner=partner,
            letter_number=fields.pop("letter_number", f"2020-{serial}"),
            valid_from=on,
            **{"kind": CommissionKind.BUYER, **fields},
        )

    return make


def test_progress_counts_who_was_commissioned_by_the_day(
    agency, make_agency, commission, django_assert_num_queries
):
    set_commission_target(agency=agency, due_on=JULY, count=2)
    set_commission_target(agency=agency, due_on=DECEMBER, count=9)
    set_commission_target(agency=agency, due_on=DECEMBER, count=4)
    set_commission_target(agency=agency, due_on=DECEMBER, count=1, kind=CommissionKind.INVESTOR)
    first = commission(1, date(2020, 5, 1))
    commission(2, JULY)
    commission(3, JULY + timedelta(1), kind=CommissionKind.INVESTOR)
    commission(4, DECEMBER + timedelta(1))
    commission(5, JULY, agency=make_agency("딴 기관"))
    end_commission(commission=first, last_day=date(2020, 6, 1), reason=EndReason.RESIGNED)

    def progress(day):
        return [
            (row.target.count, row.reached, row.missing)
            for row in target_progress(agency_id=agency.pk, on=day)
        ]

    with django_assert_num_queries(1):
        assert progress(date(2021, 6, 1)) == [(2, 2, 0), (4, 3, 1), (1, 1, 0)]
    assert progress(date(2020, 6, 1)) == [(2, 1, 1), (4, 1, 3), (1, 0, 1)]
    assert [partner.name for partner in partners_commissioned(agency_id=agency.pk, on=JULY)] == ["파트너 2"]


def test_targets_without_any_commission_start_at_nothing(agency):
    set_commission_target(agency=agency, due_on=JULY, count=2)
    assert [row.reached for row in target_progress(agency_id=agency.pk, on=JULY)] == [0]
    assert refused(set_commission_target, agency=agency, due_on=JULY, count=0) == ["count"]
    assert CommissionTarget.objects.count() == 1


def test_commission_is_refused_where_one_stands_or_the_letter_is_used(commission):
    commission(1, JULY, valid_to=DECEMBER)
    with pytest.raises(RefusedError) as refusal:
        commission(1, DECEMBER, letter_number="2020-99")
    assert list(refusal.value.by_field()) == ["partner"]
    for number, field in (("2020-1", "letter_number"), (" ", "letter_number")):
        with pytest.raises(RefusedError) as refusal:
            commission(7, JULY, letter_number=number)
        assert list(refusal.value.by_field()) == [field]
    with pytest.raises(RefusedError) as refusal:
        commission(8, JULY, valid_to=date(2020, 1, 1))
    assert list(refusal.value.by_field()) == ["valid_to"]
    person = Person.objects.create(name="김구매")
    for fields in (
        {"kind": CommissionKind.MENTOR, "letter_number": "2020-2"},
        {"person": person, "letter_number": "2020-3"},
    ):
        assert commission(1, JULY, **fields).pk
    assert commission(1, DECEMBER + timedelta(1), letter_number="2021-1").pk


def test_commission_ends_on_a_day_of_its_term(commission):
    made = commission(1, JULY, valid_to=DECEMBER)
    for day in (JULY - timedelta(1), DECEMBER + timedelta(1)):
        assert refused(end_commission, commission=made, last_day=day, reason=EndReason.REPLACED) == [
            "last_day"
        ]
    ended = end_commission(commission=made, last_day=JULY, reason=EndReason.DISMISSED)
    assert (ended.valid_to, ended.end_reason) == (JULY, "dismissed")
    assert [event.pgh_label for event in ended.events.order_by("pgh_id")] == ["insert", "update"]


@pytest.mark.parametrize("count", [1, 3])
def test_commission_list_is_the_agencys_own_in_one_query(
    agency, make_agency, staff_of, commission, django_assert_num_queries, count
):
    for serial in range(count):
        commission(serial, JULY, person=Person.objects.create(name=f"사람 {serial}"))
    commission(9, JULY, agency=make_agency("딴 기관"))
    staff = staff_of(agency)
    with django_assert_num_queries(1):
        shown = [(row.agency.name, row.partner.name, row.person.name) for row in commissions_of(actor=staff)]
    assert shown == [("한빛진흥원", f"파트너 {at}", f"사람 {at}") for at in reversed(range(count))]
    assert list(commissions_of(actor=staff_of(agency, mfa=False))) == []


def test_centre_has_one_dedicated_partner_at_a_time(agency):
    first, second = (
        Partner.objects.create(name=name, kind=PartnerKind.LARGE_FIRM) for name in ("가전", "화학")
    )
    dedicate_partner(agency=agency, partner=first, on=JULY, field="스마트 공장")
    dedicate_partner(agency=agency, partner=second, on=DECEMBER)
    assert list(DedicatedPartner.objects.values_list("partner__name", "valid_from", "valid_to")) == [
        ("가전", JULY, DECEMBER - timedelta(1)),
        ("화학", DECEMBER, None),
    ]
    assert refused(dedicate_partner, agency=agency, partner=first, on=DECEMBER) == ["on"]


def test_new_lead_follows_the_former_one_and_deputies_stand_beside(agency, make_agency):
    region = Region.objects.get(pk="11680")
    first, second, deputy = (Person.objects.create(name=name) for name in ("가", "나", "다"))
    assign_case_officer(agency=agency, person=first, region=region, on=JULY)
    assign_case_officer(agency=agency, person=deputy, region=region, on=JULY, role=CaseOfficerRole.DEPUTY)
    assign_case_officer(agency=agency, person=second, region=region, on=DECEMBER)
    rows = CaseOfficer.objects.order_by("person__name").values_list("person__name", "valid_to")
    assert list(rows) == [("가", DECEMBER - timedelta(1)), ("나", None), ("다", None)]
    assert refused(assign_case_officer, agency=agency, person=first, region=region, on=DECEMBER) == ["on"]
    place = Place.objects.create(name="구로 지식산업센터", kind=PlaceKind.KNOWLEDGE_CENTRE)
    both = {"agency": agency, "person": first, "on": JULY}
    assert refused(assign_case_officer, **both) == ["place"]
    assert refused(assign_case_officer, **both, place=place, region=region) == ["place"]
    elsewhere = open_department(agency=make_agency("딴"), name="팀", on=JULY)
    assert refused(assign_case_officer, **both, place=place, department=elsewhere) == ["department"]
    charge = assign_case_officer(**both, place=place)
    assert refused(end_charge, charge=charge, last_day=JULY - timedelta(1)) == ["last_day"]
    assert end_charge(charge=charge, last_day=JULY).valid_to == JULY
