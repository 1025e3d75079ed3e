"""Rules over won and days."""

from dataclasses import dataclass

from didim.engines.expenditure.facts import Case, Stage
from didim.engines.expenditure.findings import Judgement, failed, passed, unclear
from didim.engines.expenditure.money import ahead_of_plan, split_paid, won


@dataclass(frozen=True, slots=True)
class WithinLine:
    """No more than what is left on the budget line."""

    def judge(self, case: Case) -> Judgement:
        """Compare with the line's remainder."""
        planned = case.budget.lines.get(case.expenditure.line, 0)
        left = planned - case.spent.lines.get(case.expenditure.line, 0)
        asked = case.expenditure.funds.total
        ko = f"비목 예산 {won(planned).ko} 중 남은 금액 {won(left).ko}, 신청 {won(asked).ko}"
        en = f"{won(left).en} left of {won(planned).en} on this line; asked for {won(asked).en}"
        if asked > left:
            return failed(f"{ko}: {won(asked - left).ko} 초과", f"{en}: {won(asked - left).en} too much")
        return passed(ko, en)


@dataclass(frozen=True, slots=True)
class SourceLimit:
    """No more than what is left of the grant, of the own cash and of the contribution in kind."""

    def judge(self, case: Case) -> Judgement:
        """Compare source by source."""
        planned, spent, asked = case.budget.funds, case.spent.funds, case.expenditure.funds
        over = [
            (name, amount - left)
            for name, amount, left in (
                (("정부지원금", "grant"), asked.grant, planned.grant - spent.grant),
                (("현금", "own cash"), asked.cash, planned.cash - spent.cash),
                (("현물", "in kind"), asked.in_kind, planned.in_kind - spent.in_kind),
            )
            if amount > left
        ]
        if over:
            ko = ", ".join(f"{name[0]} {won(by).ko}" for name, by in over)
            en = ", ".join(f"{name[1]} {won(by).en}" for name, by in over)
            return failed(f"재원 잔액 초과: {ko}", f"More than is left: {en}")
        left_won = planned.total - spent.total - asked.total
        return passed(f"집행 후 남는 사업비 {won(left_won).ko}", f"{won(left_won).en} of the budget stays")


@dataclass(frozen=True, slots=True)
class FundingShare:
    """Grant and own cash are paid in the planned ratio, counted over everything paid so far."""

    def judge(self, case: Case) -> Judgement | None:
        """Compare to the won; only the rounding of less than one won is free."""
        asked = case.expenditure.funds
        planned = case.budget.funds
        if not asked.paid:
            return None
        ahead = ahead_of_plan(planned, case.spent.funds + asked)
        due = split_paid(planned, case.spent.funds, asked.paid)
        ko = f"재원비율에 맞는 정부지원금은 {won(due.grant).ko}, 신청은 {won(asked.grant).ko}"
        en = f"The planned ratio gives a grant of {won(due.grant).en}; asked for {won(asked.grant).en}"
        if ahead >= 1 and asked.grant > due.grant:
            return failed(ko, en)
        if ahead <= -1 and asked.grant < due.grant:
            return unclear(f"{ko}(정부지원금이 덜 집행됨)", f"{en} (less grant than planned)")
        return passed(ko, en)


@dataclass(frozen=True, slots=True)
class NoVat:
    """VAT is not borne by the project."""

    def judge(self, case: Case) -> Judgement:
        """Compare what is charged with the price without VAT."""
        asked_won, supply_won = case.expenditure.funds.total, case.expenditure.supply_won
        asked, supply, vat = won(asked_won), won(supply_won), won(case.expenditure.vat_won)
        ko = f"공급가액 {supply.ko}, 부가세 {vat.ko}, 신청 {asked.ko}"
        en = f"Price without VAT {supply.en}, VAT {vat.en}, asked {asked.en}"
        return failed(ko, en) if asked_won > supply_won else passed(ko, en)


@dataclass(frozen=True, slots=True)
class NoRefundedCustoms:
    """Customs that come back are not borne by the project; founders without a business may be excepted."""

    except_pre_founder: bool

    def judge(self, case: Case) -> Judgement | None:
        """Compare what is charged with the price less the refund."""
        refund = case.expenditure.customs_refund_won
        if not refund:
            return None
        asked, bearable = case.expenditure.funds.total, max(case.expenditure.supply_won - refund, 0)
        ko = f"환급 관세 {won(refund).ko}을 뺀 인정 금액 {won(bearable).ko}, 신청 {won(asked).ko}"
        en = f"{won(bearable).en} without refunded customs of {won(refund).en}; asked for {won(asked).en}"
        if asked <= bearable:
            return passed(ko, en)
        if self.except_pre_founder and case.facts.pre_founder:
            return passed(f"{ko}: 예비창업자 예외", f"{en}: excepted, founder without a business")
        if self.except_pre_founder and case.facts.pre_founder is None:
            return unclear(f"{ko}: 예비창업자 여부 확인", f"{en}: was there a business before?")
        return failed(ko, en)


@dataclass(frozen=True, slots=True)
class AdvanceLimit:
    """An advance is at most so many percent of the contract; from an amount on it is insured."""

    most_percent: int
    insured_from_won: int
    guarantee: str  # the kind of evidence

    def judge(self, case: Case) -> Judgement | None:
        """Look at what is paid before delivery only."""
        advance, whole = case.expenditure.advance_won, case.expenditure.whole_won
        if not advance:
            return None
        ko = f"계약금액 {won(whole).ko}의 {self.most_percent}% 이내, 선금 {won(advance).ko}"
        en = f"At most {self.most_percent}% of {won(whole).en}; the advance is {won(advance).en}"
        if case.expenditure.stage is Stage.ADVANCE and case.expenditure.contract_won is None:
            return unclear(
                "선금의 계약금액이 입력되지 않음", "The price of the whole contract is not entered"
            )
        if advance * 100 > whole * self.most_percent:
            return failed(ko, en)
        if advance >= self.insured_from_won and self.guarantee not in case.facts.evidence:
            floor = won(self.insured_from_won)
            return failed(
                f"선금 {won(advance).ko}: {floor.ko} 이상은 선급금보증보험이 필요함",
                f"An advance of {won(advance).en} needs guarantee insurance (from {floor.en})",
            )
        return passed(ko, en)


@dataclass(frozen=True, slots=True)
class UsePeriod:
    """What is paid for is delivered and used within the agreement."""

    def judge(self, case: Case) -> Judgement:
        """Compare the days."""
        asked, budget = case.expenditure, case.budget
        ko = f"이용 {asked.used_from} ~ {asked.used_to}, 협약기간 {budget.starts_on} ~ {budget.ends_on}"
        en = f"Used {asked.used_from} to {asked.used_to}; agreement {budget.starts_on} to {budget.ends_on}"
        inside = budget.starts_on <= asked.used_from <= asked.used_to <= budget.ends_on
        return passed(ko, en) if inside else failed(ko, en)
