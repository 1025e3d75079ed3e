"""What a draw of reviewers is made from, read from the rows: who fits what, who may not, what stands."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count

from didim.engines.assignment import (
    ApplicationProfile,
    Entry,
    FitRule,
    Problem,
    ReviewerProfile,
    Seat,
    fit,
    fit_matrix,
    load_rule,
    make_problem,
)
from didim.kernel.calendar import SEOUL
from didim.kernel.definitions import shipped_definitions
from didim.kernel.wording import Text
from didim.selection.enums import RecusalKind
from didim.selection.models import Assignment, PanelMember, Recusal, ReviewRound, RoundEntry

from .recusals import STANDING

Pair = tuple[int, int]  # application, reviewer
_NAMES = {
    RecusalKind.AUTOMATIC: Text("제척", "Excluded by rule"),
    RecusalKind.CHALLENGED: Text("기피", "Challenged by the applicant"),
    RecusalKind.SELF: Text("회피", "The reviewer's own recusal"),
}
# As much of a plan as tells what it is about; the rest repeats it and would cost a draw its time.
_TOLD = 4000


@dataclass(frozen=True, slots=True)
class DrawInputs:
    """A problem of engines.assignment and the profiles its fits came from."""

    problem: Problem
    rule: FitRule
    reviewers: dict[str, ReviewerProfile]
    applications: dict[str, ApplicationProfile]

    def explained(self, application: str, reviewer: str) -> dict[str, Any]:
        """Return the parts of a pair's fit."""
        return fit(self.reviewers[reviewer], self.applications[application], self.rule).as_json()


def inputs_for(
    review_round: ReviewRound, *, reviewers_each: int, seed: int, fixed: Iterable[Pair], on: date
) -> DrawInputs:
    """Return a round's draw as it would be made on a day; `fixed` are the pairs that stand.

    A reviewer who left keeps what is fixed and takes no more. A yearly cap counts what was taken this year,
    in other rounds too.
    """
    definition = shipped_definitions().as_of("reviewer-fit", on)
    rule = load_rule(definition.values, definition.id)
    stands = list(fixed)
    entries = list(
        RoundEntry.objects.filter(round=review_round)
        .select_related("application__enterprise", "submission")
        .order_by("application")
    )
    members = list(
        PanelMember.objects.filter(round=review_round)
        .select_related("reviewer__expert")
        .prefetch_related("reviewer__expert__trades", "reviewer__expert__regions")
        .order_by("reviewer")
    )
    judged = _judged_elsewhere(review_round, on)
    applications = {str(one.application_id): _application(one) for one in entries}
    reviewers = {str(one.reviewer_id): _reviewer(one, judged) for one in members}
    matrix = fit_matrix(list(applications.values()), list(reviewers.values()), rule)
    fits = {
        (application, reviewer): int(matrix[row, column])
        for row, application in enumerate(applications)
        for column, reviewer in enumerate(reviewers)
    }
    loads = Counter(str(reviewer) for _application, reviewer in stands)
    seats = [_seat(one, judged, loads) for one in members]
    problem = make_problem(
        [Entry(str(one.application_id), str(one.panel_id or "")) for one in entries],
        [one for one in seats if one.max_load],
        fits,
        reviewers_each=reviewers_each,
        seed=seed,
        forbidden=_forbidden(review_round),
        fixed=[(str(application), str(reviewer)) for application, reviewer in stands],
    )
    return DrawInputs(problem, rule, reviewers, applications)


def _judged_elsewhere(review_round: ReviewRound, on: date) -> dict[int, int]:
    since = datetime.combine(on.replace(month=1, day=1), time(), SEOUL)
    members = PanelMember.objects.filter(round=review_round)
    rows = (
        Assignment.objects.filter(reviewer__in=members.values("reviewer"), made_at__gte=since, ended_at=None)
        .exclude(round=review_round)
        .order_by()
        .values_list("reviewer")
        .annotate(many=Count("pk"))
    )
    return dict(rows)


def _application(entry: RoundEntry) -> ApplicationProfile:
    firm, answers = entry.application.enterprise, json.loads(entry.submission.content).get("answers", {})
    words = " ".join(value for value in answers.values() if isinstance(value, str))
    return ApplicationProfile(
        id=str(entry.application_id),
        trades=(firm.industry_id,) if firm.industry_id else (),
        text=words[:_TOLD],
        regions=(firm.region_id,) if firm.region_id else (),
    )


def _reviewer(member: PanelMember, judged: dict[int, int]) -> ReviewerProfile:
    expert = member.reviewer.expert
    return ReviewerProfile(
        id=str(member.reviewer_id),
        trades=tuple(sorted(one.pk for one in expert.trades.all())),
        keywords=tuple(member.reviewer.keywords),
        regions=tuple(sorted(one.pk for one in expert.regions.all())),
        judged=judged.get(member.reviewer_id, 0),
    )


def _seat(member: PanelMember, judged: dict[int, int], loads: Counter[str]) -> Seat:
    key, most, least = str(member.reviewer_id), member.max_load, member.min_load
    cap = member.reviewer.yearly_cap
    if cap is not None:
        most = min(most, max(0, cap - judged.get(member.reviewer_id, 0)))
    if member.dropped_at is not None:
        most = 0
    # What stands is not taken away, whatever the loads say now.
    most = max(most, loads[key])
    return Seat(key, most, min(least, most), str(member.panel_id or ""))


def _forbidden(review_round: ReviewRound) -> dict[tuple[str, str], list[Text]]:
    found: dict[tuple[str, str], list[Text]] = {}
    rows = Recusal.objects.filter(round=review_round, state__in=STANDING).order_by("pk")
    for row in rows:
        name = _NAMES[RecusalKind(row.kind)]
        why = [
            Text(f": {one['label']} ({one['article']})", f": {one['label_en']} ({one['article_en']})")
            for one in row.grounds
        ] or [Text("", "")]
        reasons = [Text(name.ko + one.ko, name.en + one.en) for one in why]
        found.setdefault((str(row.application_id), str(row.reviewer_id)), []).extend(reasons)
    return found
