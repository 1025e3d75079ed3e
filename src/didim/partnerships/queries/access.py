"""The doors to partnerships and what belongs to them."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.partnerships.models import Activity, Contact, Paper, Partnership, Promise
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

Row = TypeVar("Row", bound=Model)


def access_partnership(
    *, actor: Actor, partnership_id: int, roles: tuple[AgencyRole, ...] = ()
) -> Partnership:
    """Return a partnership of an agency where the actor has one of `roles` (any when none is named)."""
    rows = Partnership.objects.select_related("agency", "partner", "officer")
    return _of_agency(actor, rows, partnership_id, roles)


def access_promise(*, actor: Actor, promise_id: int, roles: tuple[AgencyRole, ...]) -> Promise:
    """Return a promise of a partnership of an agency where the actor has one of `roles`."""
    return _of_agency(actor, Promise.objects.select_related("partnership"), promise_id, roles)


def access_activity(*, actor: Actor, activity_id: int, roles: tuple[AgencyRole, ...]) -> Activity:
    """Return something done in a partnership of an agency where the actor has one of `roles`."""
    return _of_agency(actor, Activity.objects.select_related("partnership"), activity_id, roles)


def access_contact(*, actor: Actor, contact_id: int, roles: tuple[AgencyRole, ...]) -> Contact:
    """Return somebody at the other body of a partnership of an agency where the actor has one of `roles`."""
    return _of_agency(actor, Contact.objects.select_related("partnership"), contact_id, roles)


def access_paper(*, actor: Actor, paper_id: int, roles: tuple[AgencyRole, ...] = ()) -> Paper:
    """Return a paper that stands in a partnership of an agency where the actor has one of `roles`."""
    rows = Paper.objects.select_related("partnership").filter(removed_at=None)
    return _of_agency(actor, rows, paper_id, roles)


def contacts_of(*, partnership: Partnership, task: str) -> list[Contact]:
    """Return whom to speak with at the other body; noted in the access log."""
    rows = list(partnership.contacts.order_by("name", "pk"))
    if rows:
        note_access(
            act=AccessAct.VIEW,
            task=task,
            subject_kind=SubjectKind.MANY if len(rows) > 1 else SubjectKind.PERSON,
            subject_id=None,
            subject=partnership.title,
            subjects=len(rows),
            agency_id=partnership.agency_id,
        )
    return rows


def _of_agency(actor: Actor, rows: QuerySet[Row], number: int, roles: tuple[AgencyRole, ...]) -> Row:
    agencies = actor.agencies_with(*roles) if actor.mfa else frozenset()
    found = rows.filter(pk=number, agency__in=agencies).first()
    if found is None:
        raise NotVisible(f"{rows.model._meta.label} {number}")
    return found
