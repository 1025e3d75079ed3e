"""A contract is locked before its state is read: two people who act at once follow one another."""

from django.utils.translation import gettext_lazy as _

from didim.agreements.enums import VoucherContractState
from didim.agreements.models import VoucherContract
from didim.kernel.refusals import refuse


def locked_in(contract: VoucherContract, *states: VoucherContractState) -> VoucherContract:
    """Return a contract, locked until the transaction ends; RefusedError in any other state."""
    locked = (
        VoucherContract.objects.select_for_update(of=("self",))
        .select_related("agency", "enterprise")
        .get(pk=contract.pk)
    )
    if locked.state not in states:
        sentence = _("지금은 할 수 없습니다. 이 계약은 '%(state)s' 상태입니다.")
        raise refuse("", sentence % {"state": locked.get_state_display()})
    return locked


def moved(
    contract: VoucherContract, before: VoucherContractState, after: VoucherContractState
) -> VoucherContract:
    """Return a contract, locked and moved from one state to another; RefusedError from any other state."""
    locked = locked_in(contract, before)
    locked.state = after
    locked.save(update_fields=["state"])
    return locked
