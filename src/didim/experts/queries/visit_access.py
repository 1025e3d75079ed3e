"""The doors to visits, reports, photos and fee slips: for the expert, the firm, and the agency's staff."""

from django.db.models import QuerySet

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.experts.enums import DispatchState
from didim.experts.models import Dispatch, FeeSlip, Visit, VisitPhoto, VisitSatisfaction
from didim.experts.rules import EXPERT_ROLES
from didim.experts.visit_enums import ReportState
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

_WITH = ("agency", "enterprise", "expert", "profile__person", "request", "dispatch")


def _own(actor: Actor) -> dict[str, object]:
    """Return what an expert's own rows say; nobody known, and no second factor, have none."""
    known = actor.user.pk if actor.user.is_authenticated and actor.mfa else None
    return {"expert__user": known, "expert__user__isnull": False}


def access_expert_visit(*, actor: Actor, visit_id: int, task: str) -> Visit:
    """Return a visit the actor makes, and note that they read whom it is to."""
    return _noted(Visit.objects.filter(**_own(actor)), visit_id, task)


def access_visit(
    *, actor: Actor, visit_id: int, task: str, roles: tuple[AgencyRole, ...] = EXPERT_ROLES
) -> Visit:
    """Return a visit of an agency where the actor has one of `roles`; noted in the access log."""
    agencies = actor.agencies_with(*roles) if actor.mfa else frozenset()
    return _noted(Visit.objects.filter(agency__in=agencies), visit_id, task)


def access_firm_visit(*, actor: Actor, visit_id: int) -> Visit:
    """Return a visit to a firm of the actor."""
    found = (
        Visit.objects.filter(pk=visit_id, enterprise__in=actor.enterprises_with())
        .select_related("agency", "enterprise", "profile__person", "request")
        .first()
    )
    if found is None:
        raise NotVisible(f"visit {visit_id}")
    return found


def access_own_dispatch(*, actor: Actor, dispatch_id: int, task: str) -> Dispatch:
    """Return a confirmed dispatch of the actor, and note that they read whom it is to."""
    found = (
        Dispatch.objects.filter(pk=dispatch_id, state=DispatchState.CONFIRMED, **_own(actor))
        .select_related("agency", "enterprise", "expert", "request")
        .first()
    )
    if found is None:
        raise NotVisible(f"dispatch {dispatch_id}")
    _note(found.enterprise_id, found.enterprise.name, found.agency_id, task)
    return found


def access_own_photo(*, actor: Actor, photo_id: int) -> VisitPhoto:
    """Return a photo of a visit the actor makes."""
    own = {f"report__visit__{name}": value for name, value in _own(actor).items()}
    return _photo(VisitPhoto.objects.filter(**own), photo_id)


def access_photo(*, actor: Actor, photo_id: int) -> VisitPhoto:
    """Return a photo of a filed report, for staff of its agency."""
    agencies = actor.agencies_with(*EXPERT_ROLES) if actor.mfa else frozenset()
    rows = VisitPhoto.objects.filter(agency__in=agencies).exclude(report__state=ReportState.WRITING)
    return _photo(rows, photo_id)


def access_firm_photo(*, actor: Actor, visit_id: int, photo_id: int) -> VisitPhoto:
    """Return a photo of an approved report of a visit to a firm of the actor."""
    visit = access_firm_visit(actor=actor, visit_id=visit_id)
    return _photo(
        VisitPhoto.objects.filter(report__visit=visit, report__state=ReportState.APPROVED), photo_id
    )


def _photo(rows: QuerySet[VisitPhoto], photo_id: int) -> VisitPhoto:
    found = rows.select_related("report__visit").filter(pk=photo_id).first()
    if found is None:
        raise NotVisible(f"visit photo {photo_id}")
    return found


def access_fee_slip(*, actor: Actor, slip_id: int, roles: tuple[AgencyRole, ...] = EXPERT_ROLES) -> FeeSlip:
    """Return a fee slip of an agency where the actor has one of `roles`."""
    agencies = actor.agencies_with(*roles) if actor.mfa else frozenset()
    return _slip(FeeSlip.objects.filter(agency__in=agencies), slip_id)


def access_own_fee_slip(*, actor: Actor, slip_id: int) -> FeeSlip:
    """Return a fee slip of the actor."""
    return _slip(FeeSlip.objects.filter(**_own(actor)), slip_id)


def _slip(rows: QuerySet[FeeSlip], slip_id: int) -> FeeSlip:
    found = rows.select_related("agency", "expert__profile__person", "approved_by").filter(pk=slip_id).first()
    if found is None:
        raise NotVisible(f"fee slip {slip_id}")
    return found


def access_visit_satisfaction(*, actor: Actor, visit_id: int) -> VisitSatisfaction | None:
    """Return the question of how an expert's help was, beside a visit to the actor's firm; None before."""
    visit = access_firm_visit(actor=actor, visit_id=visit_id)
    return VisitSatisfaction.objects.filter(dispatch=visit.dispatch_id).first()


def _noted(rows: QuerySet[Visit], visit_id: int, task: str) -> Visit:
    found = rows.select_related(*_WITH).filter(pk=visit_id).first()
    if found is None:
        raise NotVisible(f"visit {visit_id}")
    _note(found.enterprise_id, found.enterprise.name, found.agency_id, task)
    return found


def _note(enterprise_id: int, name: str, agency_id: int, task: str) -> None:
    note_access(
        act=AccessAct.VIEW,
        task=task,
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=enterprise_id,
        subject=name,
        agency_id=agency_id,
    )
