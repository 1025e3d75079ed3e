"""Rounds as officers see them: how far every reviewer and every application is, recusals, draws."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Avg, Count, Max, Q, QuerySet

from didim.programmes.models import Call
from didim.registry.enums import AgencyRole
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible
from didim.selection.enums import JobState, RecusalState, ReviewState
from didim.selection.models import (
    Assignment,
    AssignmentRun,
    PanelMember,
    Recusal,
    ReviewRound,
    RoundEntry,
)

_HANDED_IN = Q(review__state=ReviewState.SUBMITTED)


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """How far a reviewer is: applications given, begun and handed in; the mean of totals given."""

    member: PanelMember
    given: int = 0
    begun: int = 0
    done: int = 0
    latest: datetime | None = None
    mean: Decimal | None = None

    @property
    def writing(self) -> int:
        """How many are begun and not handed in."""
        return self.begun - self.done

    @property
    def left(self) -> int:
        """How many are still to be handed in."""
        return self.given - self.done


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """A round in numbers: applications, those with reviewers enough, with their quorum, with all reviews.

    `by_application` holds (reviewers given, reviews handed in) of each application that has any reviewer.
    """

    members: list[MemberProgress]
    entries: int
    given: int
    done: int
    lacking: int
    quorate: int
    complete: int
    by_application: Mapping[int, tuple[int, int]] = field(default_factory=dict)


def rounds_of(call: Call) -> list[ReviewRound]:
    """Return the rounds of a call with `entry_count` and `member_count`: one query."""
    rows = ReviewRound.objects.filter(call=call).annotate(
        entry_count=Count("entries", distinct=True), member_count=Count("members", distinct=True)
    )
    return list(rows.order_by("number"))


def progress_of(review_round: ReviewRound, *, needed: int, entries: int | None = None) -> RoundProgress:
    """Return how far a round is; `needed` is its quorum. Four queries whatever its size.

    `entries` is how many applications it has, where the caller has counted them.
    """
    running = Assignment.objects.filter(round=review_round, ended_at=None).order_by()
    by_reviewer = {
        row["reviewer"]: row
        for row in running.values("reviewer").annotate(
            given=Count("pk"),
            begun=Count("review"),
            done=Count("pk", filter=_HANDED_IN),
            latest=Max("review__updated_at"),
            mean=Avg("review__total", filter=_HANDED_IN),
        )
    }
    counts = running.values_list("application").annotate(
        given=Count("pk"), done=Count("pk", filter=_HANDED_IN)
    )
    by_application = {application: (given, done) for application, given, done in counts}
    if entries is None:
        entries = RoundEntry.objects.filter(round=review_round).count()
    members = list(
        PanelMember.objects.filter(round=review_round)
        .select_related("reviewer__expert__person", "panel")
        .order_by("dropped_at", "pk")
    )
    each = review_round.reviewers_each
    served = sum(given >= each for given, _done in by_application.values())
    return RoundProgress(
        members=[_progress(one, by_reviewer.get(one.reviewer_id)) for one in members],
        entries=entries,
        given=sum(given for given, _done in by_application.values()),
        done=sum(done for _given, done in by_application.values()),
        lacking=entries - served,
        quorate=sum(done >= needed for _given, done in by_application.values()),
        complete=sum(done >= each for _given, done in by_application.values()),
        by_application=by_application,
    )


def _progress(member: PanelMember, row: Mapping[str, object] | None) -> MemberProgress:
    told = {name: row[name] for name in ("given", "begun", "done", "latest", "mean")} if row else {}
    return MemberProgress(member, **told)  # type: ignore[arg-type]


def entries_of(review_round: ReviewRound, *, text: str = "") -> QuerySet[RoundEntry]:
    """Return the entries of a round by receipt number, narrowed to a firm's name or a receipt number."""
    rows = RoundEntry.objects.filter(round=review_round).select_related("application__enterprise", "panel")
    if text := " ".join(text.split()):
        named = Q(application__enterprise__name__icontains=text)
        rows = rows.filter(named | Q(application__number=int(text)) if text.isdigit() else named)
    return rows.order_by("application__number", "application_id")


def recusals_of(review_round: ReviewRound) -> QuerySet[Recusal]:
    """Return the recusals of a round, those that wait for a decision first."""
    return (
        Recusal.objects.filter(round=review_round)
        .select_related("application__enterprise", "reviewer__expert__person", "asked_by", "decided_by")
        .annotate(waits=Count("pk", filter=Q(state=RecusalState.ASKED)))
        .order_by("-waits", "kind", "application__number", "pk")
    )


def runs_of(review_round: ReviewRound) -> list[AssignmentRun]:
    """Return the draws of a round, the latest first, without what went in (it may be megabytes)."""
    rows = AssignmentRun.objects.filter(round=review_round).select_related("by")
    return list(rows.defer("problem").order_by("-number"))


def last_draw(review_round: ReviewRound) -> AssignmentRun | None:
    """Return the draw a round's assignments come from: the latest that was made."""
    made = AssignmentRun.objects.filter(round=review_round, state=JobState.DONE)
    return made.order_by("-number").first()


def assignments_of(review_round: ReviewRound, *, applications: Iterable[int]) -> list[Assignment]:
    """Return the running assignments of some applications of a round, with reviewer and review."""
    rows = Assignment.objects.filter(round=review_round, ended_at=None, application__in=list(applications))
    return list(
        rows.select_related("reviewer__expert__person", "review", "run").order_by("application", "pk")
    )


def access_recusal(*, actor: Actor, recusal_id: int, roles: tuple[AgencyRole, ...] = ()) -> Recusal:
    """Return a recusal of an agency where one of `roles` is held (any role when none); else NotVisible."""
    found = (
        Recusal.objects.select_related(
            "round__call", "application__enterprise", "reviewer__expert__person", "asked_by"
        )
        .filter(pk=recusal_id, agency__in=actor.agencies_with(*roles))
        .first()
    )
    if found is None:
        raise NotVisible(f"recusal {recusal_id}")
    return found
