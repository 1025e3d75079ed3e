from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from psycopg import sql

from didim.accounts.tenancy import DatabaseScope, scoped
from didim.kernel.hash_chains import Entry, first_broken, sha256_hex
from didim.kernel.refusals import RefusedError
from didim.selection.domain import reviewing
from didim.selection.domain.recusals import pledge, recuse_oneself
from didim.selection.domain.reviewing import StaleReviewError, Written
from didim.selection.enums import ReviewState, RoundState
from didim.selection.models import Assignment, Review, ReviewSeal, SealChain
from tests.sign_in import make_user

from .panels import NOW, Judged, make_judged

pytestmark = pytest.mark.django_db
WHOLE = {"problem": "20", "solution": "21", "scale_up": "22", "team": "23"}


def write(
    judged: Judged,
    reviewer: int = 0,
    application: int = 0,
    *,
    points: dict[str, str] | None = None,
    comment: str = "근거가 뚜렷하다",
    version: int = 0,
) -> Review:
    return reviewing.save_review(
        assignment=judged.assignment(reviewer, application),
        written=Written(WHOLE if points is None else points, {"problem": "좋다"}, comment, "나중에 다시"),
        version=version,
        by=judged.members[reviewer].user,
        now=NOW,
    )


def submit(judged: Judged, reviewer: int = 0, application: int = 0) -> Review:
    assignment = judged.assignment(reviewer, application)
    return reviewing.submit_review(assignment=assignment, by=judged.members[reviewer].user, now=NOW)


def chain_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_whole_points_give_the_total() -> None:
    review = write(make_judged())
    assert (review.total, review.version, review.state) == (Decimal(86), 1, ReviewState.DRAFT)


def test_points_so_far_are_kept_without_a_total() -> None:
    review = write(make_judged(), points={"problem": "20", "team": ""})
    assert (review.points, review.total) == ({"problem": "20"}, None)


@pytest.mark.parametrize("points", ["26", "-1", "1.5", "많음", "NaN"])
def test_points_that_do_not_fit_are_refused(points: str) -> None:
    with pytest.raises(RefusedError) as refused:
        write(make_judged(), points={"problem": points})
    assert list(refused.value.by_field()) == ["problem"]


def test_second_window_does_not_overwrite_the_first() -> None:
    judged = make_judged()
    write(judged)
    with pytest.raises(StaleReviewError) as stale:
        write(judged, points={"problem": "1"})
    assert stale.value.review.points == WHOLE
    assert write(judged, points={"problem": "1"}, version=1).points == {"problem": "1"}


def test_nobody_writes_anothers_review() -> None:
    judged = make_judged()
    with pytest.raises(RefusedError):
        reviewing.save_review(
            assignment=judged.assignment(0, 0),
            written=Written({}, {}),
            version=0,
            by=judged.members[1].user,
            now=NOW,
        )


def test_review_that_is_not_whole_is_not_handed_in() -> None:
    judged = make_judged()
    write(judged, points={"problem": "20"}, comment="")
    with pytest.raises(RefusedError) as refused:
        submit(judged)
    assert list(refused.value.by_field()) == ["solution", "scale_up", "team", "comment"]


def test_handed_in_review_is_sealed_and_does_not_change() -> None:
    judged = make_judged()
    write(judged)
    review = submit(judged)
    seal = ReviewSeal.objects.get()
    assert seal.content_hash == sha256_hex(seal.content.encode())
    assert '"points":{"problem":"20","scale_up":"22","solution":"21","team":"23"}' in seal.content
    assert "나중에" not in seal.content
    with pytest.raises(RefusedError):
        write(judged, version=review.version)


def test_seals_of_a_round_are_chained() -> None:
    judged = make_judged()
    for reviewer, application in ((0, 0), (1, 0), (0, 1)):
        write(judged, reviewer, application)
        submit(judged, reviewer, application)
        chain_now()
    entries = [
        Entry(
            seal.number,
            seal.sealed_at,
            "review",
            seal.content_hash,
            seal.previous_hash,
            seal.hash,
            sha256_hex(seal.content.encode()),
        )
        for seal in ReviewSeal.objects.order_by("number")
    ]
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert first_broken(entries, head=SealChain.objects.get().last_hash) is None


def test_reopened_review_is_sealed_again() -> None:
    judged = make_judged()
    write(judged)
    review, officer = submit(judged), make_user("officer@example.org")
    with pytest.raises(RefusedError):
        reviewing.reopen_review(review=review, reason=" ", by=officer, now=NOW)
    again = reviewing.reopen_review(review=review, reason="항목을 바꿔 적음", by=officer, now=NOW)
    write(judged, points={**WHOLE, "team": "1"}, version=again.version)
    submit(judged)
    chain_now()
    totals = [seal.content.rsplit('"total":', 1)[1] for seal in ReviewSeal.objects.order_by("number")]
    assert totals == ['"86"}', '"64"}']


def test_everything_whole_goes_in_at_once() -> None:
    judged = make_judged(applications=3)
    write(judged, 0, 0)
    write(judged, 0, 1)
    write(judged, 0, 2, points={})
    member = judged.members[0]
    handed = reviewing.submit_whole_reviews(member=member, by=member.user, now=NOW)
    assert (handed.submitted, handed.unfinished) == (2, 1)
    again = reviewing.submit_whole_reviews(member=member, by=member.user, now=NOW)
    assert (again.submitted, again.unfinished) == (0, 1)


def test_round_closes_with_its_quorum() -> None:
    judged = make_judged(applications=1)
    officer = make_user("officer@example.org")
    write(judged, 0)
    submit(judged, 0)
    # Two of three make the quorum of 2/3 (제안서평가 지침).
    with pytest.raises(RefusedError, match="1건"):
        reviewing.close_round(review_round=judged.round, by=officer, now=NOW)
    write(judged, 1)
    submit(judged, 1)
    closed = reviewing.close_round(review_round=judged.round, by=officer, now=NOW)
    assert (closed.state, closed.closed_at) == (RoundState.CLOSED, NOW)
    with pytest.raises(RefusedError):
        write(judged, 2)


def test_review_of_an_ended_assignment_makes_no_quorum() -> None:
    judged = make_judged(applications=1)
    for reviewer in (0, 1):
        write(judged, reviewer)
        submit(judged, reviewer)
    assert reviewing.without_quorum(judged.round) == []
    own = judged.assignment(0, 0)
    own.ended_at = NOW
    own.save()
    assert reviewing.without_quorum(judged.round) == [judged.applications[0].pk]


def scope_of(judged: Judged, reviewer: int) -> DatabaseScope:
    """Return the scope a web request of the reviewer has."""
    return DatabaseScope(user=judged.members[reviewer].user_id)


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        return cursor.fetchone()[0]


def test_row_security_shows_a_reviewer_what_is_theirs() -> None:
    judged, other = make_judged(applications=2), make_judged()
    write(judged, 0, 0)
    submit(judged, 0, 0)
    write(judged, 1, 0)
    submit(judged, 1, 0)
    chain_now()
    recuse_oneself(assignment=judged.assignment(0, 1), reason="사제 관계", by=judged.members[0].user, now=NOW)
    tables = (
        "applications_application",
        "applications_submission",
        "selection_roundentry",
        "selection_assignment",
        "selection_panelmember",
        "selection_review",
        "selection_reviewseal",
        "selection_recusal",
        "selection_reviewround",
        "selection_eligibilitycheck",
        "selection_scorerow",
        "selection_reviewevent",
    )
    with scoped(scope_of(judged, 0)):
        seen = {table.partition("_")[2]: rows(table) for table in tables}
    assert seen == {
        "application": 1,
        "submission": 1,
        "roundentry": 1,
        "assignment": 2,
        "panelmember": 1,
        "review": 1,
        "reviewseal": 1,
        "recusal": 1,
        "reviewround": 1,
        "eligibilitycheck": 0,
        "scorerow": 0,
        "reviewevent": 0,
    }
    with scoped(scope_of(other, 0)):
        assert rows("applications_application") == 2


def test_reviewer_does_their_whole_work_in_their_own_scope() -> None:
    judged = make_judged(pledged=False)
    member = judged.members[0]
    own, second = judged.assignment(0, 0), judged.assignment(0, 1)
    with scoped(scope_of(judged, 0)):
        pledge(member=member, by=member.user, now=NOW)
        for version in (0, 1):
            reviewing.save_review(
                assignment=own,
                written=Written(WHOLE, {}, "좋다"),
                version=version,
                by=member.user,
                now=NOW + timedelta(minutes=version),
            )
        reviewing.submit_review(assignment=own, by=member.user, now=NOW)
        chain_now()
        recuse_oneself(assignment=second, reason="친구의 회사", by=member.user, now=NOW)
        handed = reviewing.submit_whole_reviews(member=member, by=member.user, now=NOW)
        assert (handed.submitted, handed.unfinished) == (0, 0)
    assert ReviewSeal.objects.get().number == 1


@pytest.mark.parametrize("model", [Review, Assignment])
def test_reviewer_cannot_touch_anothers_rows(model: type[Review] | type[Assignment]) -> None:
    judged = make_judged()
    write(judged, 1, 0)
    with scoped(scope_of(judged, 0)):
        assert model.objects.exclude(reviewer_user=judged.members[0].user).update(agency=judged.agency) == 0
