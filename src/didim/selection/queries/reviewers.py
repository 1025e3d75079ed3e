"""The pool of reviewers of an agency, and how often each has judged this year."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.kernel.calendar import SEOUL
from didim.registry.domain.days import lasting_on
from didim.registry.enums import AgencyRole, ExpertRoleKind
from didim.registry.models import ExpertRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible
from didim.selection.models import Assignment, Reviewer


@dataclass(frozen=True, slots=True)
class PoolFilter:
    """What the pool is narrowed to; empty means any."""

    text: str = ""
    qualification: str = ""
    trade: str = ""
    region: str = ""


def pool_of(*, agencies: frozenset[int], on: date, narrowed: PoolFilter | None = None) -> QuerySet[Reviewer]:
    """Return the reviewers of agencies on a day, each with `judged`: applications taken this year."""
    narrowed = narrowed or PoolFilter()
    roles = ExpertRole.objects.filter(lasting_on(on), agency__in=agencies, kind=ExpertRoleKind.REVIEWER)
    pool = (
        Reviewer.objects.filter(expert__in=roles.values("expert"), is_active=True)
        .select_related("expert__person__user")
        .annotate(judged=judged_since(on.replace(month=1, day=1)))
    )
    if text := " ".join(narrowed.text.split()):
        person = Q(expert__person__name__icontains=text) | Q(expert__person__affiliation__icontains=text)
        pool = pool.filter(person | Q(keywords__icontains=text))
    if narrowed.qualification:
        pool = pool.filter(qualification=narrowed.qualification)
    if narrowed.trade:
        pool = pool.filter(Q(expert__trades__section=narrowed.trade) | Q(expert__trades=narrowed.trade))
    if narrowed.region:
        pool = pool.filter(expert__regions__path__contains=[narrowed.region])
    return pool.distinct()


def judged_since(day: date) -> Coalesce:
    """Return the expression that counts what a reviewer was given to judge since a day, and still has."""
    since = datetime.combine(day, time(), SEOUL)
    counts = (
        Assignment.objects.filter(reviewer=OuterRef("pk"), made_at__gte=since, ended_at=None)
        .order_by()
        .values("reviewer")
        .annotate(many=Count("pk"))
    )
    return Coalesce(Subquery(counts.values("many")), 0, output_field=IntegerField())


def access_reviewer(
    *, actor: Actor, reviewer_id: int, on: date, roles: tuple[AgencyRole, ...] = ()
) -> Reviewer:
    """Return a reviewer of the pool of an agency where one of `roles` is held; noted; else NotVisible."""
    agencies = actor.agencies_with(*roles)
    found = pool_of(agencies=agencies, on=on).filter(pk=reviewer_id).first()
    if found is None:
        raise NotVisible(f"reviewer {reviewer_id}")
    note_access(
        act=AccessAct.VIEW,
        task="평가위원 열람",
        subject_kind=SubjectKind.PERSON,
        subject_id=found.expert.person_id,
        subject=found.expert.person.name,
        agency_id=min(agencies, default=None),
    )
    return found
