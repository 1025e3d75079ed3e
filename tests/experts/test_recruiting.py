"""Whoever a call selected joins the pool: once, as the person they are, with a contract."""

from datetime import date

import pytest

from didim.experts.domain.pool import Term
from didim.experts.domain.recruiting import Offer, recruit_from_call
from didim.experts.enums import PoolKind
from didim.experts.models import ExpertTerm, PoolExpert
from didim.kernel.refusals import RefusedError
from didim.registry.enums import EnterpriseStage, FirmRole
from didim.registry.models import EnterpriseMember, Person
from didim.selection.enums import Outcome
from didim.selection.models import Decision
from tests.agreements.builders import selected

from .conftest import NOW, YEAR

pytestmark = pytest.mark.django_db
NEXT_YEAR = Term(date(2027, 1, 1), date(2027, 12, 31), "second")
OFFER = Offer(PoolKind.MENTOR, YEAR, 6)


@pytest.fixture
def chosen(agency, officer):
    """Have a call select a firm; the first decision brings the call along."""
    call = []

    def choose(firm) -> Decision:
        made = selected(agency, firm, by=officer, now=NOW, call=call[0] if call else None)
        call.append(made.call)
        return made

    return choose


@pytest.fixture
def owned(make_firm, make_user):
    def make(name, owner="박대표", **fields):
        firm = make_firm(name, representative_name=owner, **fields)
        user = make_user(name=owner)
        EnterpriseMember.objects.create(enterprise=firm, user=user, role=FirmRole.OWNER, since=NOW)
        return firm, user

    return make


def recruit(call, officer, offer=OFFER):
    return recruit_from_call(call=call, offer=offer, by=officer, now=NOW)


def test_owner_of_a_selected_firm_joins_as_a_working_owner_under_contract(agency, owned, chosen, officer):
    firm, user = owned("누리식당")
    decision = chosen(firm)
    term = recruit(decision.call, officer)[0]
    expert = PoolExpert.objects.get()
    assert (expert.agency, expert.kind, expert.capacity_month) == (agency, PoolKind.MENTOR, 6)
    assert (expert.enterprise, expert.profile.is_working_owner) == (firm, True)
    assert (expert.profile.person.name, expert.profile.person.user) == ("박대표", user)
    assert list(expert.profile.regions.values_list("pk", flat=True)) == [firm.region_id]
    assert (term.expert, term.application, term.fee_grade) == (expert, decision.application, "first")
    assert (term.valid_from, term.valid_to) == (YEAR.valid_from, YEAR.valid_to)


def test_person_known_already_stays_the_same_person(owned, chosen, officer):
    firm, user = owned("누리식당", "아이디")
    known = Person.objects.create(name="박누리", user=user)
    recruit(chosen(firm).call, officer)
    assert PoolExpert.objects.get().profile.person == known


def test_firm_without_an_account_is_known_by_its_representative(make_firm, chosen, officer):
    firm = make_firm("가온상회", representative_name="최대표")
    recruit(chosen(firm).call, officer)
    person = PoolExpert.objects.get().profile.person
    assert (person.name, person.user) == ("최대표", None)


def test_who_is_not_in_business_is_no_working_owner(make_firm, chosen, officer):
    firm = make_firm("앞가게", representative_name="최대표")
    firm.stage = EnterpriseStage.CLOSED
    firm.save()
    recruit(chosen(firm).call, officer)
    expert = PoolExpert.objects.get()
    assert (expert.enterprise, expert.profile.is_working_owner) == (None, False)


def test_recruiting_twice_takes_nobody_on_twice_and_brings_who_came_later(owned, chosen, officer):
    first = chosen(owned("누리식당")[0])
    assert len(recruit(first.call, officer)) == 1
    assert recruit(first.call, officer) == []
    chosen(owned("가온상회", "최대표")[0])
    assert len(recruit(first.call, officer)) == 1
    assert (PoolExpert.objects.count(), ExpertTerm.objects.count()) == (2, 2)


def test_expert_selected_again_gets_another_contract_not_another_row(owned, agency, officer, make_agency):
    firm, _user = owned("누리식당")
    recruit(selected(agency, firm, by=officer, now=NOW).call, officer)
    again = selected(agency, firm, by=officer, now=NOW)
    recruit(again.call, officer, Offer(PoolKind.MENTOR, NEXT_YEAR, 6))
    assert list(
        PoolExpert.objects.get().terms.order_by("valid_from").values_list("fee_grade", flat=True)
    ) == [
        "first",
        "second",
    ]
    other = make_agency("다른기관")
    recruit(selected(other, firm, by=officer, now=NOW).call, officer)
    assert (
        PoolExpert.objects.filter(agency=other).get().profile == PoolExpert.objects.get(agency=agency).profile
    )


def test_only_who_was_selected_and_told_is_taken_on(owned, chosen, officer):
    told, untold, lost = (
        chosen(owned(name, owner)[0]) for name, owner in (("가", "김"), ("나", "이"), ("다", "박"))
    )
    Decision.objects.filter(pk=untold.pk).update(notified_at=None)
    Decision.objects.filter(pk=lost.pk).update(outcome=Outcome.REJECTED)
    assert [one.application for one in recruit(told.call, officer)] == [told.application]
    Decision.objects.update(notified_at=None)
    with pytest.raises(RefusedError):
        recruit(told.call, officer)
