"""A firm's applications, for its own people: what they wrote, where it stands and what to do next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from didim.applications.enums import ApplicationState, SupplementState
from didim.applications.models import (
    Application,
    Attachment,
    DeadlineExtension,
    Draft,
    SubmissionFile,
    SupplementRequest,
)
from didim.programmes.enums import RevisionState
from didim.programmes.models import CallRevision
from didim.registry.queries.actors import Actor


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a firm should do about an application, most urgent first.

    write: hand it in before the call closes; resend: what is written is newer than what was handed in;
    supplement: answer the agency's request; over: never handed in; wait: nothing to do; none: withdrawn.
    """

    kind: str
    due_at: datetime | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether the firm has something to do by an instant."""
        return self.kind in {"write", "resend", "supplement"}


def own_applications(*, actor: Actor, now: datetime) -> QuerySet[Application]:
    """Return the applications of the actor's firms, those with something due first; one query.

    Each carries `opens_at`, `closes_at` (outages included), `draft_saved_at`,
    `supplement_due_at` and `has_changes` (handed in, and written on since).
    """
    published = CallRevision.objects.filter(call=OuterRef("call"), state=RevisionState.PUBLISHED).order_by(
        "-number"
    )
    extended = (
        DeadlineExtension.objects.filter(call=OuterRef("call"))
        .order_by()
        .values("call")
        .annotate(last=Max("closes_at"))
        .values("last")
    )
    draft = Draft.objects.filter(application=OuterRef("pk"))
    asked = SupplementRequest.objects.filter(
        application=OuterRef("pk"), state=SupplementState.ASKED, due_at__gte=now
    )
    return (
        Application.objects.filter(enterprise__in=actor.enterprises_with())
        .select_related("call", "agency", "enterprise")
        .annotate(
            opens_at=Subquery(published.values("opens_at")[:1]),
            closes_at=Greatest(Subquery(published.values("closes_at")[:1]), Subquery(extended)),
            draft_saved_at=Subquery(draft.values("updated_at")[:1]),
            supplement_due_at=Subquery(asked.values("due_at")[:1]),
            has_changes=_written_since() | _files_since(),
        )
        .order_by(F("supplement_due_at").asc(nulls_last=True), "-created_at", "-pk")
    )


def _written_since() -> Exists:
    """Whether people have set an answer after the submission; a draft that only moved is not changed."""
    later = Func(
        F("field_versions"),
        OuterRef("submission__draft_version"),
        arg_joiner=", '$.* ? (@ > $v)', jsonb_build_object('v', ",
        template="jsonb_path_exists(%(expressions)s))",
        output_field=BooleanField(),
    )
    return Exists(Draft.objects.filter(later, application=OuterRef("pk")))


def _files_since() -> Q:
    """Whether a file came into the draft after the submission, or one that was handed in was taken out."""
    added = Attachment.objects.filter(
        application=OuterRef("pk"), added_at__gt=OuterRef("submission__submitted_at")
    )
    there = Attachment.objects.filter(
        application=OuterRef("submission__application"), slot=OuterRef("slot"), file=OuterRef("file")
    )
    gone = SubmissionFile.objects.filter(~Exists(there), submission=OuterRef("submission"))
    return Exists(added) | Exists(gone)


def next_step(application: Any, now: datetime) -> NextStep:
    """Return what to do about an application of `own_applications`."""
    if application.supplement_due_at is not None and application.state == ApplicationState.SUBMITTED:
        return NextStep("supplement", application.supplement_due_at)
    closes_at = application.closes_at
    open_ = closes_at is None or now <= closes_at
    if application.state == ApplicationState.DRAFT:
        return NextStep("write", closes_at) if open_ else NextStep("over", closes_at)
    if application.state == ApplicationState.WITHDRAWN:
        return NextStep("none")
    return NextStep("resend", closes_at) if open_ and application.has_changes else NextStep("wait")


def supplements_of(application: Application) -> list[SupplementRequest]:
    """Return what the agency asked a firm to add or mend, the newest first."""
    return list(
        SupplementRequest.objects.filter(application=application)
        .exclude(state=SupplementState.CANCELLED)
        .order_by("-asked_at", "-pk")
    )
