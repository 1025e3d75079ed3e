"""Shops before and after the first year of the centre for the self-employed (account S2)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from didim.outcomes.domain.observing import Said
from didim.outcomes.enums import Basis
from didim.registry.enums import EnterpriseStage
from didim.registry.models import Enterprise
from didim.support.domain.recording import SupportDetails
from didim.support.enums import SupportForm

from .ledger import Ledger
from .published import stated
from .shares import alike, share_out, uneven
from .world import World, pick_several

BEFORE, AFTER = date(2016, 1, 1), date(2017, 1, 1)
SHOPS = 8
MILLION = 1_000_000
LEAST_MORE = 0.12  # of a member's growth above the least one


def make_owner_results(world: World, ledger: Ledger, firms: Sequence[Enterprise]) -> None:
    """Note what shops sold before and after; who used the centre is `uses`'s."""
    _compare_shops(world, ledger, firms)


def _compare_shops(world: World, ledger: Ledger, firms: Sequence[Enterprise]) -> None:
    """Support four groups of shops in four ways, and observe them before and after."""
    dice = world.dice(45)
    old = [
        firm
        for firm in firms
        if firm.stage == EnterpriseStage.OPERATING
        and firm.opened_on
        and firm.opened_on < BEFORE
        and firm.legal_form == "sole"
    ]
    shops = pick_several(dice, old, 4 * SHOPS)
    groups = [shops[at : at + SHOPS] for at in range(0, len(shops), SHOPS)]
    clinic, managed, joined, founded = groups
    for name, code, figure, group in (
        ("자영업 클리닉", "net_income", "net-income-change", clinic),
        ("점포 운영 컨설팅", "sales", "sales-change", managed),
    ):
        before = _amounts(dice)
        change = stated("S2.9", figure).value
        after = share_out(int(sum(before) * (1 + change)), alike(dice, before, spread=0.05))
        _observe(world, ledger, name, code, group, {Basis.BEFORE: before, Basis.AFTER: after})
    before = _amounts(dice)
    least = float(1 + stated("S2.9", "sales-change-least").value)
    more = dice.uniform(0, LEAST_MORE, SHOPS).tolist()
    after = [round(amount * (least + growth)) for amount, growth in zip(before, more, strict=True)]
    _observe(world, ledger, "자영업 협업화", "sales", joined, {Basis.BEFORE: before, Basis.AFTER: after})
    expected = _amounts(dice)
    reached = round(sum(expected) * stated("S2.9", "sales-of-expected").value)
    after = share_out(reached, alike(dice, expected, spread=0.08))
    _observe(world, ledger, "창업 컨설팅", "sales", founded, {Basis.EXPECTED: expected, Basis.AFTER: after})


def _amounts(dice: np.random.Generator) -> list[int]:
    return [round(80 * MILLION * weight / 100) * 100 for weight in uneven(dice, SHOPS, spread=0.3)]


def _observe(
    world: World,
    ledger: Ledger,
    programme: str,
    code: str,
    shops: Sequence[Enterprise],
    amounts: dict[Basis, list[int]],
) -> None:
    agency = world.agencies["owners"]
    for shop in shops:
        details = SupportDetails(
            form=SupportForm.ADVICE,
            programme_name=programme,
            year=AFTER.year,
            received_on=AFTER + timedelta(days=30),
            evidence="상담 기록(예시)",
        )
        ledger.supported(agency, "shops", shop, details)
    for basis, values in amounts.items():
        first = BEFORE if basis == Basis.BEFORE else AFTER
        for shop, amount in zip(shops, values, strict=True):
            said = Said(
                code,
                first,
                date(first.year, 12, 31),
                Decimal(amount),
                basis=basis,
                currency="KRW",
                enterprise_id=shop.pk,
                programme_name=programme,
                evidence="판매기록(예시)",
            )
            ledger.observed(agency, f"shops-{basis}", said)
