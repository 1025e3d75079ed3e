"""Rules over evidence, quotes, prior approvals and means of payment."""

from collections.abc import Mapping
from dataclasses import dataclass

from didim.engines.expenditure.facts import Case, Stage
from didim.engines.expenditure.findings import Judgement, failed, passed
from didim.engines.expenditure.money import won
from didim.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class Threshold:
    """From what price of the whole contract a rule holds: "from" includes the amount, "above" does not."""

    won: int
    including: bool
    with_vat: bool

    def reached(self, case: Case) -> bool:
        """Tell whether the contract is large enough."""
        price = self.price(case)
        return price >= self.won if self.including else price > self.won

    def price(self, case: Case) -> int:
        """Return what is compared; a larger contract has the same part of VAT as its invoice."""
        asked = case.expenditure
        if self.with_vat:
            return asked.whole_won
        if not asked.invoice_won:
            return 0
        # Rounded up: a contract at the threshold is never taken for one below it.
        return -(-asked.whole_won * asked.supply_won // asked.invoice_won)

    def words(self, case: Case) -> Text:
        """Return the comparison in words."""
        price, limit = won(self.price(case)), won(self.won)
        vat_ko, vat_en = ("부가세 포함", "VAT included") if self.with_vat else ("부가세 별도", "without VAT")
        bound_ko, bound_en = ("이상", "from") if self.including else ("초과", "above")
        return Text(
            f"계약금액 {price.ko}({vat_ko}), 기준 {limit.ko} {bound_ko}",
            f"Contract {price.en} ({vat_en}); the rule holds {bound_en} {limit.en}",
        )


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """Kinds of evidence that must be there at each stage."""

    stages: Mapping[Stage, tuple[str, ...]]
    names: Mapping[str, Text]

    def needed(self, stage: Stage) -> tuple[str, ...]:
        """Return the kinds needed at a stage."""
        return self.stages.get(stage, ())

    def judge(self, case: Case) -> Judgement | None:
        """Name what is missing."""
        needed = self.needed(case.expenditure.stage)
        if not needed:
            return None
        missing = [self.names[key] for key in needed if key not in case.facts.evidence]
        if missing:
            ko = ", ".join(one.ko for one in missing)
            return failed(f"없는 증빙: {ko}", f"Missing: {', '.join(one.en for one in missing)}")
        ko = ", ".join(self.names[key].ko for key in needed)
        en = ", ".join(self.names[key].en for key in needed)
        return passed(f"제출됨: {ko}", f"Handed in: {en}")


@dataclass(frozen=True, slots=True)
class Quotes:
    """From a price on, so many quotes to compare."""

    threshold: Threshold
    least: int

    def judge(self, case: Case) -> Judgement:
        """Count the quotes."""
        words = self.threshold.words(case)
        if not self.threshold.reached(case):
            return passed(f"{words.ko}: 비교견적 대상 아님", f"{words.en}: no comparison needed")
        have = case.expenditure.quotes
        ko = f"{words.ko}: 견적서 {self.least}개 이상 필요, {have}개 제출"
        en = f"{words.en}: at least {self.least} quotes, {have} handed in"
        return passed(ko, en) if have >= self.least else failed(ko, en)


@dataclass(frozen=True, slots=True)
class Approval:
    """From a price on (None: always), a prior approval must be on record."""

    approval: str
    name: Text
    threshold: Threshold | None

    def judge(self, case: Case) -> Judgement:
        """Look for the approval."""
        words = (
            self.threshold.words(case) if self.threshold else Text("사전 승인 대상", "Prior approval needed")
        )
        if self.threshold and not self.threshold.reached(case):
            return passed(f"{words.ko}: {self.name.ko} 대상 아님", f"{words.en}: {self.name.en} not needed")
        if self.approval in case.facts.approvals:
            return passed(f"{words.ko}: {self.name.ko} 있음", f"{words.en}: {self.name.en} on record")
        return failed(f"{words.ko}: {self.name.ko} 없음", f"{words.en}: no {self.name.en} on record")


@dataclass(frozen=True, slots=True)
class Means:
    """Money is paid by the means that leave a trace; what is in kind is not paid at all."""

    allowed: Mapping[str, Text]

    def judge(self, case: Case) -> Judgement | None:
        """Look at how it is paid."""
        if not case.expenditure.funds.paid:
            return None
        means = self.allowed.get(case.expenditure.means)
        if means:
            return passed(f"지급 방법: {means.ko}", f"Paid by: {means.en}")
        ko = ", ".join(one.ko for one in self.allowed.values())
        en = ", ".join(one.en for one in self.allowed.values())
        return failed(f"인정되는 지급 방법: {ko}", f"To be paid by: {en}")
