"""Looking whether the observations that count are those that should."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef

from didim.kernel.verifying import Finding, Verifier
from didim.outcomes.models import Observation


def wrong_effects() -> Iterator[Finding]:
    """Yield rows that count although they were corrected or withdrawn, or do not count without that."""
    later = Observation.objects.filter(corrects=OuterRef("pk"))
    rows = Observation.objects.order_by("pk")
    wrong = (
        rows.filter(Exists(later), is_effective=True)
        .union(rows.filter(~Exists(later), is_effective=False, value__isnull=False))
        .values_list("pk", flat=True)
    )
    for number in wrong:
        yield Finding(
            "observation",
            f"observation {number}",
            "정정 기록과 유효 표시가 맞지 않습니다 / whether it counts is not what its corrections say",
        )


def corrections_of_others() -> Iterator[Finding]:
    """Yield corrections that belong to another agency than what they correct."""
    for number in (
        Observation.objects.exclude(corrects=None)
        .exclude(corrects__agency=F("agency"))
        .order_by("pk")
        .values_list("pk", flat=True)
    ):
        yield Finding(
            "correction",
            f"observation {number}",
            "다른 기관의 값을 정정했습니다 / it corrects a value of another agency",
        )


VERIFIERS = (
    Verifier("observation", "유효한 관측값 / observations that count", wrong_effects),
    Verifier("correction", "관측값 정정 / corrections", corrections_of_others),
)
