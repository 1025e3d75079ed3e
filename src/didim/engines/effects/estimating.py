"""The effect of support: difference in differences over matched firms, with its checks.

The change of supported firms is compared with the change of those like them by a weighted regression that
also takes out what little the match left unlike; errors are clustered by matched set, the interval is
Student's with one degree of freedom less than there are sets.
"""

from dataclasses import dataclass

import numpy as np

from didim.engines.effects.matching import Matching, match
from didim.engines.effects.panels import Floats, Panel
from didim.engines.effects.rules import EffectRule
from didim.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class Balance:
    """How unlike supported and other firms are in one respect, in standard deviations, both times."""

    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A difference of changes: value, clustered standard error, interval, p-value of no difference."""

    value: float
    error: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What support changed, over `firms` supported and `others` compared with, and whether to believe it.

    balance: one entry for each trait, then level, then trend. placebo: the same comparison over a time
    before the support, where nothing should be found; None where no such time is known.
    """

    definition: str
    estimate: Estimate
    placebo: Estimate | None
    balance: tuple[Balance, ...]
    firms: int
    others: int
    unmatched: int
    balanced: bool

    @property
    def placebo_fails(self) -> bool:
        """Tell whether a difference was found where there can be none (5 %)."""
        return self.placebo is not None and self.placebo.low * self.placebo.high > 0


@dataclass(frozen=True, slots=True)
class NotEnough:
    """No estimate: too few supported firms have comparable ones."""

    definition: str
    supported: int
    matched: int
    needed: int

    @property
    def sentence(self) -> Text:
        """Return what is said in the place of a figure."""
        return Text(
            f"비교할 기업이 부족합니다. 지원기업 {self.supported}곳 가운데 {self.matched}곳만 비슷한 기업을"
            f" 찾았고, {self.needed}곳이 필요합니다.",
            f"Not enough comparable firms: {self.matched} of {self.supported} supported firms have one,"
            f" {self.needed} are needed.",
        )


def estimate(panel: Panel, rule: EffectRule) -> Effect | NotEnough:
    """Return the effect of support on the outcome, in the outcome's own unit; NotEnough below the minimum."""
    matching = match(panel, rule)
    supported = int(panel.supported.sum())
    needed = max(rule.minimum_firms, -(-supported * rule.minimum_percent_matched // 100))
    if matching.matched < needed:
        return NotEnough(rule.definition, supported, matching.matched, needed)
    balance = _balance(panel, matching)
    earlier = panel.earlier_change
    return Effect(
        definition=rule.definition,
        estimate=_difference(panel, matching, panel.change, rule),
        placebo=None if earlier is None else _difference(panel, matching, earlier, rule),
        balance=balance,
        firms=matching.matched,
        others=len(matching.firms) - matching.matched,
        unmatched=len(matching.unmatched),
        balanced=all(abs(one.after) <= rule.balance_limit for one in balance),
    )


def _difference(panel: Panel, matching: Matching, change: Floats, rule: EffectRule) -> Estimate:
    from statsmodels.regression.linear_model import WLS

    rows = matching.firms
    supported = panel.supported[rows].astype(float)
    alike = panel.alike[rows]
    spread = alike.std(axis=0)
    useful = spread > 0
    centred = (alike[:, useful] - alike[supported == 1][:, useful].mean(axis=0)) / spread[useful]
    regressors = np.column_stack([np.ones(len(rows)), supported, centred])
    fitted = WLS(change[rows], regressors, weights=matching.weights).fit(
        cov_type="cluster", cov_kwds={"groups": matching.sets, "use_correction": True}, use_t=True
    )
    low, high = fitted.conf_int(alpha=1 - rule.confidence_percent / 100)[1]
    return Estimate(
        value=float(fitted.params[1]),
        error=float(fitted.bse[1]),
        low=float(low),
        high=float(high),
        p_value=float(fitted.pvalues[1]),
    )


def _balance(panel: Panel, matching: Matching) -> tuple[Balance, ...]:
    """Return standardised differences; both are divided by the spread before matching (Austin 2009)."""
    alike = panel.alike
    treated, others = alike[panel.supported], alike[~panel.supported]
    spread = np.sqrt((treated.var(axis=0, ddof=1) + others.var(axis=0, ddof=1)) / 2)
    spread = np.where(spread > 0, spread, 1.0)
    before = (treated.mean(axis=0) - others.mean(axis=0)) / spread
    rows, weights = matching.firms, matching.weights
    chosen = panel.supported[rows]
    matched = alike[rows[chosen]].mean(axis=0)
    compared = np.average(alike[rows[~chosen]], axis=0, weights=weights[~chosen])
    after = (matched - compared) / spread
    return tuple(Balance(float(one), float(other)) for one, other in zip(before, after, strict=True))
