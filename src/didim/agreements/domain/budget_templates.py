"""A call's usual budget: each line's part of the money, laid over the award of any firm."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import Problem, RefusedError

from .terms import LineAmount

_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """A line's part in percent: of the grant, and of the whole budget for what the firm brings."""

    code: str
    item: str = ""
    grant: Decimal = Decimal()
    own_cash: Decimal = Decimal()
    own_in_kind: Decimal = Decimal()


def template_problems(shares: Sequence[Share]) -> list[Problem]:
    """Return what keeps shares from being a budget: the grant's must be 100 % together, the firm's below."""
    if sum((share.grant for share in shares), Decimal()) != _WHOLE:
        return [Problem("shares", _("정부지원금의 비율을 모두 더하면 100%여야 합니다."))]
    if _own(shares) >= _WHOLE:
        return [Problem("shares", _("자기부담 비율의 합은 100%보다 작아야 합니다."))]
    return []


def budget_of(shares: Sequence[Share], *, award_won: int) -> tuple[LineAmount, ...]:
    """Return the lines of a budget whose grant is the award, to the won; lines without money are left out.

    Parts are rounded down, the rest of the grant goes to the first line with a grant. RefusedError for what
    `template_problems` finds.
    """
    if problems := template_problems(shares):
        raise RefusedError(problems)
    whole = Decimal(award_won) * _WHOLE / (_WHOLE - _own(shares))
    grants = [_part(Decimal(award_won), share.grant) for share in shares]
    first = next(at for at, share in enumerate(shares) if share.grant)
    grants[first] += award_won - sum(grants)
    lines = [
        LineAmount(share.code, share.item, won, _part(whole, share.own_cash), _part(whole, share.own_in_kind))
        for share, won in zip(shares, grants, strict=True)
    ]
    return tuple(line for line in lines if line.total_won)


def as_rows(shares: Sequence[Share]) -> list[dict[str, str]]:
    """Return shares as JSON keeps them, percents as text."""
    return [{name: str(value) for name, value in asdict(share).items()} for share in shares]


def from_rows(rows: Sequence[Mapping[str, Any]]) -> list[Share]:
    """Return the shares that `as_rows` kept."""
    return [
        Share(
            row["code"],
            row["item"],
            *(Decimal(row[name]) for name in ("grant", "own_cash", "own_in_kind")),
        )
        for row in rows
    ]


def _own(shares: Sequence[Share]) -> Decimal:
    return sum((share.own_cash + share.own_in_kind for share in shares), Decimal())


def _part(whole: Decimal, percent: Decimal) -> int:
    return int((whole * percent / _WHOLE).to_integral_value(ROUND_FLOOR))
