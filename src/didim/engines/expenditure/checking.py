"""Applying a rule pack."""

from collections.abc import Iterable

from didim.engines.expenditure.facts import Budget, Case, Expenditure, Facts, Spent
from didim.engines.expenditure.findings import Finding, Outcome
from didim.engines.expenditure.packs import RulePack


def check(
    pack: RulePack, budget: Budget, spent_so_far: Spent, expenditure: Expenditure, facts: Facts
) -> tuple[Finding, ...]:
    """Return a finding for every rule of the pack that has something to say, in the pack's order.

    The rules are those in force on the first day of use within the agreement: what was bought under a rule is
    judged by it. `spent_so_far` is without the expenditure itself.
    """
    case = Case(budget, spent_so_far, expenditure, facts)
    day = min(max(expenditure.used_from, budget.starts_on), budget.ends_on)
    found = []
    for rule in pack.rules_for(expenditure.line, expenditure.sub_item, day):
        judgement = rule.condition.judge(case)
        if judgement is not None:
            found.append(Finding(rule.key, rule.label, judgement.outcome, judgement.sentence, rule.citation))
    return tuple(found)


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """Return the outcome of them together: one broken rule breaks it, one open question leaves it open."""
    seen = {one.outcome for one in findings}
    for outcome in (Outcome.FAIL, Outcome.PERSON):
        if outcome in seen:
            return outcome
    return Outcome.PASS
