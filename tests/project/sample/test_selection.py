"""The decided call of the sample: 228 applications, 103 selected, from rows that can be worked out again."""

from collections import Counter

import pytest

from didim.applications.enums import ApplicationState
from didim.applications.models import Application, Receipt
from didim.kernel.hash_chains import GENESIS, Entry, first_broken, sha256_hex
from didim.programmes.models import Call
from didim.registry.models import EnterpriseMember
from didim.selection.domain.verifying import VERIFIERS
from didim.selection.enums import Outcome, RecusalKind, RoundState
from didim.selection.models import (
    Assignment,
    Decision,
    DecisionNotice,
    Recusal,
    Review,
    ReviewRound,
    RoundEntry,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def decided() -> Call:
    return Call.objects.get(programme__name_en="Blue100")


@pytest.fixture
def read_now() -> ReviewRound:
    return ReviewRound.objects.get(state=RoundState.OPEN)


def test_228_apply_and_103_are_selected(decided: Call) -> None:
    applied = Application.objects.filter(call=decided, state=ApplicationState.SUBMITTED)
    outcomes = Counter(Decision.objects.filter(call=decided).values_list("outcome", flat=True))
    assert (applied.count(), sum(outcomes.values()), outcomes[Outcome.SELECTED]) == (228, 228, 103)


def test_receipts_are_numbered_without_a_gap_and_chained(decided: Call) -> None:
    receipts = Receipt.objects.filter(call=decided).order_by("number").select_related("submission")
    entries = [
        Entry(
            one.number,
            one.received_at,
            one.kind,
            one.content_hash,
            one.previous_hash,
            one.hash,
            sha256_hex(one.submission.content.encode()),
        )
        for one in receipts
    ]
    assert (len(entries), entries[0].previous_hash) == (228, GENESIS)
    assert first_broken(entries, head=decided.receipt_chain.last_hash) is None


def test_seals_reviews_and_sheets_verify() -> None:
    assert [found for verifier in VERIFIERS for found in verifier.find()] == []


def test_each_plan_has_three_reviewers_without_a_conflict(decided: Call) -> None:
    round_ = decided.review_rounds.get()
    judged = Counter(Review.objects.filter(round=round_).values_list("application", flat=True))
    assert set(judged.values()) == {3}
    assert len(judged) == RoundEntry.objects.filter(round=round_).count()
    recused = Recusal.objects.filter(round=round_, kind=RecusalKind.AUTOMATIC)
    pairs = set(recused.values_list("application", "reviewer"))
    assert pairs
    assert pairs.isdisjoint(Assignment.objects.filter(round=round_).values_list("application", "reviewer"))


def test_everybody_was_told_by_a_letter_the_owner_too(decided: Call) -> None:
    assert DecisionNotice.objects.filter(decision__call=decided).count() == 228
    owner = EnterpriseMember.objects.get(role="owner")
    assert Decision.objects.filter(call=decided, enterprise=owner.enterprise).count() == 1


def test_demo_reviewer_has_thirty_plans_to_read(read_now: ReviewRound) -> None:
    mine = Assignment.objects.filter(
        round=read_now, reviewer_user__email="reviewer@hanbit.example", ended_at=None
    )
    assert mine.count() in range(28, 33)
    assert not Review.objects.filter(assignment__in=mine).exists()
