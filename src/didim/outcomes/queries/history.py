"""What was observed of one firm."""

from collections.abc import Iterable

from didim.outcomes.models import EvidenceFile, Observation


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


def evidence_files(*, observations: Iterable[Observation]) -> list[EvidenceFile]:
    """Return the files that stand beside values, newest value first, each with who put it there."""
    return list(
        EvidenceFile.objects.filter(observation__in=list(observations), removed_at=None)
        .select_related("added_by")
        .order_by("-observation_id", "added_at", "pk")
    )
