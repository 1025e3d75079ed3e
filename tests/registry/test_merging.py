from datetime import date, timedelta

import pytest
from django.apps import apps

from didim.kernel.refusals import RefusedError
from didim.registry.domain.firms import (
    FirmDetails,
    add_designation,
    record_firm_year,
    register_pre_founder,
    relate_firm,
)
from didim.registry.domain.merging import RELATIONS, Stay, merge_firms, relations_to_enterprise
from didim.registry.enums import PlaceKind, RelationKind, TaxStatus
from didim.registry.models import (
    AgencyRelation,
    BusinessStatusCheck,
    Designation,
    Enterprise,
    EnterpriseMember,
    EnterpriseMerge,
    EnterpriseYear,
    FileImport,
    FileImportRow,
    FirmInvitation,
    Place,
    PlaceResident,
)
from didim.registry.queries.firms import access_enterprise


def test_every_relation_to_a_firm_is_classified():
    # A new relation fails here until merging.RELATIONS says what becomes of its rows.
    assert relations_to_enterprise() == sorted(RELATIONS)


def founder(now, **fields):
    return register_pre_founder(details=FirmDetails(name="김예비", **fields), now=now)


def refused(**arguments):
    with pytest.raises(RefusedError) as refusal:
        merge_firms(**{"actor": None, "reason": "같은 사람의 기업", **arguments})
    return list(refusal.value.by_field())


def own_relations():
    """Relations of this room; those of the floors above are merged in the tests of their rooms."""
    return {name: how for name, how in RELATIONS.items() if name.startswith("registry.")}


def fill(firm, agency, user, now, *, place):
    """Give a firm one row of every relation of the registry."""
    relate_firm(agency=agency, enterprise=firm, kind=RelationKind.CASE, now=now)
    record_firm_year(enterprise=firm, year=2025, employees=None, sales=5, now=now)
    add_designation(enterprise=firm, kind="venture", number="1", valid_from=date(2025, 1, 1))
    EnterpriseMember.objects.create(enterprise=firm, user=user, role="member", since=now)
    FirmInvitation.objects.create(
        enterprise=firm, email="a@example.org", role="member", invited_by=user, token_hash=f"hash {firm.pk}",
        invited_at=now, expires_at=now,
    )  # fmt: skip
    PlaceResident.objects.create(place=place, enterprise=firm, role="tenant", valid_from=date(2025, 1, 1))
    BusinessStatusCheck.objects.create(
        enterprise=firm, business_number="0" * 10, outcome="failed", requested_at=now
    )
    file = FileImport.objects.create(
        agency=agency, kind="firms", file_name="f", file_hash="0", state="applied", uploaded_at=now
    )
    FileImportRow.objects.create(agency=agency, file_import=file, number=2, outcome="new", enterprise=firm)


@pytest.mark.django_db
def test_merge_moves_a_row_of_every_relation_and_keeps_both_firms(now, make_firm, make_agency, make_user):
    winner, loser, older = make_firm(email="firm@example.org"), founder(now, phone="02-1"), founder(now)
    merge_firms(actor=None, winner_id=loser.pk, loser_id=older.pk, reason="두 번 등록", now=now)
    place = Place.objects.create(name="구로 센터", kind=PlaceKind.KNOWLEDGE_CENTRE)
    fill(loser, make_agency(), make_user(), now, place=place)
    merge = merge_firms(actor=None, winner_id=winner.pk, loser_id=loser.pk, reason=" 창업함 ", now=now)
    left, moved = {}, {}
    for name, how in own_relations().items():
        label, field = name.rsplit(".", 1)
        rows = apps.get_model(label).objects
        if not isinstance(how, Stay):
            left[name] = rows.filter(**{field: loser}).count()
            moved[name] = rows.filter(**{field: winner}).count()
    # The loser itself, and the merge that made it one, point to the winner beside the earlier ones.
    assert {name: count for name, count in left.items() if count} == {}
    assert {name: count for name, count in moved.items() if count != 1} == {
        "registry.Enterprise.merged_into": 2,
        "registry.EnterpriseMerge.winner": 2,
    }
    assert {name: found for name, found in merge.moved.items() if found["moved"]} == {
        name: {"moved": 1, "settled": []}
        for name, how in own_relations().items()
        if not isinstance(how, Stay)
    }
    winner.refresh_from_db()
    loser.refresh_from_db()
    assert (loser.merged_into, winner.phone, winner.email) == (winner, "02-1", "firm@example.org")
    assert (merge.reason, Enterprise.objects.count()) == ("창업함", 3)


@pytest.mark.django_db
def test_merge_settles_rows_that_both_have_and_keeps_what_gave_way(now, make_firm, make_agency, make_user):
    winner, loser = make_firm(), founder(now)
    agency, user = make_agency(), make_user()
    place = Place.objects.create(name="구로 센터", kind=PlaceKind.KNOWLEDGE_CENTRE)
    fill(winner, agency, user, now, place=place)
    fill(loser, agency, user, now - timedelta(5), place=place)
    EnterpriseMember.objects.filter(enterprise=loser).update(role="owner")
    EnterpriseYear.objects.filter(enterprise=loser).update(employees=7, sales=9)
    AgencyRelation.objects.filter(enterprise=winner).update(until=now)
    merge = merge_firms(actor=None, winner_id=winner.pk, loser_id=loser.pk, reason="창업함", now=now)
    assert EnterpriseYear.objects.values_list("enterprise", "employees", "sales").get() == (winner.pk, 7, 5)
    assert EnterpriseMember.objects.values_list("enterprise", "role").get() == (winner.pk, "owner")
    relation = AgencyRelation.objects.get()
    assert (relation.enterprise, relation.since, relation.until) == (winner, now - timedelta(5), None)
    assert [model.objects.count() for model in (Designation, FirmInvitation, PlaceResident)] == [1, 1, 1]
    settled = {name: found["settled"] for name, found in merge.moved.items() if found["settled"]}
    assert [
        (row["year"], row["employees"], row["sales"]) for row in settled["registry.EnterpriseYear.enterprise"]
    ] == [(2025, 7, 9)]
    assert sorted(settled) == [
        f"registry.{model}.enterprise"
        for model in (
            "AgencyRelation", "Designation", "EnterpriseMember",
            "EnterpriseYear", "FirmInvitation", "PlaceResident",
        )
    ]  # fmt: skip


@pytest.mark.django_db
def test_merge_refuses_rows_that_cannot_be_one_firm(now, make_firm):
    first, second, third = make_firm(), make_firm("다라"), founder(now)
    assert refused(winner_id=first.pk, loser_id=second.pk, now=now) == ["loser"]
    assert refused(winner_id=third.pk, loser_id=first.pk, now=now) == ["winner"]
    assert refused(winner_id=first.pk, loser_id=first.pk, now=now) == ["loser"]
    assert refused(winner_id=first.pk, loser_id=0, now=now) == ["loser"]
    assert refused(winner_id=first.pk, loser_id=third.pk, now=now, reason=" ") == ["reason"]
    assert EnterpriseMerge.objects.count() == 0
    Enterprise.objects.filter(pk=second.pk).update(tax_status=TaxStatus.UNREGISTERED)
    assert merge_firms(actor=None, winner_id=first.pk, loser_id=second.pk, reason="오타", now=now).pk
    assert refused(winner_id=first.pk, loser_id=second.pk, now=now) == ["loser"]


@pytest.mark.django_db
def test_merge_needs_to_see_both_and_the_old_address_leads_to_the_winner(
    now, make_firm, make_agency, staff_of
):
    agency = make_agency()
    winner, loser = make_firm(agency=agency), founder(now)
    officer = staff_of(agency)
    assert refused(actor=officer, winner_id=winner.pk, loser_id=loser.pk, now=now) == ["loser"]
    relate_firm(agency=agency, enterprise=loser, kind=RelationKind.CASE, now=now)
    merge = merge_firms(actor=officer, winner_id=winner.pk, loser_id=loser.pk, reason="창업함", now=now)
    assert merge.merged_by == officer.user
    assert access_enterprise(actor=officer, enterprise_id=loser.pk, task="상담", now=now) == winner
