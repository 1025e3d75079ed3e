"""The panel as an applicant may see it, and what they have asked of it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q

from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.models import Application
from didim.selection.enums import RecusalKind, RecusalState, RoundState
from didim.selection.models import PanelMember, Recusal, RoundEntry


@dataclass(frozen=True, slots=True)
class ShownMember:
    """A reviewer as an applicant sees them, and what became of a challenge (None: not challenged)."""

    id: int
    name: str
    affiliation: str
    position: str
    challenged: RecusalState | None


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """The reviewers of one round, and until when one may be challenged."""

    title: str
    until: datetime | None
    is_open: bool
    members: list[ShownMember] = field(default_factory=list)


def panels_shown_to(application: Application, *, now: datetime) -> list[ShownPanel]:
    """Return the panels that are shown to an applicant, by round; the caller asked whose application it is.

    A firm sees no rows of rounds: only names and affiliations leave this function.
    """
    with scoped(SYSTEM):
        entries = RoundEntry.objects.filter(
            application=application, round__is_panel_shown=True, round__challenge_until__isnull=False
        ).select_related("round")
        return [_panel(entry, application, now) for entry in entries.order_by("round__number")]


def _panel(entry: RoundEntry, application: Application, now: datetime) -> ShownPanel:
    review_round = entry.round
    asked = dict(
        Recusal.objects.filter(
            round=review_round, application=application, kind=RecusalKind.CHALLENGED
        ).values_list("reviewer", "state")
    )
    members = PanelMember.objects.filter(round=review_round, dropped_at=None)
    if entry.panel_id is not None:
        members = members.filter(Q(panel=entry.panel_id) | Q(panel=None))
    rows = members.annotate(
        name=F("reviewer__expert__person__name"),
        affiliation=F("reviewer__expert__person__affiliation"),
        position=F("reviewer__expert__person__position"),
    ).order_by("name", "pk")
    until = review_round.challenge_until
    return ShownPanel(
        review_round.title,
        until,
        until is not None and now < until and review_round.state != RoundState.CLOSED,
        [
            ShownMember(
                row.pk,
                row.name,
                row.affiliation,
                row.position,
                RecusalState(asked[row.reviewer_id]) if row.reviewer_id in asked else None,
            )
            for row in rows
        ],
    )
