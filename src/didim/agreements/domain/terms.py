"""What an agreement says: period, money by source, budget by line, plan; and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from didim.agreements.models import AgreementVersion, BudgetAmount
from didim.engines.expenditure import Funds, RulePack, load_pack, shipped_packs
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.kernel.refusals import Problem

_SOURCES = (
    ("grant", _("정부지원금")),
    ("own_cash", _("자기부담 현금")),
    ("own_in_kind", _("자기부담 현물")),
)


@dataclass(frozen=True, slots=True)
class LineAmount:
    """What a budget line (with its sub-item, "" for the whole line) gets from each source, in won."""

    code: str
    item: str = ""
    grant_won: int = 0
    own_cash_won: int = 0
    own_in_kind_won: int = 0
    basis: str = ""

    @property
    def key(self) -> str:
        """Return what names the line within a budget."""
        return f"{self.code}/{self.item}" if self.item else self.code

    @property
    def funds(self) -> Funds:
        """Return its won by source. ValueError below zero."""
        return Funds(self.grant_won, self.own_cash_won, self.own_in_kind_won)

    @property
    def total_won(self) -> int:
        """Return all three sources together."""
        return self.grant_won + self.own_cash_won + self.own_in_kind_won


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """The terms of one version; money follows from its lines."""

    title: str
    starts_on: date
    ends_on: date
    lines: tuple[LineAmount, ...]
    plan: Mapping[str, Any]

    @property
    def funds(self) -> Funds:
        """Return won by source over all lines."""
        return sum((line.funds for line in self.lines), Funds())


def definition_of(day: date) -> DefinitionVersion:
    """Return the definition "agreement" in force on a day."""
    return shipped_definitions().as_of("agreement", day)


def rule_pack(pack_id: str) -> RulePack:
    """Return the rule pack an agreement keeps ("startup-funds@2024-01-01")."""
    name, _at, first_day = pack_id.partition("@")
    definition = shipped_packs()[name]
    return load_pack(definition, definition.as_of(date.fromisoformat(first_day)))


def terms_of(version: AgreementVersion) -> AgreementTerms:
    """Return the terms a version stands for."""
    amounts = BudgetAmount.objects.filter(version=version).select_related("line").order_by("line_id")
    return AgreementTerms(
        title=version.agreement.title,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        lines=tuple(
            LineAmount(
                amount.line.code,
                amount.line.item,
                amount.grant_won,
                amount.own_cash_won,
                amount.own_in_kind_won,
                amount.basis,
            )
            for amount in amounts
        ),
        plan=version.plan,
    )


def terms_problems(
    terms: AgreementTerms, *, pack: RulePack, definition: DefinitionVersion, award_won: int | None
) -> list[Problem]:
    """Return what keeps terms from being offered: lines, shares of the sources, the award, the period.

    `award_won`: the most the decision gives (None: no bound). Shares of the sources by the definition
    "agreement" (통합관리지침: 정부지원금 70~100%, 현금 0~10%, 현물 0~20%).
    """
    problems = []
    if not terms.title.strip():
        problems.append(Problem("title", _("과제명을 적어 주세요.")))
    if terms.ends_on < terms.starts_on:
        problems.append(Problem("ends_on", _("종료일이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요.")))
    problems += _line_problems(terms.lines, pack)
    if any(problem.field.startswith("lines") for problem in problems):
        return problems
    return problems + _money_problems(terms.funds, definition, award_won)


def _line_problems(lines: Iterable[LineAmount], pack: RulePack) -> list[Problem]:
    problems = []
    seen = set()
    for number, line in enumerate(lines, 1):
        field = f"lines.{number}"
        known = pack.line(line.code)
        if known is None or (line.item and known.sub_item(line.item) is None):
            problems.append(Problem(field, _("집행 기준에 없는 비목입니다. 비목을 목록에서 골라 주세요.")))
        if line.key in seen:
            problems.append(Problem(field, _("같은 비목이 두 번 있습니다. 금액을 한 줄로 합쳐 주세요.")))
        seen.add(line.key)
        if min(line.grant_won, line.own_cash_won, line.own_in_kind_won) < 0:
            problems.append(Problem(field, _("금액은 0원 이상이어야 합니다.")))
    if not seen:
        problems.append(Problem("lines", _("비목을 하나 이상 적어 주세요.")))
    return problems


def _money_problems(funds: Funds, definition: DefinitionVersion, award_won: int | None) -> list[Problem]:
    if not funds.total:
        return [Problem("lines", _("사업비가 0원입니다. 비목별 금액을 적어 주세요."))]
    problems = []
    if award_won is not None and funds.grant > award_won:
        sentence = _(
            "정부지원금 %(grant)s원이 결정된 지원금 %(award)s원보다 많습니다. 비목 금액을 줄여 주세요."
        )
        values = {"grant": f"{funds.grant:,}", "award": f"{award_won:,}"}
        problems.append(Problem("lines", sentence % values))
    won = {"grant": funds.grant, "own_cash": funds.cash, "own_in_kind": funds.in_kind}
    for source, name in _SOURCES:
        low, high = definition.values["shares"][source]
        share = Fraction(won[source] * 100, funds.total)
        if not low <= share <= high:
            sentence = _(
                "%(name)s: 전체의 %(share)s%%입니다. %(low)s%%에서 %(high)s%% 사이가 되게 고쳐 주세요."
            )
            values = {"name": str(name), "share": f"{float(share):.2f}", "low": low, "high": high}
            problems.append(Problem("lines", sentence % values))
    return problems


def as_values(terms: AgreementTerms) -> dict[str, Any]:
    """Return terms as a flat mapping, one key a field of the plan and a line: changes are merged over it."""
    values: dict[str, Any] = {
        "title": terms.title,
        "starts_on": terms.starts_on.isoformat(),
        "ends_on": terms.ends_on.isoformat(),
    }
    values |= {f"plan.{key}": value for key, value in terms.plan.items()}
    values |= {f"line.{line.key}": asdict(line) for line in terms.lines}
    return values


def from_values(values: Mapping[str, Any]) -> AgreementTerms:
    """Return the terms of a flat mapping (`as_values`); lines of no won are left out."""
    lines = [
        LineAmount(**value) for key, value in sorted(values.items()) if key.startswith("line.") and value
    ]
    return AgreementTerms(
        title=values["title"],
        starts_on=date.fromisoformat(values["starts_on"]),
        ends_on=date.fromisoformat(values["ends_on"]),
        lines=tuple(line for line in lines if line.total_won),
        plan={key.removeprefix("plan."): value for key, value in values.items() if key.startswith("plan.")},
    )
