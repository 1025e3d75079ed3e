"""Deals go through any sequence of acts: what counts is what was signed, by indicator, currency and country.

The test keeps its own account of what was said; after each act it is compared with the rows of results.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from didim.fairs.domain.deals import (
    SIGNED,
    DealSaid,
    advance_deal,
    answer_follow_up,
    cancel_contract,
    indicator_of,
)
from didim.fairs.domain.money import country_name, in_whole_units
from didim.fairs.domain.recording import Written, write_record
from didim.fairs.enums import DealStage, FairKind, Interest, Side
from didim.fairs.models import Deal, DealFollowUp
from didim.kernel.refusals import RefusedError
from didim.outcomes.models import Observation

from .conftest import AFTER, DAY

pytestmark = pytest.mark.django_db
LATER = AFTER + timedelta(days=366)
COUNTRIES = ("VN", "US", "KR")
which = st.integers(0, len(COUNTRIES))
stages, currencies = st.sampled_from(DealStage.values), st.sampled_from(["USD", "KRW", "JPY"])
# In minor units; none is said now and then, and what cannot be is said too.
amounts = st.none() | st.integers(-1, 50_000_000_00)
days = st.none() | st.integers(-2, 300)


class AnyDeals(RuleBasedStateMachine):
    """Deals of an export fair, and one of an investment fair, in a real database; rolled back at the end."""

    def __init__(self, make_fair: Any, take_part: Any, meet: Any, make_user: Any) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        export = make_fair()
        invest = make_fair("투자 상담회", agency=export.agency, kind=FairKind.INVESTMENT)
        held = []
        for at, country in enumerate(COUNTRIES):
            buyer = take_part(export, Side.PARTNER, name=f"구매자 {at}", country=country)
            held.append(meet(export, partner=buyer, firm=take_part(export, name=f"기업 {at}"), table=at))
        investor = take_part(invest, Side.PARTNER, name="한강벤처스", country="KR")
        held.append(meet(invest, partner=investor, firm=take_part(invest, name="새싹")))
        wanted = Written(Interest.CONTRACT_TALKS)
        for meeting in held:
            write_record(meeting=meeting, side=Side.FIRM, written=wanted, by=None, now=AFTER)
        self.deals = [meeting.deal.pk for meeting in held]
        self.by = make_user()
        self.signed: dict[tuple[int, str], tuple[str, str, str, Any]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def deal(self, at: int) -> Deal:
        return Deal.objects.select_related("fair").get(pk=self.deals[at])

    def attempt(self, act: Any, **given: Any) -> None:
        """Run an act; a refusal leaves the rows as they were."""
        before = list(Deal.objects.order_by("pk").values())
        try:
            with transaction.atomic():
                act(**given, now=LATER)
        except RefusedError:
            assert list(Deal.objects.order_by("pk").values()) == before

    def note(self, before: Deal) -> None:
        """Write down what stands signed, from the deal as it was and as it is."""
        deal = self.deal(self.deals.index(before.pk))
        if deal.stage not in SIGNED:
            return
        code = indicator_of(kind=deal.fair.kind, stage=deal.stage, country=deal.country)
        of = deal.counterpart if code == "investment" else country_name(deal.country)
        value = in_whole_units(deal.amount_minor, deal.currency)
        self.signed[deal.pk, deal.stage] = (code, deal.currency, of, value)

    @rule(at=which, stage=stages, amount=amounts, currency=currencies, day=days)
    def advance(self, at: int, stage: str, amount: int | None, currency: str, day: int | None) -> None:
        deal = self.deal(at)
        self.attempt(advance_deal, deal=deal, said=said(stage, amount, currency, day), by=self.by)
        self.note(deal)

    @rule(at=which, stage=stages, amount=amounts, currency=currencies, day=days, turn=st.integers(0, 2))
    def answer(
        self, at: int, stage: str, amount: int | None, currency: str, day: int | None, turn: int
    ) -> None:
        deal = self.deal(at)
        asked = DealFollowUp.objects.filter(deal=deal).order_by("months")[turn]
        written = said(stage, amount, currency, day)
        self.attempt(answer_follow_up, follow_up=asked, said=written, note="", by=self.by)
        self.note(deal)

    @rule(at=which)
    def take_back(self, at: int) -> None:
        deal = self.deal(at)
        self.attempt(cancel_contract, deal=deal, reason="구매사 사정", by=self.by)
        if deal.stage in SIGNED:
            assert self.deal(at).stage == DealStage.LOST
            del self.signed[deal.pk, deal.stage]

    @invariant()
    def what_counts_is_what_was_signed(self) -> None:
        counted: Counter[tuple[str, str, str]] = Counter()
        for row in Observation.objects.filter(is_effective=True).select_related("indicator"):
            counted[row.indicator.code, row.currency, row.breakdown] += row.value
        expected: Counter[tuple[str, str, str]] = Counter()
        for code, currency, of, value in self.signed.values():
            expected[code, currency, of] += value
        assert counted == expected

    @invariant()
    def every_deal_leads_to_its_row(self) -> None:
        for deal in Deal.objects.filter(stage__in=SIGNED).select_related("observation"):
            assert deal.observation is not None
            standing = Observation.objects.get(reference=deal.observation.reference, is_effective=True)
            assert standing.value == in_whole_units(deal.amount_minor, deal.currency)


def said(stage: str, amount: int | None, currency: str, day: int | None) -> DealSaid:
    signed_on = None if day is None else DAY + timedelta(days=day)
    return DealSaid(DealStage(stage), amount, currency if amount is not None else "", signed_on, "계약서")


def test_amounts_are_conserved_by_currency_through_any_sequence_of_acts(
    make_fair, take_part, meet, make_user
):
    run_state_machine_as_test(
        lambda: AnyDeals(make_fair, take_part, meet, make_user),
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
