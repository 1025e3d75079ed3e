import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from didim.accounts.models import User
from didim.accounts.prepared import PreparedQuery
from didim.accounts.queries.consents import documents_to_ask
from didim.accounts.second_factor import FACTORS, shown_in
from didim.accounts.tenancy import DatabaseScope
from didim.kernel.calendar import SEOUL
from didim.registry.enums import AgencyRole, FirmRole
from didim.registry.models import AgencyMember, EnterpriseMember


@dataclass(frozen=True)
class Actor:
    """Who acts: a person (or nobody known), with their roles, and whether a second factor was shown."""

    user: User | AnonymousUser
    agencies: Mapping[int, frozenset[AgencyRole]] = field(default_factory=dict)
    enterprises: Mapping[int, FirmRole] = field(default_factory=dict)
    mfa: bool = False
    consents_due: bool = False

    def agencies_with(self, *roles: AgencyRole) -> frozenset[int]:
        """Return the agencies where the person holds one of `roles` (any role when none is named)."""
        return frozenset(agency for agency, held in self.agencies.items() if not roles or held & set(roles))

    def enterprises_with(self, *roles: FirmRole) -> frozenset[int]:
        """Return the firms the person acts for in one of `roles` (any role when none is named)."""
        return frozenset(firm for firm, held in self.enterprises.items() if not roles or held in roles)

    @property
    def scope(self) -> DatabaseScope:
        """What the person's database session may see; staff see their agencies only with a second factor."""
        return DatabaseScope(
            user=self.user.pk,
            agencies=frozenset(self.agencies) if self.mfa else frozenset(),
            enterprises=frozenset(self.enterprises),
        )


NOBODY = Actor(AnonymousUser())


def load_actor(*, user: User | AnonymousUser, session: SessionBase, now: datetime) -> Actor:
    """Return who acts in a session, with the roles that hold at `now`: one query, none for a stranger.

    Run it in a scope that at least names the user, so that row-level security shows the person's own roles. A
    second factor counts while it was shown in this session and is still registered.
    """
    if not user.is_authenticated:
        return NOBODY
    rows = ROLES.rows(user=user.pk, now=now, today=now.astimezone(SEOUL).date())
    if not rows:
        return NOBODY
    agency_roles, firm_roles, has_factor, consents_due = rows[0]
    agencies: dict[int, set[AgencyRole]] = {}
    for pair in map(json.loads, agency_roles):
        agencies.setdefault(pair["agency"], set()).add(AgencyRole(pair["role"]))
    return Actor(
        user=user,
        agencies={agency: frozenset(roles) for agency, roles in agencies.items()},
        enterprises={pair["enterprise"]: FirmRole(pair["role"]) for pair in map(json.loads, firm_roles)},
        mfa=has_factor and shown_in(session, user),
        consents_due=consents_due,
    )


def firms_in(rows: list[tuple[Any, ...]]) -> list[int]:
    """Return the firms in a person's row as `ROLES` finds it."""
    return [json.loads(pair)["enterprise"] for pair in rows[0][1]] if rows else []


def _roles(*, user: int, now: datetime, today: date) -> QuerySet[User, Any]:
    """Return the row of a person: roles at agencies and firms, whether a factor is there, consents due."""
    holds_now = Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))
    return (
        User.objects.filter(pk=user, is_active=True)
        .annotate(
            agency_roles=ArraySubquery(
                AgencyMember.objects.filter(holds_now, user=OuterRef("pk"))
                .order_by("agency_id", "role")
                .values(pair=JSONObject(agency="agency_id", role="role"))
            ),
            firm_roles=ArraySubquery(
                EnterpriseMember.objects.filter(user=OuterRef("pk"), since__lte=now)
                .order_by("enterprise_id")
                .values(pair=JSONObject(enterprise="enterprise_id", role="role"))
            ),
            has_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)),
        )
        .annotate(consents_due=Exists(documents_to_ask(user, today=today)))
        .values_list("agency_roles", "firm_roles", "has_factor", "consents_due")
    )


ROLES = PreparedQuery(_roles, user=int, now=datetime, today=date)
