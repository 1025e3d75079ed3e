import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from didim.accounts.tenancy import DatabaseScope, scoped
from didim.kernel.refusals import RefusedError
from didim.lifecycle.domain.collaborating import (
    PROGRAMME,
    Achieved,
    GroupDetails,
    ProjectDetails,
    add_member,
    agree_to_terms,
    change_shares,
    change_terms,
    end_group,
    finish_project,
    form_group,
    gather_group,
    record_member_result,
    remove_member,
    start_project,
)
from didim.lifecycle.enums import CollaborationState, ProjectKind, ProjectState
from didim.lifecycle.models import Collaboration, JointProject, Member, MemberConsent
from didim.outcomes.enums import Basis
from didim.outcomes.models import Observation
from didim.support.models import SupportRecord

from .conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
BUYING = ProjectDetails(ProjectKind.BUYING, "원두 공동 구매", date(2026, 11, 1), date(2027, 3, 31), 9_000_000)


@pytest.fixture
def group(agency):
    return gather_group(
        agency=agency, details=GroupDetails("골목카페 협업", terms="이익은 지분대로"), by=None, now=NOW
    )


@pytest.fixture
def join(group, make_firm):
    def make(share_bp, **said):
        firm = make_firm(f"가게{share_bp}")
        return add_member(
            collaboration=group, enterprise=firm, share_bp=share_bp, on=TODAY, by=None, now=NOW, **said
        )

    return make


@pytest.fixture
def members(join):
    return [join(6_000, is_lead=True), join(3_000), join(1_000)]


@pytest.fixture
def formed(group, members, officer):
    for member in members:
        agree_to_terms(member=member, by=officer, now=NOW)
    return form_group(collaboration=group, on=TODAY, by=None, now=NOW)


def test_group_begins_when_everybody_agreed_to_the_same(group, members, officer):
    with pytest.raises(RefusedError):
        form_group(collaboration=group, on=TODAY, by=None, now=NOW)
    for member in members:
        agree_to_terms(member=member, by=officer, now=NOW)
    kept = form_group(collaboration=group, on=TODAY, by=None, now=NOW)
    assert (kept.state, SupportRecord.objects.filter(programme_name=PROGRAMME).count()) == (
        CollaborationState.FORMED,
        3,
    )


@pytest.mark.parametrize("change", ["terms", "shares", "leaving"])
def test_everybody_is_asked_again_when_something_changed(group, members, officer, change):
    for member in members:
        agree_to_terms(member=member, by=officer, now=NOW)
    if change == "terms":
        change_terms(collaboration=group, terms="이익은 똑같이", by=None)
    elif change == "shares":
        shares = dict(zip([one.pk for one in members], (5_000, 3_000, 2_000), strict=True))
        change_shares(collaboration=group, shares=shares, by=None)
    else:
        remove_member(member=members[2], on=TODAY, reason="폐업", by=None)
    with pytest.raises(RefusedError):
        form_group(collaboration=group, on=TODAY, by=None, now=NOW)
    group.refresh_from_db()
    assert group.terms_number == 2


def test_consent_keeps_all_shares_word_for_word_although_a_firm_sees_only_its_own(members, officer):
    with scoped(DatabaseScope(enterprises=frozenset({members[1].enterprise_id}))):
        assert list(Member.objects.all()) == [members[1]]
        consent = agree_to_terms(member=members[1], by=officer, now=NOW)
        assert agree_to_terms(member=members[1], by=officer, now=NOW) == consent
    assert [share for _firm, share, _lead in json.loads(consent.content)["shares"]] == [6_000, 3_000, 1_000]
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        MemberConsent.objects.update(content="")


def test_shares_above_the_whole_second_leads_and_twice_are_refused(members, join, group):
    for said in ({"share_bp": 1}, {"share_bp": 0, "is_lead": True}):
        with pytest.raises(RefusedError):
            join(**said)
    with pytest.raises(RefusedError):
        add_member(
            collaboration=group, enterprise=members[1].enterprise, share_bp=0, on=TODAY, by=None, now=NOW
        )
    assert group.members.count() == 3


def test_lead_leaves_last(members):
    with pytest.raises(RefusedError):
        remove_member(member=members[0], on=TODAY, reason="폐업", by=None)


def test_group_and_its_projects_are_seen_by_members_and_nobody_else(formed, members, make_firm):
    start_project(collaboration=formed, details=BUYING, by=None)
    with scoped(DatabaseScope(enterprises=frozenset({members[2].enterprise_id}))):
        assert (Collaboration.objects.count(), JointProject.objects.count()) == (1, 1)
    with scoped(DatabaseScope(enterprises=frozenset({make_firm().pk}))):
        assert (Collaboration.objects.count(), JointProject.objects.count()) == (0, 0)


def test_members_results_are_rows_of_their_firms_under_the_groups_programme(formed, members):
    project = start_project(collaboration=formed, details=BUYING, by=None)
    for basis, value in ((Basis.BEFORE, 80_000_000), (Basis.AFTER, 96_000_000)):
        achieved = Achieved(
            "sales", Decimal(value), date(2026, 1, 1), date(2026, 6, 30), basis, "KRW", project=project
        )
        record_member_result(member=members[1], achieved=achieved, by=None, now=NOW)
    rows = Observation.objects.filter(enterprise=members[1].enterprise, programme_name=PROGRAMME)
    assert list(rows.order_by("pk").values_list("basis", "value")) == [
        ("before", 80_000_000),
        ("after", 96_000_000),
    ]


def test_project_wants_a_formed_group_and_ends_with_a_result(group, members, officer):
    with pytest.raises(RefusedError):
        start_project(collaboration=group, details=BUYING, by=None)
    for member in members:
        agree_to_terms(member=member, by=officer, now=NOW)
    form_group(collaboration=group, on=TODAY, by=None, now=NOW)
    project = start_project(collaboration=group, details=BUYING, by=None)
    with pytest.raises(RefusedError):
        end_group(collaboration=group, on=TODAY, reason="목표 이룸", by=None)
    with pytest.raises(RefusedError):
        finish_project(project=project, state=ProjectState.DONE, result="", by=None)
    finish_project(project=project, state=ProjectState.DONE, result="원가 12% 절감", by=None)
    assert end_group(collaboration=group, on=TODAY, reason="목표 이룸", by=None).ended_on == TODAY
