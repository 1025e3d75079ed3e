"""What of an agreement's money goes back: balance, disallowed, interest, less the grant never paid out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from didim.engines.settlement.rules import InterestShare, SettlementRule
from didim.kernel.wording import Text


class SettlementError(ValueError):
    """The amounts of a settlement contradict each other; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Funding:
    """An agreement's money as last agreed: the grant, the firm's own cash and its own in kind, in won."""

    grant_won: int
    own_cash_won: int = 0
    own_in_kind_won: int = 0

    def __post_init__(self) -> None:
        if min(self.grant_won, self.own_cash_won, self.own_in_kind_won) < 0:
            raise SettlementError("정부지원금과 자기부담금은 0원 이상이어야 합니다.")

    @property
    def total_won(self) -> int:
        """Grant and own contribution."""
        return self.grant_won + self.own_cash_won + self.own_in_kind_won


@dataclass(frozen=True, slots=True)
class LineSpending:
    """A budget line: what was planned, what was spent of it, and what of that is not allowed; in won."""

    key: str
    planned_won: int
    spent_won: int
    disallowed_won: int = 0

    def __post_init__(self) -> None:
        if min(self.planned_won, self.spent_won, self.disallowed_won) < 0:
            raise SettlementError("비목의 금액은 0원 이상이어야 합니다.")
        if self.disallowed_won > self.spent_won:
            raise SettlementError("불인정금은 집행액보다 클 수 없습니다.")

    @property
    def balance_won(self) -> int:
        """What was not spent; below 0 where a line was overrun."""
        return self.planned_won - self.spent_won

    @property
    def allowed_won(self) -> int:
        """What was spent and stands."""
        return self.spent_won - self.disallowed_won


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the working: what it is, how it was worked out, the amount in won, and the article."""

    key: str
    label: Text
    working: str
    amount_won: int
    source: str


@dataclass(frozen=True, slots=True)
class SettlementSheet:
    """A settlement worked out.

    `balance_share_won`, `disallowed_share_won` and `interest_share_won` are the government's; together, less
    `unpaid_grant_won` (agreed but never paid out), they are `net_won`. Above 0 it is what the firm gives back
    (`recovery_won`), below 0 what is still to be paid to it (`payable_won`). `rule` is the definition's id.
    """

    rule: str
    funding: Funding
    lines: tuple[LineSpending, ...]
    interest_won: int
    unpaid_grant_won: int
    balance_share_won: int
    disallowed_share_won: int
    interest_share_won: int
    steps: tuple[Step, ...] = ()

    @property
    def spent_won(self) -> int:
        """All that was spent."""
        return sum(line.spent_won for line in self.lines)

    @property
    def disallowed_won(self) -> int:
        """What of it is not allowed."""
        return sum(line.disallowed_won for line in self.lines)

    @property
    def balance_won(self) -> int:
        """What was not spent of the agreement's money."""
        return self.funding.total_won - self.spent_won

    @property
    def net_won(self) -> int:
        """What goes back, or below 0 is still to be paid."""
        shares = self.balance_share_won + self.disallowed_share_won + self.interest_share_won
        return shares - self.unpaid_grant_won

    @property
    def recovery_won(self) -> int:
        """What the firm gives back."""
        return max(self.net_won, 0)

    @property
    def payable_won(self) -> int:
        """What is still to be paid to the firm."""
        return max(-self.net_won, 0)


def settle(
    rule: SettlementRule,
    funding: Funding,
    lines: Iterable[LineSpending],
    *,
    unpaid_grant_won: int = 0,
    interest_won: int = 0,
) -> SettlementSheet:
    """Return the settlement of an agreement (창업사업화 지원사업 세부관리기준 표-8).

    The government's share of what was not spent or not allowed is rounded once; the share of what is not
    allowed is that less the share of the balance, so that the two always add up. Raises SettlementError when
    the lines do not add up to the funding, when more was spent than agreed, or when more grant is unpaid than
    was agreed.
    """
    lines = tuple(lines)
    whole, grant = funding.total_won, funding.grant_won
    planned, spent = sum(line.planned_won for line in lines), sum(line.spent_won for line in lines)
    _check(whole, planned, spent, grant, unpaid_grant_won, interest_won)
    balance, disallowed = whole - spent, sum(line.disallowed_won for line in lines)
    both = rule.share(balance + disallowed, grant, whole)
    balance_share = rule.share(balance, grant, whole)
    keeps_whole = rule.interest is InterestShare.WHOLE
    interest_share = interest_won if keeps_whole else rule.share(interest_won, grant, whole)
    sheet = SettlementSheet(
        rule=rule.id,
        funding=funding,
        lines=lines,
        interest_won=interest_won,
        unpaid_grant_won=unpaid_grant_won,
        balance_share_won=balance_share,
        disallowed_share_won=both - balance_share,
        interest_share_won=interest_share,
    )
    return replace(sheet, steps=_steps(sheet, rule))


def _check(whole: int, planned: int, spent: int, grant: int, unpaid: int, interest: int) -> None:
    if planned != whole:
        raise SettlementError(f"비목 합계 {planned:,}원이 총사업비 {whole:,}원과 다릅니다.")
    if spent > whole:
        raise SettlementError(f"집행액 {spent:,}원이 총사업비 {whole:,}원보다 큽니다.")
    if not 0 <= unpaid <= grant:
        raise SettlementError("지급하지 않은 정부지원금은 0원부터 정부지원금까지여야 합니다.")
    if interest < 0:
        raise SettlementError("이자는 0원 이상이어야 합니다.")


def _steps(sheet: SettlementSheet, rule: SettlementRule) -> tuple[Step, ...]:
    funding, sources = sheet.funding, rule.sources
    ratio = f"× {funding.grant_won:,} ÷ ({funding.grant_won:,} + {funding.total_won - funding.grant_won:,})"
    both = sheet.balance_won + sheet.disallowed_won
    interest = "" if rule.interest is InterestShare.WHOLE else f" {ratio}"
    return (
        Step(
            "balance",
            Text("정산잔액의 정부 회수액", "Government's share of the balance"),
            f"{sheet.balance_won:,} {ratio}",
            sheet.balance_share_won,
            f"{sources['recovery']}; {sources['rounding']}",
        ),
        Step(
            "disallowed",
            Text("불인정금의 정부지분", "Government's share of what is not allowed"),
            f"({sheet.balance_won:,} + {sheet.disallowed_won:,} = {both:,}) {ratio}"
            f" − {sheet.balance_share_won:,}",
            sheet.disallowed_share_won,
            sources["disallowed"],
        ),
        Step(
            "interest",
            Text("발생 이자", "Interest earned"),
            f"{sheet.interest_won:,}{interest}",
            sheet.interest_share_won,
            sources["interest"],
        ),
        Step(
            "unpaid",
            Text("지급하지 않은 정부지원금", "Grant never paid out"),
            f"− {sheet.unpaid_grant_won:,}",
            -sheet.unpaid_grant_won,
            sources["unpaid"],
        ),
    )


def whole_recovery(*, paid_won: int, returned_won: int = 0) -> int:
    """Return what is taken back when the whole grant is (전액 환수): what was paid and not yet given back."""
    if not 0 <= returned_won <= paid_won:
        raise SettlementError("반납액은 0원부터 지급액까지여야 합니다.")
    return paid_won - returned_won
