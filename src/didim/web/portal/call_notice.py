"""What the notice of one of our own calls shows beside any notice: terms, exact period, corrections."""

from itertools import pairwise
from typing import Any

from didim.applications.queries.periods import intake_period
from didim.programmes.domain.call_changes import changes_between
from didim.programmes.enums import RevisionState
from didim.programmes.models import CallRevision, Notice
from didim.web.components.call_terms import steps_of, terms_of


def call_context(notice: Notice) -> dict[str, Any]:
    """Return documents, criteria, bonus points, exclusions, steps of the form, period and corrections."""
    published = CallRevision.objects.filter(call=notice.call_id, state=RevisionState.PUBLISHED)
    revisions = list(published.order_by("-number")) if notice.call_id else []
    if not revisions:
        return {"revision": None}
    period = intake_period(call_id=revisions[0].call_id)
    return {
        "revision": revisions[0],
        "period": period,
        "extended": period is not None and period.closes_at != revisions[0].closes_at,
        "form_steps": steps_of(revisions[0]),
        "corrections": [
            {"revision": after, "changes": changes_between(before, after)}
            for after, before in pairwise(revisions)
        ],
        **terms_of(revisions[0]),
    }
