"""One application through its door: for the firm that writes it and the staff it was handed in to."""

from django.db.models import Q

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.applications.enums import ApplicationState
from didim.applications.models import Application, Draft
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

# What the access log says where the caller has no better words.
READING = "신청서 열람"


def access_application(
    *, actor: Actor, application_id: int, roles: tuple[AgencyRole, ...] = (), task: str = READING
) -> Application:
    """Return an application with its call, firm and submission: one query.

    Members of the firm see it always. Staff of its agency who hold one of `roles` (any role when none is
    named) see it with a second factor, once it has been handed in, and the access log notes it (`task`: what
    for). Raises NotVisible (404) otherwise.
    """
    application = _with_names(application_id, Q(enterprise__in=actor.enterprises_with()), actor, roles)
    if application is None:
        raise NotVisible(f"application {application_id}")
    if application.enterprise_id not in actor.enterprises:
        note_access(
            act=AccessAct.VIEW,
            task=task,
            subject_kind=SubjectKind.ENTERPRISE,
            subject_id=application.enterprise_id,
            subject=application.enterprise.name,
            agency_id=application.agency_id,
        )
    return application


def access_own_application(*, actor: Actor, application_id: int) -> Application:
    """Return an application of a firm the actor works for; NotVisible (404) for any other, staff included."""
    application = _with_names(application_id, Q(enterprise__in=actor.enterprises_with()))
    if application is None:
        raise NotVisible(f"application {application_id}")
    return application


def access_own_draft(*, actor: Actor, application_id: int) -> Draft:
    """Return the draft of an application of a firm the actor works for, bare; else NotVisible. One query."""
    own = actor.enterprises_with()
    draft = Draft.objects.filter(application=application_id, enterprise__in=own).first()
    if draft is None:
        raise NotVisible(f"draft of application {application_id}")
    return draft


def _with_names(
    application_id: int, own: Q, staff: Actor | None = None, roles: tuple[AgencyRole, ...] = ()
) -> Application | None:
    seen = own
    if staff is not None and staff.mfa:
        handed_in = ~Q(state=ApplicationState.DRAFT)
        seen |= Q(agency__in=staff.agencies_with(*roles)) & handed_in
    return (
        Application.objects.select_related("agency", "call__programme", "enterprise", "submission")
        .filter(seen, pk=application_id)
        .first()
    )
