"""How a review round is scored: criteria and parameters, all of them data of the call.

Numbers are exact decimals. Where a parameter has a usual value, it comes from the dated definition
"review-scoring" through `standard_round`; a round keeps the ids of the definitions it was made from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from didim.engines.scoring.rounding import Rounding
from didim.kernel.definitions import DefinitionVersion
from didim.kernel.refusals import Problem
from didim.kernel.wording import Text

ONE = Decimal(1)


class RoundKind(StrEnum):
    """What reviewers judge: the plan on paper, the presentation, the place itself."""

    WRITTEN = "written"
    PRESENTATION = "presentation"
    SITE_VISIT = "site_visit"


class CutoffOn(StrEnum):
    """Which score a cut-off is held against: the reviewers' mean alone, or the mean with bonus points."""

    BASE = "base"
    SCORE = "score"


class TieKind(StrEnum):
    """What separates two applications with the same total."""

    CRITERION = "criterion"  # the higher mean in a criterion of this round
    ROUND = "round"  # the higher score in this or an earlier round
    BASE = "base"  # the higher mean without bonus points
    RECEIVED = "received"  # the earlier receipt
    LOT = "lot"  # the seeded lot


@dataclass(frozen=True, slots=True)
class TieBreak:
    """One step of the order of ties; `key` names the criterion or the round."""

    kind: TieKind
    key: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}" if self.key else str(self.kind)


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is judged: points from 0 to `max`; the total adds points × weight."""

    key: str
    label: Text
    max: Decimal
    weight: Decimal = ONE


@dataclass(frozen=True, slots=True)
class RoundRule:
    """How one round is scored.

    `trim_from`: with at least so many reviews of an application, its highest and its lowest total are
    dropped (None: never). `decimals` are kept of every mean. `quorum`: the part of the seated reviewers that
    must have handed in. `cutoff`: below it an application is out. `bonus_cap`: most bonus points allowed;
    only a written round knows any. `weight`: of this round's score in the final total. `shortlist`: how many
    times the places go on to the next round (None: everybody above the cut-off; in the last round the
    places decide). `step`: points come in multiples of it.
    """

    key: str
    name: Text
    kind: RoundKind
    criteria: tuple[Criterion, ...]
    trim_from: int | None
    decimals: int
    rounding: Rounding
    quorum: Fraction
    cutoff: Decimal | None = None
    cutoff_on: CutoffOn = CutoffOn.BASE
    bonus_cap: Decimal = Decimal(0)
    weight: Decimal = ONE
    shortlist: Decimal | None = None
    step: Decimal = ONE
    tie_break: tuple[TieBreak, ...] = (TieBreak(TieKind.LOT),)
    definitions: tuple[str, ...] = ()

    @property
    def full_marks(self) -> Decimal:
        """The most a review can give."""
        return sum((criterion.max * criterion.weight for criterion in self.criteria), Decimal(0))

    def needed(self, seated: int) -> int:
        """Return how many reviews make the quorum of so many seated reviewers; at least one."""
        return max(1, -(-seated * self.quorum.numerator // self.quorum.denominator))

    def total(self, points: Mapping[str, Decimal]) -> Decimal:
        """Return what a whole review gives: the sum of points × weight."""
        return sum((points[one.key] * one.weight for one in self.criteria), Decimal(0))


def problems_of_points(rule: RoundRule, points: Mapping[str, Decimal]) -> tuple[Problem, ...]:
    """Return what is wrong with the points of one review, criterion by criterion; empty when it is whole."""
    problems = []
    for one in rule.criteria:
        given = points.get(one.key)
        if given is None:
            problems.append(Problem(one.key, Text("점수를 적으세요.", "Enter points.")))
        elif not given.is_finite() or not 0 <= given <= one.max:
            text = Text(f"0점부터 {one.max}점 사이로 적으세요.", f"Enter points from 0 to {one.max}.")
            problems.append(Problem(one.key, text))
        elif given % rule.step:
            text = Text(f"{rule.step}점 단위로 적으세요.", f"Enter points in steps of {rule.step}.")
            problems.append(Problem(one.key, text))
    known = {one.key for one in rule.criteria}
    problems += [
        Problem(key, Text("이 평가에 없는 항목입니다.", "This round has no such criterion."))
        for key in sorted(set(points) - known)
    ]
    return tuple(problems)


_NAMES = {
    RoundKind.WRITTEN: Text("서류평가", "Written review"),
    RoundKind.PRESENTATION: Text("발표평가", "Presentation review"),
    RoundKind.SITE_VISIT: Text("현장실사", "Site visit"),
}


def standard_rounds(
    kinds: Sequence[RoundKind], definition: DefinitionVersion, cutoff: DefinitionVersion
) -> tuple[RoundRule, ...]:
    """Return rounds as the definitions "review-scoring" and "review-cutoff…" have them, to start a call with.

    Each round but the last sends a multiple of the places on; the last one alone makes the final total.
    """
    return tuple(
        _standard(kind, definition, cutoff, kinds[:at], is_last=at == len(kinds) - 1)
        for at, kind in enumerate(kinds)
    )


def _standard(
    kind: RoundKind,
    definition: DefinitionVersion,
    cutoff: DefinitionVersion,
    earlier: Sequence[RoundKind],
    *,
    is_last: bool,
) -> RoundRule:
    values = definition.values
    criteria: Sequence[Mapping[str, str]] = values["criteria"]
    return RoundRule(
        key=kind.value,
        name=_NAMES[kind],
        kind=kind,
        criteria=tuple(
            Criterion(row["key"], Text(row["label"], row["label_en"]), Decimal(row["max"]))
            for row in criteria
        ),
        trim_from=int(values["trim_from"]),
        decimals=int(values["decimals"]),
        rounding=Rounding(values["rounding"]),
        quorum=Fraction(values["quorum"]),
        cutoff=Decimal(cutoff.values["points"]),
        bonus_cap=Decimal(values["bonus_cap"]) if kind is RoundKind.WRITTEN else Decimal(0),
        weight=ONE if is_last else Decimal(0),
        shortlist=None if is_last else Decimal(values["shortlist"]),
        tie_break=(
            *(TieBreak(TieKind.ROUND, before.value) for before in reversed(earlier)),
            *(TieBreak(TieKind.CRITERION, row["key"]) for row in criteria[:1]),
            TieBreak(TieKind.LOT),
        ),
        definitions=(definition.id, cutoff.id),
    )
