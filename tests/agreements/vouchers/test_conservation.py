"""Whatever firms, suppliers and officers do in whatever order, every won of a scheme is accounted for."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from didim.agreements.domain.vouchers.contracts import (
    accept_request,
    cancel_contract,
    conclude_contract,
)
from didim.agreements.domain.vouchers.delivering import (
    Transfer,
    deliver,
    inspect_delivery,
    return_delivery,
    settle_contract,
    take_back,
)
from didim.agreements.domain.vouchers.issuing import end_voucher, expire_vouchers, used_points
from didim.agreements.domain.vouchers.schemes import change_scheme
from didim.agreements.domain.vouchers.suppliers import ServiceTerms, put_service
from didim.agreements.enums import PaymentKind, VoucherContractState, VoucherField, VoucherState
from didim.agreements.models import SpendingLimit, Voucher, VoucherContract, VoucherPayment
from didim.kernel.refusals import RefusedError
from didim.support.models import SupportRecord

from .building import (
    CAP,
    LAST,
    NOW,
    REPORT,
    concluded,
    counters,
    firm_of,
    inspected,
    issued,
    make_scene,
    of_firm,
    of_supplier,
    requested,
    scheme_terms,
)

pytestmark = pytest.mark.django_db
BUDGET = 3 * CAP
# Some acts carry a contract on by one step, some make one that stands further on, so that sequences of any
# length reach every state.
OF_A_SCHEME = ("issue", "change budget", "change price", "last day passes")
OF_A_VOUCHER = ("request", "conclude", "deliver and inspect", "give up")
OF_A_CONTRACT = ("go on", "find wanting", "send back", "take back", "cancel")
ACTS = OF_A_SCHEME + OF_A_VOUCHER * 2 + OF_A_CONTRACT * 3
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(1, 40)), max_size=24)


def act(scene, name, which, many):
    """Do one act on the `which`-th voucher or contract; what is refused changes nothing."""
    if name in OF_A_SCHEME:
        of_scheme(scene, name, many)
    elif name in OF_A_VOUCHER:
        rows = list(Voucher.objects.order_by("pk"))
        of_voucher(scene, name, rows[which % len(rows)], many)
    elif rows := list(VoucherContract.objects.order_by("pk")):
        of_contract(scene, name, rows[which % len(rows)], many)


def of_scheme(scene, name, many):
    if name == "issue":
        issued(scene, firm_of("새기업"), subsidy_won=CAP // many)
    elif name == "change budget":
        terms = scheme_terms(budget_won=many * CAP // 10, cap_won=CAP // 10)
        change_scheme(scheme=scene.scheme, terms=terms, by=scene.officer)
    elif name == "change price":
        terms = ServiceTerms(VoucherField.TECHNOLOGY, "시제품 설계", many * 333_333)
        put_service(supplier=scene.supplier, terms=terms, by=scene.seller, service=scene.service)
    else:
        expire_vouchers(now=NOW + timedelta(days=(LAST - NOW.date()).days + 2))


def of_voucher(scene, name, voucher, many):
    if name == "request":
        requested(scene, voucher, many)
    elif name == "conclude":
        concluded(scene, voucher, many)
    elif name == "deliver and inspect":
        inspected(scene, voucher, many)
    else:
        end_voucher(voucher=voucher, state=VoucherState.CANCELLED, reason="포기", by=scene.officer, now=NOW)


def of_contract(scene, name, contract, many):
    said = {"contract": contract, "by": scene.officer, "now": NOW}
    if name == "go on":
        go_on(scene, contract)
    elif name == "find wanting":
        inspect_delivery(accepted=False, opinion="도면이 없습니다.", **said)
    elif name == "send back":
        return_delivery(reason="시험 성적서 누락", **said)
    elif name == "take back":
        take_back(amount_won=many * 25_000, transfer=transfer(), **said)
    else:
        cancel_contract(reason="합의", **said)


def go_on(scene, contract):
    """Carry a contract to its next state."""
    given_by = {"contract": contract, "now": NOW}
    match contract.state:
        case VoucherContractState.REQUESTED:
            accept_request(signer=of_supplier(scene, contract), **given_by)
        case VoucherContractState.ACCEPTED:
            conclude_contract(signer=of_firm(scene, contract), **given_by)
        case VoucherContractState.CONCLUDED:
            deliver(report=REPORT, file=None, by=scene.seller, **given_by)
        case VoucherContractState.DELIVERED:
            inspect_delivery(accepted=True, opinion="", by=scene.member, **given_by)
        case VoucherContractState.INSPECTED:
            settle_contract(transfer=transfer(), by=scene.officer, **given_by)


def transfer():
    return Transfer(NOW.date(), f"T{VoucherPayment.objects.count()}")


def paid(**of):
    """Return the subsidy paid to suppliers less what they paid back."""
    sums = dict.fromkeys(PaymentKind, 0)
    rows = VoucherPayment.objects.filter(**of).values("kind").annotate(won=Sum("subsidy_won")).order_by()
    sums |= {row["kind"]: row["won"] for row in rows}
    return sums[PaymentKind.PAYMENT] - sums[PaymentKind.REFUND]


def check_voucher(voucher):
    """Issued = used up + held by contracts + free + expired, of the points and of the subsidy in them."""
    limit = SpendingLimit.objects.get(pk=voucher.limit_id)
    used = used_points(voucher)
    assert limit.committed_won == used.total_won
    expired = voucher.expired_subsidy_won + voucher.own_back_won
    held, free = limit.committed_won - limit.spent_won, limit.limit_won - limit.committed_won
    assert limit.spent_won + held + free + expired == voucher.subsidy_won + voucher.own_won
    assert min(limit.spent_won, held, free, expired, voucher.subsidy_won - used.subsidy_won) >= 0
    lasts = voucher.state in (VoucherState.ISSUED, VoucherState.USED_UP)
    if not lasts:
        assert (free, used.subsidy_won + voucher.expired_subsidy_won) == (0, voucher.subsidy_won)
    return voucher.subsidy_won if lasts else used.subsidy_won


def check_books(scene):
    reserved = sum(check_voucher(voucher) for voucher in Voucher.objects.all())
    limit, *counted = counters(scene.scheme.limit)
    assert counted == [reserved, paid()]
    assert reserved <= limit
    # The ledger says of every settled contract what its supplier was paid for it, and nothing else.
    settled = VoucherContract.objects.filter(state=VoucherContractState.SETTLED)
    assert dict(SupportRecord.objects.values_list("reference", "amount_won")) == {
        f"voucher-contract-{contract.pk}": paid(contract=contract) for contract in settled
    }


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_every_won_of_a_scheme_is_unused_reserved_or_paid(plan):
    with transaction.atomic():
        scene = make_scene(budget_won=BUDGET)
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
