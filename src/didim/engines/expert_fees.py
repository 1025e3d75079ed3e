"""What a visit of an expert is paid, and what is withheld of a payment: whole won, nothing else.

Rates, travel and tax are given as a fee table (definitions/expert_fees.toml); here stands only the working.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MINUTES_AN_HOUR = 60
PER_MILLE = 1_000
# Tax is never asked for in smaller coin (국고금 관리법 제47조: parts below 10 won are dropped).
SMALLEST_TAX_WON = 10


class FeeTableError(ValueError):
    """A fee table is wrong, or has no such grade."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What a visit of up to `visit_hours` hours is paid in won, and each further whole hour."""

    visit_won: int
    visit_hours: int
    hour_won: int


@dataclass(frozen=True, slots=True)
class Travel:
    """A round sum in won up to `near_km`; each km beyond it is paid both ways."""

    near_won: int
    near_km: int
    km_won: int

    def of(self, km: float | None) -> int:
        """Return what a journey of `km` one way is paid, in whole km; None (not known) counts as near."""
        beyond = max(0, int(km) - self.near_km) if km is not None else 0
        return self.near_won + 2 * beyond * self.km_won


@dataclass(frozen=True, slots=True)
class OtherIncomeTax:
    """Tax on fees as other income, in per mille: so much is their cost, tax on the rest, local tax of that.

    Nothing is withheld of an income of up to `least_won` in one payment.
    """

    cost_per_mille: int
    income_per_mille: int
    local_per_mille_of_income: int
    least_won: int

    def of(self, fee_won: int) -> "Withheld":
        """Return what is withheld of fees paid at once; travel is not income and not part of them."""
        income = fee_won - fee_won * self.cost_per_mille // PER_MILLE
        if income <= self.least_won:
            return Withheld(0, 0)
        tax = _down(income * self.income_per_mille // PER_MILLE)
        return Withheld(tax, _down(tax * self.local_per_mille_of_income // PER_MILLE))


@dataclass(frozen=True, slots=True)
class Withheld:
    """Tax kept back, in won: of the state and of the district."""

    income_tax_won: int
    local_tax_won: int

    @property
    def won(self) -> int:
        """Both together."""
        return self.income_tax_won + self.local_tax_won


@dataclass(frozen=True, slots=True)
class VisitFee:
    """What one visit is paid, in won: the visit, its further hours and their rate, the journey."""

    visit_won: int
    more_hours: int
    hour_won: int
    travel_won: int

    @property
    def fee_won(self) -> int:
        """The fee without the journey."""
        return self.visit_won + self.more_hours * self.hour_won


@dataclass(frozen=True, slots=True)
class FeeTable:
    """Grades by key, how many hours of a visit are paid at most, journeys, and tax."""

    grades: Mapping[str, Grade]
    most_hours: int
    travel: Travel
    tax: OtherIncomeTax

    def fee(self, grade: str, *, minutes: int, km: float | None, same_district: bool) -> VisitFee:
        """Return what a visit of `minutes` is paid at a grade; within the same district no journey is.

        FeeTableError for a grade the table does not have.
        """
        if grade not in self.grades:
            raise FeeTableError(f"수당표에 '{grade}' 등급이 없습니다. 전문가 계약의 등급을 확인하세요.")
        rate = self.grades[grade]
        paid = min(minutes // MINUTES_AN_HOUR, self.most_hours)
        travel = 0 if same_district else self.travel.of(km)
        return VisitFee(rate.visit_won, max(0, paid - rate.visit_hours), rate.hour_won, travel)


def fee_table(values: Mapping[str, Any]) -> FeeTable:
    """Read a fee table from a definition's values; FeeTableError says what is wrong with it."""
    try:
        table = FeeTable(
            grades={
                key: Grade(*(_count(grade[name]) for name in ("visit_won", "visit_hours", "hour_won")))
                for key, grade in values["grades"].items()
            },
            most_hours=_count(values["most_hours"]),
            travel=Travel(*(_count(values["travel"][name]) for name in ("near_won", "near_km", "km_won"))),
            tax=OtherIncomeTax(
                *(
                    _count(values["tax"][name])
                    for name in (
                        "cost_per_mille",
                        "income_per_mille",
                        "local_per_mille_of_income",
                        "least_won",
                    )
                )
            ),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise FeeTableError(f"수당표를 읽을 수 없습니다: {error!r}") from error
    tax = table.tax
    if max(tax.cost_per_mille, tax.income_per_mille, tax.local_per_mille_of_income) > PER_MILLE:
        raise FeeTableError("수당표의 천분율은 1000을 넘을 수 없습니다.")
    if not table.grades:
        raise FeeTableError("수당표에 등급이 없습니다.")
    return table


def _count(number: Any) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise FeeTableError(f"수당표의 수는 0 이상의 정수여야 합니다: {number!r}")
    return number


def _down(won: int) -> int:
    return won // SMALLEST_TAX_WON * SMALLEST_TAX_WON
