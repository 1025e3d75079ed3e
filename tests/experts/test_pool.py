from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from didim.accounts.tenancy import DatabaseScope, scoped
from didim.experts.domain.grades import fee_grades
from didim.experts.domain.pool import (
    Away,
    Term,
    conclude_term,
    end_term,
    note_absence,
    remove_absence,
)
from didim.experts.enums import DispatchState
from didim.experts.models import Dispatch, ExpertTerm, PoolExpert, VisitRequest
from didim.experts.queries.pool import owner_share
from didim.kernel.refusals import RefusedError
from didim.registry.models import ExpertRole

from .conftest import NOW, YEAR

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_person_known_by_name_and_address_is_the_same_in_two_pools(join_pool, make_agency):
    one = join_pool("이전문", email="lee@example.org")
    other = join_pool("이전문", email="LEE@example.org", at=make_agency("다른진흥원"))
    assert one.profile_id == other.profile_id


def test_nobody_is_twice_in_a_pool(join_pool):
    join_pool("이전문", email="lee@example.org")
    with pytest.raises(RefusedError, match="이미 이 기관의 풀"):
        join_pool("이전문", email="lee@example.org")


def test_contract_gives_the_role_in_the_registry(join_pool, agency):
    expert = join_pool()
    role = ExpertRole.objects.get(agency=agency, expert=expert.profile)
    assert (role.kind, role.valid_from, role.valid_to) == ("industry_doctor", YEAR.valid_from, YEAR.valid_to)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(YEAR, valid_to=date(2025, 1, 1)), "valid_to"),
        (replace(YEAR, fee_grade="none"), "fee_grade"),
        (replace(YEAR, valid_from=date(2026, 12, 31), valid_to=date(2027, 1, 31)), "valid_from"),
    ],
)
def test_wrong_contract_is_refused(join_pool, wrong, field):
    expert = join_pool()
    with pytest.raises(RefusedError) as refused:
        conclude_term(expert=expert, term=wrong, by=None, now=NOW)
    assert list(refused.value.by_field()) == [field]


def test_database_itself_refuses_contracts_that_overlap(join_pool, agency):
    expert = join_pool()
    with pytest.raises(IntegrityError, match="expert_term_once_at_a_time"), transaction.atomic():
        ExpertTerm.objects.create(
            agency=agency,
            expert=expert,
            valid_from=TODAY,
            valid_to=TODAY,
            fee_grade="first",
            signed_at=NOW,
        )


def test_contract_ended_early_ends_the_role(join_pool, officer):
    expert = join_pool()
    end_term(term=expert.terms.get(), last_day=TODAY, reason="본인 요청", by=officer, now=NOW)
    assert expert.terms.get().valid_to == TODAY
    assert ExpertRole.objects.get(expert=expert.profile).valid_to == TODAY


def test_share_of_working_owners_is_of_those_under_contract(join_pool, agency):
    for number in range(3):
        join_pool(f"점주{number}", is_working_owner=True)
    join_pool("전문가")
    join_pool("지난 사람", term=Term(date(2025, 1, 1), date(2025, 12, 31), "first"))
    share = owner_share(agency=agency, on=TODAY)
    assert (share.experts, share.owners, share.per_cent, share.more_than_half) == (4, 3, 75.0, True)


def test_half_is_not_more_than_half(join_pool, agency):
    join_pool("점주", is_working_owner=True)
    join_pool("전문가")
    assert not owner_share(agency=agency, on=TODAY).more_than_half


def test_absences_do_not_overlap_and_can_be_taken_back(join_pool):
    expert = join_pool()
    made = note_absence(expert=expert, away=Away(TODAY, TODAY + timedelta(days=3)), by=None, now=NOW)
    with pytest.raises(RefusedError, match="겹칩니다"):
        note_absence(expert=expert, away=Away(TODAY, TODAY), by=None, now=NOW)
    remove_absence(absence=made, by=None)
    assert not expert.absences.exists()


def test_every_grade_has_a_name_in_both_languages():
    assert {key: name.en != name.ko for key, name in fee_grades(on=TODAY).items()} == {
        "special": True,
        "first": True,
        "second": True,
    }


def test_firm_and_expert_see_a_dispatch_once_it_is_confirmed(join_pool, ask, make_user):
    expert, request = join_pool(), ask()
    expert.user = make_user()
    expert.save()
    made = Dispatch.objects.create(
        agency=request.agency,
        enterprise=request.enterprise,
        request=request,
        expert=expert,
        expert_user=expert.user,
        state=DispatchState.PROPOSED,
        month=date(2026, 11, 1),
        loads=[1],
        fit=500,
        made_at=NOW,
    )
    firm = DatabaseScope(enterprises=frozenset({request.enterprise_id}))
    person = DatabaseScope(user=expert.user_id)
    stranger = DatabaseScope(user=make_user().pk)

    def seen(scope):
        with scoped(scope):
            return (
                Dispatch.objects.count(),
                VisitRequest.objects.count(),
                PoolExpert.objects.count(),
            )

    assert (seen(firm), seen(person), seen(stranger)) == ((0, 1, 0), (0, 0, 1), (0, 0, 0))
    made.state, made.confirmed_at = DispatchState.CONFIRMED, NOW
    made.save()
    assert (seen(firm), seen(person), seen(stranger)) == ((1, 1, 1), (1, 1, 1), (0, 0, 0))
