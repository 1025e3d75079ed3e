"""Whatever firms, suppliers and officers do in whatever order, every won of a scheme is accounted for."""

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didim.agreements.domain.vouchers.contracts import cancel_contract
from didim.agreements.domain.vouchers.delivering import Transfer, settle_contract, take_back
from didim.agreements.domain.vouchers.issuing import end_voucher, used_points
from didim.agreements.enums import PaymentKind, VoucherContractState, VoucherState
from didim.agreements.models import Voucher, VoucherContract, VoucherPayment
from didim.kernel.refusals import RefusedError
from didim.support.models import SupportRecord

from .building import CAP, NOW, concluded, counters, firm_of, inspected, issued, make_scene

pytestmark = pytest.mark.django_db
ACTS = ("issue", "conclude", "inspect", "settle", "take back", "cancel", "end")
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(1, 40)), max_size=18)


def act(scene, name, which, many):
    """Do one act on the `which`-th voucher or contract; what is refused changes nothing."""
    vouchers = list(Voucher.objects.order_by("pk"))
    rows = list(VoucherContract.objects.order_by("pk"))
    voucher = vouchers[which % len(vouchers)] if vouchers else None
    contract = rows[which % len(rows)] if rows else None
    transfer = Transfer(NOW.date(), f"T{VoucherPayment.objects.count()}")
    given_by = {"by": scene.officer, "now": NOW}
    if name == "issue":
        issued(scene, firm_of("새기업"), subsidy_won=CAP // many)
    elif voucher is not None and name == "conclude":
        concluded(scene, voucher, many)
    elif voucher is not None and name == "inspect":
        inspected(scene, voucher, many)
    elif voucher is not None and name == "end":
        end_voucher(voucher=voucher, state=VoucherState.EXPIRED, reason="만료", **given_by)
    elif contract is not None and name == "settle":
        settle_contract(contract=contract, transfer=transfer, **given_by)
    elif contract is not None and name == "take back":
        take_back(contract=contract, amount_won=many * 25_000, transfer=transfer, **given_by)
    elif contract is not None and name == "cancel":
        cancel_contract(contract=contract, reason="합의", **given_by)


def paid(kind, field):
    return VoucherPayment.objects.filter(kind=kind).aggregate(won=Sum(field, default=0))["won"]


def check_books(scene):
    reserved = 0
    for voucher in Voucher.objects.all():
        used = used_points(voucher)
        lasts = voucher.state in (VoucherState.ISSUED, VoucherState.USED_UP)
        reserved += voucher.subsidy_won if lasts else used.subsidy_won
        assert 0 <= used.subsidy_won <= voucher.subsidy_won
        assert counters(voucher.limit)[1] == used.total_won
        if not lasts:
            assert used.subsidy_won + voucher.expired_subsidy_won == voucher.subsidy_won
            assert used.own_won + voucher.own_back_won == voucher.own_won
    net = paid(PaymentKind.PAYMENT, "subsidy_won") - paid(PaymentKind.REFUND, "subsidy_won")
    assert counters(scene.scheme.limit)[1:] == (reserved, net)
    assert SupportRecord.objects.aggregate(won=Sum("amount_won", default=0))["won"] == net
    settled = VoucherContract.objects.filter(state=VoucherContractState.SETTLED)
    assert settled.count() == SupportRecord.objects.count()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_every_won_of_a_scheme_is_unused_reserved_or_paid(plan):
    with transaction.atomic():
        scene = make_scene(budget_won=3 * CAP)
        issued(scene)
        for name, which, many in plan:
            try:
                with transaction.atomic():
                    act(scene, name, which, many)
            except RefusedError:
                continue
            check_books(scene)
        check_books(scene)
        transaction.set_rollback(True)
