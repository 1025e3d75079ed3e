"""Agreements of the decided call: at each step, the owner's with money paid and a request that waits."""

from collections import Counter

import pytest
from django.urls import reverse

from didim.accounts.models import User
from didim.agreements.domain.checking import latest_findings
from didim.agreements.enums import (
    AgreementState,
    ExpenditureState,
    InstalmentState,
    RecoveryState,
    SanctionKind,
)
from didim.agreements.models import Agreement, Asset, Expenditure, Recovery, SpendingLimit
from didim.registry.models import EnterpriseMember
from didim.selection.enums import Outcome
from didim.support.models import SupportRecord
from tests.sign_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def own() -> Agreement:
    owner = EnterpriseMember.objects.get(role="owner")
    return Agreement.objects.get(enterprise=owner.enterprise)


def test_agreements_stand_at_every_step() -> None:
    states = Counter(Agreement.objects.values_list("state", flat=True))
    assert states == {
        AgreementState.ACTIVE: 4,
        AgreementState.OFFERED: 2,
        AgreementState.DRAFT: 2,
        AgreementState.SETTLED: 1,
        AgreementState.COMPLETED: 1,
        AgreementState.TERMINATED: 1,
    }
    assert {one.decision.outcome for one in Agreement.objects.select_related("decision")} == {
        Outcome.SELECTED
    }


def test_first_part_of_the_grant_is_paid_where_both_have_signed(own: Agreement) -> None:
    states = list(own.instalments.order_by("number").values_list("state", flat=True))
    assert states == [InstalmentState.PAID, InstalmentState.PLANNED]
    assert own.version.signatures.count() == 2
    assert SupportRecord.objects.filter(reference=f"agreement-{own.pk}").count() == 1


def test_owner_has_bought_once_and_waits_for_a_word_on_the_second_purchase(own: Agreement) -> None:
    paid, waiting = Expenditure.objects.filter(agreement=own).order_by("number")
    assert (paid.state, waiting.state) == (ExpenditureState.PAID, ExpenditureState.REQUESTED)
    assert latest_findings(waiting)
    limit = SpendingLimit.objects.get(agreement=own)
    assert 0 < limit.spent_won == limit.committed_won < limit.limit_won


def test_owner_and_officer_reach_the_agreement(own: Agreement) -> None:
    owner = sign_in(User.objects.get(email="owner@hanbit.example"))
    assert own.title in owner.get(reverse("portal:agreement-detail", args=[own.pk])).content.decode()
    officer = sign_in(User.objects.get(email="officer@hanbit.example"), second_factor=True)
    assert own.number in officer.get(reverse("workbench:agreement-detail", args=[own.pk])).content.decode()


def test_settled_agreement_pays_back_in_parts_and_its_line_of_the_ledger_follows() -> None:
    recovery = Recovery.objects.get(agreement__state=AgreementState.SETTLED)
    assert (recovery.state, recovery.instalments.count()) == (RecoveryState.IN_INSTALMENTS, 6)
    result = recovery.agreement.settlement.result
    # 38,000,000 agreed, 12,100,000 spent, 1,100,000 of it not allowed, 18,000,000 of 30,000,000 paid out.
    assert recovery.principal_won == 27_000_000 * 30 // 38 - 12_000_000 == result["principal_won"]
    line = SupportRecord.objects.get(reference=f"agreement-{recovery.agreement_id}")
    assert line.amount_won == 18_000_000 - recovery.paid_won < 18_000_000


def test_firm_that_gave_up_is_warned_barred_and_pays_everything_back() -> None:
    agreement = Agreement.objects.get(state=AgreementState.TERMINATED)
    kinds = list(agreement.sanctions.order_by("pk").values_list("kind", "months"))
    assert kinds == [(SanctionKind.WARNING, 0), (SanctionKind.BAR, 12)]
    assert agreement.recoveries.get().principal_won == 18_000_000


def test_machines_are_followed_and_a_supplier_is_barred(own: Agreement) -> None:
    assert Asset.objects.filter(last_seen_on__isnull=False).count() == 2
    assert own.banned.get().rule == "spouse"
