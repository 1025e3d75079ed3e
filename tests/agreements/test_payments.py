"""What is paid is counted, comes back to be spent again, and stands in the support ledger."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didim.agreements.domain.assets import AssetDetails, dispose_asset, register_asset, see_asset
from didim.agreements.domain.participation import add_participation, end_participation, person_of_firm
from didim.agreements.domain.payments import pay_expenditure, refund_payment
from didim.agreements.enums import ExpenditureState, PaymentKind, PaymentMethod
from didim.agreements.models import Payment
from didim.agreements.queries.budgets import bound_funds
from didim.engines.expenditure import Funds
from didim.kernel.refusals import RefusedError
from didim.support.models import SupportRecord
from tests.applications.builders import make_agency, make_firm

from .settling.building import confirmed, disallowed, officer_of, paid_agreement, reported, spent
from .spending import (
    ENDS,
    NOW,
    STARTS,
    TODAY,
    approved,
    counters,
    make_agreement,
    officers,
    owner_of,
    requested,
)

pytestmark = pytest.mark.django_db
PAID = {"method": PaymentMethod.CARD, "paid_on": TODAY, "now": NOW}


def refused_fields(refusal):
    return [problem.field for problem in refusal.value.problems]


def test_payment_counts_as_spent_and_is_written_into_the_support_ledger():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    row = approved(agreement, officer)
    pay_expenditure(expenditure=row, reference="카드 1", by=officer, **PAID)
    row.refresh_from_db()
    assert row.state == ExpenditureState.PAID
    assert counters(agreement, "materials") == (8_000_000, 800_000, 800_000)
    assert counters(agreement) == (20_000_000, 800_000, 800_000)


def test_money_paid_under_an_agreement_has_its_line_in_the_support_ledger():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    rows = [approved(agreement, officer) for _ in range(2)]
    # An agreement from before the ledger, or one whose line was taken away.
    SupportRecord.objects.all().delete()
    for at, row in enumerate(rows):
        pay_expenditure(expenditure=row, reference=f"카드 {at}", by=officer, **PAID)
    record = SupportRecord.objects.get()
    assert (record.enterprise, record.agency) == (agreement.enterprise, agreement.agency)
    assert (record.amount_won, record.ends_on) == (14_000_000, ENDS)
    assert record.reference == f"agreement-{agreement.pk}"


def test_what_comes_back_is_free_to_be_spent_again():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    first, second = (approved(agreement, officer) for _ in range(2))
    payment = pay_expenditure(expenditure=first, reference="카드 1", by=officer, **PAID)
    pay_expenditure(expenditure=second, reference="카드 2", by=officer, **PAID)
    refund_payment(
        payment=payment, amount_won=400_000, paid_on=TODAY, reference="반환 1", by=officer, now=NOW
    )
    assert counters(agreement, "materials") == (8_000_000, 1_200_000, 1_200_000)
    assert bound_funds(agreement) == Funds(1_050_000, 150_000)


def test_refund_is_never_more_than_was_paid():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    payment = pay_expenditure(
        expenditure=approved(agreement, officer), reference="카드 1", by=officer, **PAID
    )
    back = {"payment": payment, "paid_on": TODAY, "by": officer, "now": NOW}
    refund_payment(amount_won=799_999, reference="반환 1", **back)
    with pytest.raises(RefusedError) as refusal:
        refund_payment(amount_won=2, reference="반환 2", **back)
    assert refused_fields(refusal) == ["amount_won"]
    refund_payment(amount_won=1, reference="반환 2", **back)
    assert counters(agreement) == (20_000_000, 0, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"paid_on": TODAY + timedelta(days=1)}, "paid_on"),
        ({"reference": " "}, "reference"),
        ({"method": PaymentMethod.IN_KIND}, "method"),
    ],
)
def test_payment_that_cannot_be_is_refused_and_leaves_nothing(changes, field):
    agreement = make_agreement()
    officer, _second = officers(agreement)
    row = approved(agreement, officer)
    with pytest.raises(RefusedError) as refusal:
        pay_expenditure(expenditure=row, by=officer, **({"reference": "카드 1"} | PAID | changes))
    assert refused_fields(refusal) == [field]
    assert (Payment.objects.count(), counters(agreement)) == (0, (20_000_000, 800_000, 0))


def test_only_what_is_approved_is_paid_and_only_once():
    agreement = make_agreement()
    officer, _second = officers(agreement)
    with pytest.raises(RefusedError):
        pay_expenditure(expenditure=requested(agreement), reference="카드 1", by=officer, **PAID)
    row = approved(agreement, officer)
    pay_expenditure(expenditure=row, reference="카드 1", by=officer, **PAID)
    with pytest.raises(RefusedError):
        pay_expenditure(expenditure=row, reference="카드 2", by=officer, **PAID)


steps = st.lists(
    st.tuples(st.sampled_from(["pay", "refund"]), st.integers(1, 900_000)), min_size=1, max_size=6
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_money_is_conserved_through_any_sequence_of_payments_and_refunds(db, steps):
    with transaction.atomic():
        agreement = make_agreement()
        officer = owner_of(agreement)
        payments, spent = [], 0
        for at, (act, won) in enumerate(steps):
            if act == "pay":
                row = approved(agreement, officer, charged_won=won, supply_won=won)
                payments.append(
                    [pay_expenditure(expenditure=row, reference=f"카드 {at}", by=officer, **PAID), won]
                )
                spent += won
            elif payments and payments[-1][1]:
                back = min(won, payments[-1][1])
                refund_payment(
                    payment=payments[-1][0],
                    amount_won=back,
                    paid_on=TODAY,
                    reference=f"반환 {at}",
                    by=officer,
                    now=NOW,
                )
                payments[-1][1] -= back
                spent -= back
            assert counters(agreement, "materials")[1:] == (spent, spent)
            assert bound_funds(agreement).total == spent
            paid, back = (
                sum(
                    row.grant_won
                    for row in Payment.objects.filter(kind=kind, expenditure__agreement=agreement)
                )
                for kind in PaymentKind
            )
            assert bound_funds(agreement).grant == paid - back
        transaction.set_rollback(True)


def test_asset_is_entered_with_the_days_the_pack_gives_it():
    agreement = make_agreement()
    owner = owner_of(agreement)
    row = requested(agreement)
    said = AssetDetails("3D 프린터", "A-1", 5_000_001, date(2026, 10, 31), "작업실")
    asset = register_asset(expenditure=row, details=said, by=owner, now=NOW)
    assert (asset.registered_on, asset.register_by, asset.tracked_until) == (
        TODAY,
        date(2026, 11, 30),
        date(2031, 10, 31),
    )
    with pytest.raises(RefusedError) as refusal:
        register_asset(expenditure=row, details=said, by=owner, now=NOW)
    assert refused_fields(refusal) == ["serial_number"]
    see_asset(asset=asset, seen_on=TODAY, location="2층", by=owner, now=NOW)
    gone = dispose_asset(
        asset=asset, disposed_on=TODAY, reason="고장", approval="승인 2026-3", by=owner, now=NOW
    )
    assert (gone.last_seen_on, gone.location, gone.disposed_on) == (TODAY, "2층", TODAY)


def participate(agreement, person, rate, starts_on=STARTS, ends_on=ENDS):
    return add_participation(
        agreement=agreement,
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        rate=Decimal(rate),
        is_in_kind=False,
        duty="개발",
        by=owner_of(agreement),
    )


def test_working_time_is_never_more_than_full_over_all_projects_and_agencies():
    here = make_agreement()
    there = make_agreement(agency=make_agency("다른진흥원"), firm=make_firm("다라상사", 2))
    person = person_of_firm(agreement=here, name="김도윤", by=owner_of(here))
    assert person_of_firm(agreement=here, name=" 김도윤 ", by=owner_of(here)) != person
    first = participate(here, person, "60")
    assert person_of_firm(agreement=here, name="김도윤", by=owner_of(here)) == person
    with pytest.raises(RefusedError) as refusal:
        participate(there, person, "40.01")
    assert refused_fields(refusal) == ["rate"]
    participate(there, person, "40")
    end_participation(participation=first, by=owner_of(here), now=NOW)
    participate(here, person, "60", ends_on=STARTS)


def test_working_time_counts_only_where_days_overlap():
    agreement = make_agreement()
    person = person_of_firm(agreement=agreement, name="김도윤", by=owner_of(agreement))
    participate(agreement, person, "100", STARTS, date(2026, 6, 30))
    participate(agreement, person, "100", date(2026, 7, 1), ENDS)
    with pytest.raises(RefusedError):
        participate(agreement, person, "0.01", date(2026, 6, 30), date(2026, 6, 30))
    with pytest.raises(RefusedError) as refusal:
        participate(agreement, person, "1", STARTS - timedelta(days=1), STARTS)
    assert refused_fields(refusal) == ["starts_on"]


def test_what_the_settlement_does_not_allow_or_has_confirmed_is_not_refunded():
    agreement = paid_agreement()
    officer = officer_of(agreement)
    row = spent(agreement)
    settlement = reported(agreement)
    disallowed(settlement, row, 500_000)
    back = {"payment": row.payments.get(), "paid_on": TODAY, "by": officer, "now": NOW}
    with pytest.raises(RefusedError) as refusal:
        refund_payment(amount_won=300_001, reference="반환 1", **back)
    assert refused_fields(refusal) == ["amount_won"]
    refund_payment(amount_won=300_000, reference="반환 1", **back)
    confirmed(settlement)
    with pytest.raises(RefusedError):
        refund_payment(amount_won=1, reference="반환 2", **back)
