"""A review round of 2,000 applications, each with 3 of 150 reviewers, half of the reviews handed in."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

APPLICATIONS, REVIEWERS, EACH = 2_000, 150, 3
GOAL_QUERIES, GOAL_CPU_MS = 12, 150
NOW = datetime.now(tz=UTC)
EMPTIED = (
    "selection_review, selection_assignment, selection_panelmember, selection_roundentry,"
    " selection_reviewround, selection_reviewer, applications_application"
)
ENTRY = {
    "key": "written",
    "name": "서류평가",
    "kind": "written",
    "criteria": [{"key": f"c{number}", "label": f"항목 {number}", "max": "25"} for number in range(4)],
    "trim_from": None,
    "decimals": 2,
    "rounding": "half_up",
    "quorum": "2/3",
}


def fill_round() -> str:
    """Make the round anew and return the address of its dashboard; firms and calls must be there."""
    import pgtrigger
    from django.db import connection

    with pgtrigger.ignore():  # no history of made-up rows
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {EMPTIED} CASCADE")
        review_round = _make_round()
        _make_assignments(review_round)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return f"/workbench/rounds/{review_round.pk}/"


def _make_round() -> Any:
    from didim.programmes.models import Call
    from didim.registry.models import Agency, Expert, Person
    from didim.selection.models import PanelMember, Reviewer, ReviewRound

    agency = Agency.objects.get(name="측정기관")
    review_round = ReviewRound.objects.create(
        agency=agency,
        call=Call.objects.filter(agency=agency).order_by("pk").first(),
        number=1,
        kind="written",
        title="서류평가",
        definition=ENTRY,
        state="open",
        opens_at=NOW - timedelta(days=3),
        due_at=NOW + timedelta(days=3),
    )
    persons = Person.objects.bulk_create(Person(name=f"평가자 {number}") for number in range(REVIEWERS))
    experts = Expert.objects.bulk_create(Expert(person=person) for person in persons)
    reviewers = Reviewer.objects.bulk_create(
        Reviewer(expert=expert, qualification="practice") for expert in experts
    )
    PanelMember.objects.bulk_create(
        PanelMember(
            agency=agency,
            round=review_round,
            reviewer=reviewer,
            alias=f"위원 {number}",
            max_load=60,
            invited_at=NOW,
            pledged_at=NOW,
        )
        for number, reviewer in enumerate(reviewers, 1)
    )
    return review_round


def _make_assignments(review_round: Any) -> None:
    from didim.accounts.models import User
    from didim.applications.models import Application, Submission
    from didim.programmes.models import CallRevision
    from didim.registry.models import Enterprise
    from didim.selection.models import Assignment, Review, RoundEntry

    agency, by = review_round.agency, User.objects.get(email="director@bench.example")
    applications = Application.objects.bulk_create(
        Application(
            agency=agency,
            call=review_round.call,
            enterprise=firm,
            state="submitted",
            number=number,
            submitted_at=NOW,
            created_at=NOW,
            created_by=by,
        )
        for number, firm in enumerate(Enterprise.objects.order_by("pk")[:APPLICATIONS], 1)
    )
    revision = CallRevision.objects.filter(call=review_round.call).first()
    submissions = Submission.objects.bulk_create(
        Submission(
            agency=agency,
            enterprise_id=one.enterprise_id,
            application=one,
            number=1,
            revision=revision,
            draft_version=1,
            content="{}",
            content_hash="0" * 64,
            submitted_at=NOW,
            submitted_by=by,
        )
        for one in applications
    )
    RoundEntry.objects.bulk_create(
        RoundEntry(agency=agency, round=review_round, application_id=one.application_id, submission=one)
        for one in submissions
    )
    reviewers = list(review_round.members.order_by("pk").values_list("reviewer", flat=True))
    assignments = Assignment.objects.bulk_create(
        Assignment(
            agency=agency,
            round=review_round,
            application=one,
            reviewer_id=reviewers[(number * EACH + place) % REVIEWERS],
            fit=0.5,
            made_at=NOW,
        )
        for number, one in enumerate(applications)
        for place in range(EACH)
    )
    Review.objects.bulk_create(
        Review(
            agency=agency,
            round=review_round,
            assignment=one,
            application_id=one.application_id,
            reviewer_id=one.reviewer_id,
            state="submitted",
            total=Decimal(60 + number % 40),
            updated_at=NOW,
            submitted_at=NOW,
        )
        for number, one in enumerate(assignments[::2])
    )
