"""The rows of the sample region lead to the figures of the five accounts."""

from datetime import date

import pytest
from django.db.models import Count, Q, QuerySet, Sum

from didim.engines.eligibility import Verdict, dump, load
from didim.programmes.enums import NoticeSource, SupportType
from didim.programmes.models import CallRevision, Notice, Programme
from didim.programmes.queries.matching import matches_for_firm
from didim.registry.enums import ExpertRoleKind, NetworkKind, Ownership, PlaceKind
from didim.registry.models import (
    Appointment,
    CaseOfficer,
    Commission,
    CommissionTarget,
    Department,
    EnterpriseMember,
    Expert,
    Network,
    NetworkMember,
    Place,
)
from didim.registry.queries.commissions import target_progress
from didim.registry.queries.facts import firm_facts

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def _on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def _centres(network: Network, day: date) -> dict[str, int]:
    members: QuerySet[NetworkMember] = network.members.filter(_on(day))
    return dict(members.values_list("agency__ownership").annotate(n=Count("agency", distinct=True)))


def test_centres_of_the_region_and_the_country() -> None:
    regional = Network.objects.get(kind=NetworkKind.NETWORK, parent__isnull=False)
    national = regional.parent
    assert _centres(regional, date(2020, 12, 31)) == {Ownership.PUBLIC: 3, Ownership.PRIVATE: 9}
    assert sum(_centres(national, date(2009, 12, 31)).values()) == 17
    assert _centres(national, date(2020, 12, 31)) == {Ownership.PUBLIC: 34, Ownership.PRIVATE: 16}
    assert regional.hub.network_memberships.count() == 2


@pytest.mark.parametrize(
    ("day", "count"), [(date(2020, 7, 31), 150), (date(2020, 12, 31), 300), (date(2021, 12, 31), 600)]
)
def test_partners_commissioned_reach_the_target_of_the_day(day: date, count: int) -> None:
    agency = CommissionTarget.objects.get(due_on=day).agency_id
    progress = {row.target.due_on: row for row in target_progress(agency_id=agency, on=TODAY)}[day]
    assert (progress.target.count, progress.reached) == (count, count)
    assert Commission.objects.filter(_on(day)).count() == count
    assert Commission.objects.filter(_on(day)).values("partner").distinct().count() == count


def test_alliance_has_seventeen_heads_five_groups_and_eighteen_advisors() -> None:
    council = Network.objects.get(kind=NetworkKind.COUNCIL)
    assert council.members.count() == 17
    assert Appointment.objects.filter(_on(TODAY), board=council).count() == 17
    assert council.parts.filter(kind=NetworkKind.WORKING_GROUP).count() == 5
    board = Network.objects.get(kind=NetworkKind.ADVISORY_BOARD)
    sitting = Appointment.objects.filter(_on(TODAY), board=board)
    by_field = sitting.values_list("seat__field__name").annotate(n=Count("id"))
    assert sorted(count for _, count in by_field) == [3] * 6


def test_places_in_charge() -> None:
    by_kind = dict(Place.objects.order_by().values_list("kind").annotate(n=Count("id")))
    assert by_kind == {
        PlaceKind.CLUSTER: 8,
        PlaceKind.KNOWLEDGE_CENTRE: 357,
        PlaceKind.MARKET: 211,
        PlaceKind.MICRO_CLUSTER: 6,
    }
    districts = CaseOfficer.objects.filter(_on(TODAY), region__isnull=False)
    assert (districts.count(), districts.values("person").distinct().count()) == (25, 25)
    for day in (date(2020, 12, 31), TODAY):
        places = CaseOfficer.objects.filter(_on(day), place__isnull=False)
        assert (places.count(), places.values("person").distinct().count()) == (574, 445)


def test_experts_are_two_hundred_and_more_than_half_own_a_shop() -> None:
    doctors = Expert.objects.filter(roles__kind=ExpertRoleKind.INDUSTRY_DOCTOR)
    assert doctors.count() == 200
    assert doctors.filter(is_working_owner=True).count() > 100


def test_departments_change_from_five_and_a_team_to_four_and_a_centre() -> None:
    def kinds(day: date) -> dict[str, int]:
        parts = Department.objects.filter(_on(day), agency__name="한빛산업진흥원")
        return dict(parts.order_by().values_list("kind").annotate(n=Count("id")))

    assert kinds(date(2021, 12, 31)) == {"department": 5, "team": 1}
    assert kinds(date(2022, 12, 31)) == {"department": 4, "centre": 1}


def test_portfolio_and_voucher_have_the_budgets_of_the_accounts() -> None:
    portfolio = Programme.objects.filter(agency__name="한빛산업진흥원", year=2022)
    assert portfolio.aggregate(n=Count("id"), won=Sum("budget")) == {"n": 30, "won": 5_300_000_000}
    assert Programme.objects.get(name="제조혁신 바우처", year=2020).budget == 4_160_000_000


def test_calls_of_all_eight_support_types_are_open_upcoming_and_closed() -> None:
    notices = Notice.objects.filter(source=NoticeSource.DIDIM)
    # 48 of the offers, two decided, one under review.
    assert notices.count() == 51
    assert set(notices.values_list("support_type", flat=True)) == set(SupportType.values)
    open_now = notices.filter(opens_on__lte=TODAY, closes_on__gte=TODAY)
    assert (open_now.count(), notices.filter(opens_on__gt=TODAY).count()) == (12, 6)
    for revision in CallRevision.objects.all():
        assert (revision.closes_at - revision.published_at).days >= 20
        assert dump(load(revision.rule)) == revision.rule


def test_owner_of_the_sample_firm_finds_calls_of_every_verdict() -> None:
    firm = EnterpriseMember.objects.get(role="owner").enterprise
    verdicts = {
        match.verdict
        for match in matches_for_firm(facts=firm_facts(enterprise_id=firm.pk, on=TODAY), today=TODAY)
    }
    assert verdicts == set(Verdict)
