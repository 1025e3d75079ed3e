from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from didim.accounts.tenancy import DatabaseScope, scoped
from didim.agreements.enums import AgreementState
from didim.desk.enums import Topic
from didim.experts.domain.requesting import Wish
from didim.experts.enums import RequestKind
from didim.kernel.refusals import RefusedError
from didim.lifecycle.domain.closing import (
    Situation,
    ask_advice,
    closure_items,
    demolition_ceiling,
    finish_closure,
    grant_demolition,
    record_check,
    request_closure,
    withdraw_closure,
)
from didim.lifecycle.enums import CheckVerdict, ClosureReason, ClosureState
from didim.lifecycle.models import Closure
from didim.registry.domain.firms import close_firm
from didim.registry.enums import EnterpriseStage
from didim.support.models import SupportRecord
from tests.agreements.builders import selected

from .conftest import NOW, TODAY

DEMOLITION = Situation(ClosureReason.SALES, "매출이 줄었다", wants_demolition=True, area=Decimal("33.10"))
WISH = Wish(RequestKind.CLOSURE, "폐업 절차", [Topic.LAW_AND_TAX], TODAY, TODAY + timedelta(days=14))


@pytest.fixture
def firm(make_firm):
    return make_firm()


@pytest.fixture
def closure(agency, firm):
    return request_closure(agency=agency, enterprise=firm, situation=DEMOLITION, by=None, now=NOW)


def check_all(closure, officer):
    for check in closure.checks.all():
        record_check(check=check, verdict=CheckVerdict.DONE, note="", by=officer, now=NOW)


def grant(closure, decision, officer, won):
    return grant_demolition(
        closure=closure,
        decision=decision,
        won=won,
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=60),
        by=officer,
        now=NOW,
    )


def finish(closure, officer, day=TODAY):
    return finish_closure(closure=closure, closed_on=day, result="정리함", by=officer, now=NOW)


@pytest.mark.parametrize(
    ("area", "won"), [("3.3", 200_000), ("3.31", 400_000), ("66", 4_000_000), ("900", 4_000_000)]
)
def test_ceiling_of_demolition_follows_the_area_begun(area, won):
    assert demolition_ceiling(area=Decimal(area), on=TODAY) == won


@given(one=st.decimals("0.01", 2000, places=2), other=st.decimals("0.01", 2000, places=2))
def test_larger_shop_never_gets_less_nor_above_the_most(one, other):
    less, more = sorted((one, other))
    small, large = (demolition_ceiling(area=area, on=TODAY) for area in (less, more))
    assert 0 < small <= large <= 4_000_000


@pytest.mark.django_db
def test_request_brings_everything_to_settle_and_stands_once(closure, agency, firm):
    assert [check.item for check in closure.checks.order_by("pk")] == [
        item.key for item in closure_items(on=TODAY)
    ]
    with pytest.raises(RefusedError):
        request_closure(agency=agency, enterprise=firm, situation=DEMOLITION, by=None, now=NOW)
    closure.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        closure.save(force_insert=True)


@pytest.mark.django_db
def test_firm_asks_within_its_own_scope_and_others_see_nothing(agency, firm, make_firm):
    own = DatabaseScope(enterprises=frozenset({firm.pk}))
    with scoped(own):
        made = request_closure(agency=agency, enterprise=firm, situation=DEMOLITION, by=None, now=NOW)
        assert list(Closure.objects.all()) == [made]
    with scoped(DatabaseScope(enterprises=frozenset({make_firm().pk}))):
        assert Closure.objects.count() == 0


@pytest.mark.django_db
def test_demolition_without_an_area_or_a_closed_firm_is_refused(agency, firm):
    with pytest.raises(RefusedError) as error:
        request_closure(
            agency=agency,
            enterprise=firm,
            situation=Situation(ClosureReason.COST, wants_demolition=True),
            by=None,
            now=NOW,
        )
    assert list(error.value.by_field()) == ["area"]
    close_firm(enterprise=firm, closed_on=TODAY, now=NOW)
    firm.refresh_from_db()
    with pytest.raises(RefusedError):
        request_closure(agency=agency, enterprise=firm, situation=DEMOLITION, by=None, now=NOW)


@pytest.mark.django_db
def test_advice_is_asked_for_in_the_pool_once(closure, officer):
    request = ask_advice(closure=closure, wish=WISH, by=officer, now=NOW)
    closure.refresh_from_db()
    assert (request.kind, request.enterprise, closure.state) == (
        RequestKind.CLOSURE,
        closure.enterprise,
        ClosureState.UNDER_WAY,
    )
    with pytest.raises(RefusedError):
        ask_advice(closure=closure, wish=WISH, by=officer, now=NOW)


@pytest.mark.django_db
def test_demolition_is_an_agreement_up_to_the_ceiling(closure, officer, make_firm):
    decision = selected(closure.agency, closure.enterprise, by=officer, now=NOW, award_won=4_000_000)
    other = selected(closure.agency, make_firm(), by=officer, now=NOW, call=decision.call)
    for which, won in ((decision, 2_200_001), (decision, 0), (other, 1_000_000)):
        with pytest.raises(RefusedError):
            grant(closure, which, officer, won)
    agreement = grant(closure, decision, officer, 2_200_000)
    closure.refresh_from_db()
    line = agreement.version.amounts.get()
    assert (closure.agreement, agreement.state, agreement.rule_pack) == (
        agreement,
        AgreementState.DRAFT,
        "closure-support@2026-01-01",
    )
    assert (line.line.code, line.grant_won, line.basis) == ("demolition", 2_200_000, "점포 33.1㎡")
    with pytest.raises(RefusedError):
        grant(closure, decision, officer, 100)


@pytest.mark.django_db
def test_firm_is_closed_and_helped_when_everything_is_settled(closure, officer):
    with pytest.raises(RefusedError):
        finish(closure, officer)
    check_all(closure, officer)
    with pytest.raises(RefusedError):
        finish(closure, officer, TODAY + timedelta(days=1))
    finish(closure, officer, date(2026, 11, 1))
    firm = closure.enterprise
    firm.refresh_from_db()
    record = SupportRecord.objects.get()
    assert (firm.stage, firm.closed_on) == (EnterpriseStage.CLOSED, date(2026, 11, 1))
    assert (record.enterprise, record.reference) == (firm, f"closure-{closure.pk}")
    with pytest.raises(RefusedError):
        withdraw_closure(closure=closure, reason="다시 함", by=officer, now=NOW)


@pytest.mark.django_db
def test_nothing_ends_while_the_grant_runs(closure, officer):
    decision = selected(closure.agency, closure.enterprise, by=officer, now=NOW, award_won=4_000_000)
    grant(closure, decision, officer, 1_000_000)
    check_all(closure, officer)
    with pytest.raises(RefusedError):
        finish(closure, officer)
    with pytest.raises(RefusedError):
        withdraw_closure(closure=closure, reason="계속 영업", by=officer, now=NOW)


@pytest.mark.django_db
def test_firm_that_goes_on_may_ask_again_later(closure, agency, firm, officer):
    withdraw_closure(closure=closure, reason="계속 영업", by=officer, now=NOW)
    request_closure(agency=agency, enterprise=firm, situation=DEMOLITION, by=None, now=NOW)
    assert sorted(Closure.objects.values_list("state", flat=True)) == ["requested", "withdrawn"]
