from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.registry.models import Agency, AgencyMember, Enterprise, EnterpriseMember, FirmInvitation


@dataclass(frozen=True, slots=True)
class RolesOf:
    """What a person may do where, at present."""

    agencies: list[AgencyMember]
    enterprises: list[EnterpriseMember]


@dataclass(frozen=True, slots=True)
class RoleChange:
    """One change of a role: when, whose, by whom (None: the command line), and the role after it."""

    at: datetime
    person: User
    by: User | None
    act: str
    role: str
    ended: bool


def roles_of(user: User) -> RolesOf:
    """Return a person's roles at agencies and firms."""
    return RolesOf(
        agencies=list(
            AgencyMember.objects.filter(user=user, until__isnull=True)
            .select_related("agency")
            .order_by("agency__name", "role")
        ),
        enterprises=list(
            EnterpriseMember.objects.filter(user=user)
            .select_related("enterprise")
            .order_by("enterprise__name")
        ),
    )


def agency_staff(agency: Agency) -> QuerySet[AgencyMember]:
    """Return the roles that hold at an agency, by person."""
    members = AgencyMember.objects.filter(agency=agency, until__isnull=True).select_related("user")
    return members.order_by("user__name", "user__email", "role")


def firm_members(enterprise: Enterprise) -> QuerySet[EnterpriseMember]:
    """Return who acts for a firm, owners first."""
    members = EnterpriseMember.objects.filter(enterprise=enterprise).select_related("user")
    return members.order_by("-role", "user__name", "user__email")


def people_of_firm(enterprise_id: int) -> list[User]:
    """Return the accounts of everybody who acts for a firm, to tell them; whoever acts need not see them."""
    with scoped(SYSTEM):
        members = EnterpriseMember.objects.filter(enterprise=enterprise_id, user__is_active=True)
        return [member.user for member in members.select_related("user").order_by("pk")]


def open_invitations(enterprise: Enterprise, *, now: datetime) -> QuerySet[FirmInvitation]:
    """Return the invitations to a firm that can still be accepted, newest first."""
    invitations = FirmInvitation.objects.filter(
        enterprise=enterprise, accepted_at=None, revoked_at=None, expires_at__gt=now
    )
    return invitations.select_related("invited_by").order_by("-invited_at", "-id")


def agency_role_changes(agency: Agency, *, limit: int = 100) -> list[RoleChange]:
    """Return the latest changes of roles at an agency, newest first."""
    events = AgencyMember.pgh_event_model.objects.filter(agency=agency)
    return _changes(
        events.select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")[:limit], AgencyMember
    )


def firm_role_changes(enterprise: Enterprise, *, limit: int = 100) -> list[RoleChange]:
    """Return the latest changes of who acts for a firm, newest first."""
    events = EnterpriseMember.pgh_event_model.objects.filter(enterprise=enterprise)
    return _changes(
        events.select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")[:limit], EnterpriseMember
    )


def _changes(events: Iterable[Any], model: type[Model]) -> list[RoleChange]:
    labels = dict(model._meta.get_field("role").flatchoices)
    rows = [(event, event.pgh_context.metadata if event.pgh_context else {}) for event in events]
    ids = {event.user_id for event, _ in rows} | {context.get("user") for _, context in rows}
    people = User.objects.in_bulk(ids - {None})
    return [
        RoleChange(
            at=event.pgh_created_at,
            person=people[event.user_id],
            by=people.get(context.get("user")),
            act=context.get("act", event.pgh_label),
            role=str(labels[event.role]),
            ended=event.pgh_label == "delete" or getattr(event, "until", None) is not None,
        )
        for event, context in rows
    ]
