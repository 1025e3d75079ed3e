from didim.programmes.queries.calls import Staff
from didim.registry.queries.visibility import NotVisible
from didim.reports.models import PublishedReport


def access_published(*, actor: Staff, published_id: int) -> PublishedReport:
    """Return a published report of an agency somebody works for; else NotVisible."""
    found = PublishedReport.objects.select_related("agency", "network", "published_by").filter(
        pk=published_id, agency__in=actor.agencies_with()
    )
    published = found.first()
    if published is None:
        raise NotVisible(f"published report {published_id}")
    return published
