"""What was observed of one firm."""

from didim.outcomes.models import Observation


def observations_of_firm(*, enterprise_id: int) -> list[Observation]:
    """Return a firm's values that count, with indicator and agency, newest first: one query.

    Row security decides which: all of them for the firm itself, an agency's own for its staff.
    """
    return list(
        Observation.objects.filter(enterprise=enterprise_id, is_effective=True)
        .select_related("indicator", "agency")
        .order_by("-period_end", "indicator__position", "-pk")
    )


def corrections_of(*, observation: Observation) -> list[Observation]:
    """Return a value and all it was before, newest first: each with who, when and why."""
    chain = [observation]
    while (earlier := chain[-1].corrects_id) is not None:
        chain.append(Observation.objects.select_related("recorded_by").get(pk=earlier))
    return chain
