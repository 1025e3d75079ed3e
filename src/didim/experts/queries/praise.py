"""What firms said of experts: sums of satisfaction scores."""

from datetime import date, datetime, time

from django.db.models import Count, Sum

from didim.experts.models import VisitSatisfaction
from didim.kernel.calendar import SEOUL
from didim.registry.models import Agency


def praise_of(*, agency: Agency, since: date) -> dict[int, tuple[int, int]]:
    """Return for each expert the sum of scores (1 to 5) answered since a day, and how many there are."""
    rows = (
        VisitSatisfaction.objects.filter(
            agency=agency, answered_at__gte=datetime.combine(since, time(), SEOUL)
        )
        .order_by()
        .values("expert")
        .annotate(total=Sum("score"), answers=Count("pk"))
    )
    return {row["expert"]: (row["total"], row["answers"]) for row in rows}
