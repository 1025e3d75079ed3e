"""Programmes and calls as everybody may see them: what is published."""

from django.db.models import OuterRef, QuerySet, Subquery

from didim.programmes.enums import RevisionState
from didim.programmes.models import Call, CallRevision, Programme


def published_calls() -> QuerySet[Call]:
    """Return the calls with a published revision, the newest first.

    Each carries `published_at`, `opens_at`, `closes_at` and `revision_number` of its last published revision.
    """
    published = CallRevision.objects.filter(call=OuterRef("pk"), state=RevisionState.PUBLISHED)
    last = published.order_by("-number")
    return (
        Call.objects.filter(revisions__state=RevisionState.PUBLISHED, revisions__number=1)
        .select_related("agency", "programme")
        .annotate(
            published_at=Subquery(last.values("published_at")[:1]),
            opens_at=Subquery(last.values("opens_at")[:1]),
            closes_at=Subquery(last.values("closes_at")[:1]),
            revision_number=Subquery(last.values("number")[:1]),
        )
        .order_by("-created_at", "-pk")
    )


def last_published(*, call_id: int) -> CallRevision | None:
    """Return the last published revision of a call."""
    revisions = CallRevision.objects.filter(call=call_id, state=RevisionState.PUBLISHED)
    return revisions.select_related("call__agency", "call__programme").order_by("-number").first()


def published_programmes() -> QuerySet[Programme]:
    """Return the programmes that have a published call, the newest year first."""
    calls = CallRevision.objects.filter(state=RevisionState.PUBLISHED).values("call__programme")
    return Programme.objects.filter(pk__in=calls).select_related("agency").order_by("-year", "name", "pk")
