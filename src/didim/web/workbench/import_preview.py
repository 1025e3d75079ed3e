"""What the page of an imported file shows, whatever its rows are of."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.registry.enums import ImportState, RowOutcome
from didim.web.workbench.lists import page_of


def preview_of(request: HttpRequest, *, found: Any, rows: QuerySet[Any], task: str) -> dict[str, Any]:
    """Return a page of a file's rows (`?outcome=` narrows them) with the counts of each outcome.

    `found` is the import, `rows` its rows as the page shows them. That somebody looked at them goes into the
    access log as `task`.
    """
    counts = dict.fromkeys(RowOutcome, 0)
    for row in found.rows.order_by().values("outcome").annotate(count=Count("pk")):
        counts[RowOutcome(row["outcome"])] = row["count"]
    if request.GET.get("outcome") in RowOutcome.values:
        rows = rows.filter(outcome=request.GET["outcome"])
    page = page_of(rows, request)
    note_access(
        act=AccessAct.SEARCH,
        task=task,
        subject_kind=SubjectKind.MANY,
        subject_id=None,
        subject=found.file_name,
        subjects=max(1, len(page.object_list)),
        agency_id=found.agency_id,
    )
    return {
        "page": page,
        "counts": list(counts.items()),
        "rejected": counts[RowOutcome.REJECTED],
        "may_apply": found.state == ImportState.PREVIEWED,
        "outcome": request.GET.get("outcome", ""),
    }
