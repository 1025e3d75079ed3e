"""The asset register of an agency, and a firm's own assets."""

from datetime import date

from django.db.models import Q, QuerySet

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.agreements.models import Agreement, Asset
from didim.kernel.calendar import years_after
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

WATCHED, ASKED, UNSEEN, OVER, DISPOSED = "watched", "asked", "unseen", "over", "disposed"
_NAMES = ("enterprise", "agency", "expenditure__agreement")


def assets_of_agencies(*, actor: Actor) -> QuerySet[Asset]:
    """Return the assets of the agencies somebody works for, with their firms and agreements: one query."""
    return Asset.objects.filter(agency__in=actor.agencies_with()).select_related(*_NAMES)


def narrow_assets(assets: QuerySet[Asset], state: str, *, today: date) -> QuerySet[Asset]:
    """Return the assets in one state.

    Looked after, waiting for an answer, looked after and not seen for a year, free, or gone.
    """
    there = Q(disposed_on=None)
    watched = there & Q(tracked_until__gte=today)
    year_ago = years_after(today, -1)
    seen_lately = Q(last_seen_on__gt=year_ago) | Q(last_seen_on=None, acquired_on__gt=year_ago)
    which = {
        WATCHED: watched,
        ASKED: there & Q(disposal_asked_at__isnull=False, disposal_answered_at=None),
        UNSEEN: watched & ~seen_lately,
        OVER: there & Q(tracked_until__lt=today),
        DISPOSED: Q(disposed_on__isnull=False),
    }
    return assets.filter(which[state])


def assets_under(agreement: Agreement) -> QuerySet[Asset]:
    """Return the assets bought under an agreement, newest first."""
    return Asset.objects.filter(expenditure__agreement=agreement).select_related("expenditure")


def access_asset(*, actor: Actor, asset_id: int, roles: tuple[AgencyRole, ...] = ()) -> Asset:
    """Return an asset for staff of its agency, and note that they read it; else NotVisible."""
    asset = (
        assets_of_agencies(actor=actor).filter(pk=asset_id, agency__in=actor.agencies_with(*roles)).first()
    )
    if asset is None:
        raise NotVisible(f"asset {asset_id}")
    note_access(
        act=AccessAct.VIEW,
        task="자산관리대장",
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=asset.enterprise_id,
        subject=f"{asset.enterprise.name}: {asset}"[:200],
        agency_id=asset.agency_id,
    )
    return asset


def access_own_asset(*, actor: Actor, asset_id: int) -> Asset:
    """Return an asset of a firm of the actor; else NotVisible."""
    assets = Asset.objects.select_related(*_NAMES)
    asset = assets.filter(pk=asset_id, enterprise__in=actor.enterprises_with()).first()
    if asset is None:
        raise NotVisible(f"asset {asset_id}")
    return asset
