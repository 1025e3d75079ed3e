"""All agreements of a call at once, the second payment of some of them, and what is late."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from didim.accounts.models import OutboundMessage
from didim.agreements.domain.batches import carry_on, start_drafting, start_offering
from didim.agreements.domain.budget_templates import Share, budget_of
from didim.agreements.domain.gates import open_gate
from didim.agreements.domain.instalments import Part
from didim.agreements.domain.overdue import tell_overdue
from didim.agreements.domain.second_stage import confirm_second_stage, score_gates
from didim.agreements.enums import AgreementState, BatchState, GateKind, GateOutcome, InstalmentState
from didim.agreements.models import Agreement, Instalment
from didim.kernel.refusals import RefusedError
from didim.registry.enums import AgencyRole
from tests.sign_in import make_staff

from .builders import PACK, in_force, render, selected

SHARES = [Share("materials", "", Decimal(60), Decimal(5)), Share("travel", "domestic", Decimal(40))]


@given(st.integers(1, 10**10), st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(0, 10))
def test_budget_gives_the_award_to_the_won(award, weights, cash):
    whole = sum(weights)
    parts = [(Decimal(weight) * 100 / whole).quantize(Decimal("0.01")) for weight in weights]
    parts[0] += 100 - sum(parts)
    shares = [Share(f"line-{at}", "", part, Decimal(cash * (at == 0))) for at, part in enumerate(parts)]
    lines = budget_of(shares, award_won=award)
    assert sum(line.grant_won for line in lines) == award
    total = sum(line.total_won for line in lines)
    assert 0 <= total * cash - 100 * sum(line.own_cash_won for line in lines) < 100


def test_shares_below_the_whole_grant_are_refused():
    with pytest.raises(RefusedError, match="100%"):
        budget_of([Share("materials", "", Decimal(90))], award_won=1000)


@pytest.fixture
def three(make_agency, make_firm, make_user):
    """Three decisions of one call, with who made them."""
    agency, by, now = make_agency(), make_user(), timezone.now()
    first = selected(agency, make_firm(), by=by, now=now, call_budget=200_000_000)
    others = [selected(agency, make_firm(), by=by, now=now, call=first.call) for _each in range(2)]
    return [first, *others], by, now


def _drafting(decisions, by, now):
    today = timezone.localdate()
    return start_drafting(
        call=decisions[0].call,
        starts_on=today,
        ends_on=today + timedelta(days=200),
        rule_pack_id=PACK,
        shares=SHARES,
        by=by,
        now=now,
    )


@pytest.mark.django_db
def test_batch_drafts_and_offers_every_agreement_of_a_call(three):
    decisions, by, now = three
    batch = _drafting(decisions, by, now)
    assert not carry_on(batch_id=batch.pk, render=render, now=now, limit=2)
    with pytest.raises(RefusedError, match="한꺼번에"):
        start_offering(call=decisions[0].call, by=by, now=now)
    assert carry_on(batch_id=batch.pk, render=render, now=now, limit=2)
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.refused) == (BatchState.DONE, 3, [])
    assert [one.version.grant_won for one in Agreement.objects.all()] == [40_000_000] * 3
    offers = start_offering(call=decisions[0].call, by=by, now=now)
    assert carry_on(batch_id=offers.pk, render=render, now=now, limit=5)
    assert {one.state for one in Agreement.objects.all()} == {AgreementState.OFFERED}


@pytest.mark.django_db
def test_firm_without_an_award_is_passed_over_and_named(three):
    decisions, by, now = three
    type(decisions[1]).objects.filter(pk=decisions[1].pk).update(amount_won=None)
    batch = _drafting(decisions, by, now)
    assert carry_on(batch_id=batch.pk, render=render, now=now, limit=5)
    batch.refresh_from_db()
    assert batch.done == 2
    assert [name for _firm, name, _sentence in batch.refused] == [decisions[1].enterprise.name]


@pytest.fixture
def examined(three):
    """Agreements of the three, each with a second part that waits for its midterm examination."""
    decisions, by, now = three
    gates = []
    for decision in decisions:
        agreement = in_force(decision, by=by, now=now, parts=(Part(40_000_000, date(2027, 1, 4)),))
        gate = open_gate(agreement=agreement, kind=GateKind.MIDTERM, due_on=date(2027, 2, 1), by=by)
        Instalment.objects.filter(agreement=agreement).update(gate=gate)
        gates.append(gate)
    return decisions[0].call, gates, by, now


@pytest.mark.django_db
def test_half_of_those_scored_goes_on_to_the_second_payment(examined):
    call, gates, by, now = examined
    points = dict(zip((gate.pk for gate in gates), (Decimal(70), Decimal(90), Decimal(80)), strict=True))
    score_gates(call=call, points=points, by=by)
    chosen = {gates[1].pk, gates[2].pk}
    assert confirm_second_stage(call=call, chosen=chosen, reason="", by=by, now=now) == (2, 1)
    for gate in gates:
        gate.refresh_from_db()
    assert {gate.outcome for gate in gates} == {GateOutcome.CONTINUE}
    assert "70점" in gates[0].opinion
    states = [gate.instalments.get().state for gate in gates]
    assert states == [InstalmentState.CANCELLED, InstalmentState.PLANNED, InstalmentState.PLANNED]


@pytest.mark.django_db
def test_choice_against_the_points_needs_a_reason(examined):
    call, gates, by, now = examined
    score_gates(call=call, points={gate.pk: Decimal(50 + at) for at, gate in enumerate(gates)}, by=by)
    with pytest.raises(RefusedError, match="까닭"):
        confirm_second_stage(call=call, chosen={gates[0].pk}, reason=" ", by=by, now=now)
    confirm_second_stage(call=call, chosen={gates[0].pk}, reason="위원회 의결", by=by, now=now)
    gates[0].refresh_from_db()
    assert gates[0].opinion.endswith("위원회 의결")


@pytest.mark.django_db
def test_points_out_of_range_are_refused(examined):
    call, gates, by, _now = examined
    with pytest.raises(RefusedError, match="점수는"):
        score_gates(call=call, points={gates[0].pk: Decimal(-1)}, by=by)


@pytest.mark.django_db
def test_officer_is_told_once_of_an_agreement_past_its_end(three):
    decisions, _by, now = three
    officer = make_staff(decisions[0].agency, AgencyRole.OFFICER)
    in_force(decisions[0], by=officer, now=now)
    assert tell_overdue(now=now, site="") == 0
    later = now + timedelta(days=400)
    assert (tell_overdue(now=later, site="https://x"), tell_overdue(now=later, site="https://x")) == (1, 0)
    message = OutboundMessage.objects.get(template="agreement-late")
    assert (message.recipient, "협약기간이 끝났습니다" in message.subject) == (officer, True)
