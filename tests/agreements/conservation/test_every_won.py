"""Two agreements of one call live through any sequence of acts: no won appears, none is lost.

A state machine draws the acts: the budget moved between lines, the grant raised and lowered, expenditures
asked for, approved, released, refused, paid and refunded, parts of the grant paid, the end, the settlement,
what it does not allow and still owes, the recovery and its payments. After each act every counter is worked
out anew from the rows (`ledger`). An act that is refused must change nothing.
"""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from didim.agreements.domain.changing import approve_change, request_change
from didim.agreements.domain.checking import (
    approve_expenditure,
    check_expenditure,
    reject_expenditure,
    release_expenditure,
)
from didim.agreements.domain.expenditures import attach_evidence, request_expenditure, write_expenditure
from didim.agreements.domain.instalments import Part, pay_instalment, plan_instalments
from didim.agreements.domain.payments import pay_expenditure, refund_payment
from didim.agreements.domain.settling.paying import pay_settlement
from didim.agreements.domain.settling.recoveries import (
    RecoveryTerms,
    cancel_recovery,
    notify_recovery,
    record_payment,
)
from didim.agreements.domain.settling.reports import (
    hand_in_final_report,
    hand_in_use_report,
    open_settlement,
)
from didim.agreements.enums import EndKind, ExpenditureState, InstalmentState, PaymentMethod
from didim.agreements.models import Agreement, Expenditure, Recovery
from didim.kernel.refusals import RefusedError
from tests.agreements.builders import in_force, selected
from tests.agreements.settling.building import ENDED, REPORT, confirmed, disallowed, ended, render
from tests.agreements.spending import NOW, TODAY, details, make_file, officers, owner_of, terms
from tests.applications.builders import make_agency, make_firm
from tests.sign_in import make_firm_member, make_staff

from . import ledger

pytestmark = pytest.mark.django_db
ASKED = datetime(2026, 11, 3, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
DUE = date(2026, 12, 31)
# One call of 30 million won for two grants of 14 million: raising both does not fit.
CALL_WON, PROGRAMME_WON = 30_000_000, 29_000_000
FIRST = {
    ("materials", "raw_materials"): (7_000_000, 1_000_000, 0),
    ("training", "courses"): (7_000_000, 1_000_000, 0),
    ("wages", "employees"): (0, 0, 4_000_000),
}
EVIDENCE = {
    "materials": ("tax_invoice", "quote", "inspection", "supplier_registration", "supplier_account"),
    "training": ("tax_invoice", "course_material", "course_certificate"),
}
which = st.integers(0, 1)
pick = st.integers(0, 5)
amounts = st.integers(1, 8_000_000)


def after(what: str) -> Any:
    """Draw an act only after another one was tried."""
    return precondition(lambda machine: what in machine.seen)


class EveryWon(RuleBasedStateMachine):
    """Acts on the rows of a real database; every example is rolled back."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        agency = make_agency()
        for name in ("one", "two"):
            make_staff(agency, email=f"{name}@example.org")
        firms = [make_firm("갑", serial=1), make_firm("을", serial=2)]
        owners = [make_firm_member(firm, email=f"owner{firm.pk}@example.org") for firm in firms]
        budgets = {"call_budget": CALL_WON, "programme_budget": PROGRAMME_WON}
        first = selected(agency, firms[0], by=owners[0], now=NOW, award_won=18_000_000, **budgets)
        second = selected(agency, firms[1], by=owners[1], now=NOW, award_won=18_000_000, call=first.call)
        self.keys = [
            in_force(decision, by=owner, now=NOW, terms=terms(FIRST)).pk
            for decision, owner in ((first, owners[0]), (second, owners[1]))
        ]
        self.officer, self.second_officer = officers(self.agreement(0))
        self.serial = 0
        # What has come about: acts upon what is not there yet are not drawn.
        self.seen: set[str] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def agreement(self, which: int) -> Agreement:
        return Agreement.objects.select_related("version", "spending_limit", "agency", "enterprise").get(
            pk=self.keys[which]
        )

    def number(self) -> str:
        self.serial += 1
        return f"N{self.serial}"

    def expenditure(self, which: int, state: ExpenditureState, at: int) -> Expenditure | None:
        rows = list(Expenditure.objects.filter(agreement=self.keys[which], state=state).order_by("pk"))
        return rows[at % len(rows)] if rows else None

    def attempt(self, came: str, act: Any, **given: Any) -> None:
        """Run an act; a refusal leaves the rows as they were."""
        try:
            with transaction.atomic():
                act(**given)
        except RefusedError:
            return
        self.seen.add(came)

    @rule(which=which, code=st.sampled_from(sorted(EVIDENCE)), won=amounts)
    def ask(self, which: int, code: str, won: int) -> None:
        agreement, owner = self.agreement(which), owner_of(self.agreement(which))
        amounts = {"supply_won": won, "vat_won": 0, "charged_won": won}

        def handed_in() -> None:
            row = write_expenditure(
                agreement=agreement,
                expenditure=None,
                details=details(agreement, code, **amounts),
                by=owner,
            )
            file = make_file(agreement.enterprise, owner)
            for kind in EVIDENCE[code]:
                attach_evidence(expenditure=row, kind=kind, file=file, by=owner, now=ASKED)
            request_expenditure(expenditure=row, version=row.version, by=owner, now=ASKED)
            check_expenditure(expenditure=row, by=None, now=ASKED)

        self.attempt("asked", handed_in)

    @after("asked")
    @rule(which=which, at=pick)
    def approve(self, which: int, at: int) -> None:
        if row := self.expenditure(which, ExpenditureState.REQUESTED, at):
            check_expenditure(expenditure=row, by=self.officer, now=NOW)
            self.attempt("approved", approve_expenditure, expenditure=row, by=self.officer, now=NOW)

    @after("asked")
    @rule(which=which, at=pick)
    def refuse(self, which: int, at: int) -> None:
        if row := self.expenditure(which, ExpenditureState.REQUESTED, at):
            self.attempt(
                "refused", reject_expenditure, expenditure=row, answer="용도 밖", by=self.officer, now=NOW
            )

    @after("approved")
    @rule(which=which, at=pick)
    def release(self, which: int, at: int) -> None:
        if row := self.expenditure(which, ExpenditureState.APPROVED, at):
            self.attempt(
                "released", release_expenditure, expenditure=row, answer="취소", by=self.officer, now=NOW
            )

    @after("approved")
    @rule(which=which, at=pick)
    def pay(self, which: int, at: int) -> None:
        if row := self.expenditure(which, ExpenditureState.APPROVED, at):
            given = {"method": PaymentMethod.CARD, "paid_on": TODAY, "reference": self.number()}
            self.attempt("paid", pay_expenditure, expenditure=row, by=self.officer, now=NOW, **given)

    @after("paid")
    @rule(which=which, at=pick, won=amounts)
    def refund(self, which: int, at: int, won: int) -> None:
        if row := self.expenditure(which, ExpenditureState.PAID, at):
            payment = row.payments.get(kind="payment")
            given = {"amount_won": won, "paid_on": TODAY, "reference": self.number()}
            self.attempt("refunded", refund_payment, payment=payment, by=self.officer, now=NOW, **given)

    @rule(which=which, moved=st.integers(-7_000_000, 7_000_000))
    def move_between_lines(self, which: int, moved: int) -> None:
        agreement = self.agreement(which)
        budget = {
            (row.line.code, row.line.item): (row.grant_won, row.own_cash_won, row.own_in_kind_won)
            for row in agreement.version.amounts.select_related("line")
        }
        for key, sign in ((("materials", "raw_materials"), 1), (("training", "courses"), -1)):
            grant, cash, in_kind = budget.get(key, (0, 0, 0))
            budget[key] = (grant + sign * moved, cash, in_kind)
        self.amend(agreement, budget)

    @rule(which=which, grant=st.integers(1, 18), parts=st.integers(0, 10))
    def set_grant(self, which: int, grant: int, parts: int) -> None:
        """Raise or lower the grant to so many million won, with a tenth of it in own cash."""
        won = grant * 1_000_000
        first = won * parts // 10
        budget = {
            ("materials", "raw_materials"): (first, first // 10, 0),
            ("training", "courses"): (won - first, (won - first) // 10, 0),
            ("wages", "employees"): (0, 0, won // 10),
        }
        self.amend(self.agreement(which), {key: funds for key, funds in budget.items() if sum(funds)})

    def amend(self, agreement: Agreement, budget: Any) -> None:
        owner = owner_of(agreement)

        def amended() -> None:
            change = request_change(
                agreement=agreement,
                base=agreement.version,
                terms=terms(budget),
                reason="사업비 조정",
                by=owner,
                now=NOW,
            )
            approve_change(change=change, chosen={}, answer="", render=render, by=self.officer, now=NOW)

        self.attempt("amended", amended)

    @rule(which=which, share=st.integers(1, 9))
    def plan_parts(self, which: int, share: int) -> None:
        """Plan what is not paid yet in two parts."""
        agreement = self.agreement(which)
        left = agreement.version.grant_won - ledger.paid_of(agreement)
        first = left * share // 10
        parts = [Part(won, TODAY) for won in (first, left - first)]
        self.attempt("planned", plan_instalments, agreement=agreement, parts=parts, by=self.officer)

    @rule(which=which)
    def pay_part(self, which: int) -> None:
        part = self.agreement(which).instalments.filter(state=InstalmentState.PLANNED).first()
        if part is not None:
            given = {"paid_on": TODAY, "reference": self.number()}
            self.attempt("part paid", pay_instalment, instalment=part, by=self.officer, now=NOW, **given)

    @rule(which=which, interest=st.integers(0, 50_000))
    def end_and_report(self, which: int, interest: int) -> None:
        agreement, owner = self.agreement(which), owner_of(self.agreement(which))

        def reported() -> None:
            settlement = open_settlement(agreement=ended(agreement, ENDED, EndKind.EARLY), by=None, now=NOW)
            hand_in_final_report(agreement=agreement, text=REPORT, file=None, by=owner, now=LATER)
            hand_in_use_report(settlement=settlement, interest_won=interest, by=owner, now=LATER)

        self.attempt("reported", reported)

    @after("reported")
    @rule(which=which, at=pick, won=amounts)
    def disallow(self, which: int, at: int, won: int) -> None:
        settlement = getattr(self.agreement(which), "settlement", None)
        row = self.expenditure(which, ExpenditureState.PAID, at)
        if settlement is not None and row is not None:
            self.attempt("disallowed", disallowed, settlement=settlement, row=row, won=won)

    @after("reported")
    @rule(which=which)
    def settle(self, which: int) -> None:
        settlement = getattr(self.agreement(which), "settlement", None)
        if settlement is not None:
            self.attempt("settled", confirmed, settlement=settlement)

    @after("settled")
    @rule(which=which)
    def pay_what_is_owed(self, which: int) -> None:
        settlement = getattr(self.agreement(which), "settlement", None)
        if settlement is not None:
            given = {"paid_on": TODAY, "reference": self.number()}
            self.attempt(
                "rest paid", pay_settlement, settlement=settlement, by=self.officer, now=LATER, **given
            )

    @after("settled")
    @rule(which=which, whole=st.booleans())
    def notify(self, which: int, *, whole: bool) -> None:
        agreement, told = self.agreement(which), RecoveryTerms("정산 잔액", DUE, whole=whole)
        self.attempt(
            "notified",
            notify_recovery,
            agreement=agreement,
            terms=told,
            render=render,
            by=self.officer,
            now=LATER,
        )

    @after("notified")
    @rule(which=which, share=st.integers(1, 10))
    def pay_back(self, which: int, share: int) -> None:
        recovery = Recovery.objects.filter(agreement=self.keys[which]).exclude(state="cancelled").last()
        if recovery is None:
            return
        left = recovery.principal_won + recovery.interest_won - recovery.paid_won
        given = {"amount_won": -(-left * share // 10), "paid_on": TODAY, "reference": self.number()}
        self.attempt("paid back", record_payment, recovery=recovery, by=self.officer, now=LATER, **given)

    @after("notified")
    @rule(which=which)
    def take_notice_back(self, which: int) -> None:
        recovery = Recovery.objects.filter(agreement=self.keys[which]).last()
        if recovery is not None:
            self.attempt(
                "taken back", cancel_recovery, recovery=recovery, reason="정정", by=self.officer, now=LATER
            )

    @invariant()
    def every_counter_is_the_sum_of_its_rows(self) -> None:
        ledger.check_counters()

    @invariant()
    def every_won_of_a_grant_is_accounted_for(self) -> None:
        for at in range(len(self.keys)):
            agreement = self.agreement(at)
            ledger.check_agreement(agreement)
            ledger.check_ledger(agreement)
            if agreement.state == "settled":
                ledger.check_settled(agreement)


def test_money_is_conserved_through_any_sequence_of_acts() -> None:
    run_state_machine_as_test(
        EveryWon,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            deadline=None,
            # A sequence of this length is read without being shrunk, which takes minutes of database.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
