"""The decided call of the sample: 228 applications, 103 selected, from rows that can be worked out again."""

from collections import Counter
from datetime import datetime, time

import pytest
from django.urls import reverse

from didim.accounts.enums import MessageState
from didim.accounts.models import OutboundMessage, User
from didim.applications.enums import ApplicationState
from didim.applications.models import Application, Receipt
from didim.engines.scoring import RoundKind
from didim.kernel.calendar import SEOUL
from didim.kernel.hash_chains import GENESIS, Entry, first_broken, sha256_hex
from didim.programmes.models import Call
from didim.project.sample import DEMO_SIGN_INS
from didim.registry.models import EnterpriseMember
from didim.selection.domain.verifying import VERIFIERS
from didim.selection.enums import (
    BonusState,
    DecisionGround,
    NoticeKind,
    ObjectionState,
    Outcome,
    RecusalKind,
    RoundState,
)
from didim.selection.models import (
    Assignment,
    BonusClaim,
    Decision,
    DecisionNotice,
    Objection,
    Recusal,
    Review,
    ReviewRound,
    RoundEntry,
    ScoreRow,
)
from tests.sign_in import sign_in

from .conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def decided() -> Call:
    return Call.objects.get(programme__name_en="Blue100")


@pytest.fixture
def two_rounds() -> Call:
    return Call.objects.get(programme__name_en="Leap")


@pytest.fixture
def read_now() -> ReviewRound:
    return ReviewRound.objects.get(state=RoundState.OPEN)


def test_228_apply_and_103_are_selected(decided: Call) -> None:
    applied = Application.objects.filter(call=decided, state=ApplicationState.SUBMITTED)
    outcomes = Counter(Decision.objects.filter(call=decided).values_list("outcome", flat=True))
    assert applied.count() == sum(outcomes.values()) == 228
    assert outcomes == {Outcome.SELECTED: 103, Outcome.RESERVE: 10, Outcome.REJECTED: 115}


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
    assert DecisionNotice.objects.filter(decision__call=decided, kind=NoticeKind.RESULT).count() == 228
    owner = EnterpriseMember.objects.get(role="owner")
    assert Decision.objects.filter(call=decided, enterprise=owner.enterprise).count() == 1


def test_demo_reviewer_has_thirty_plans_to_read(read_now: ReviewRound) -> None:
    mine = Assignment.objects.filter(
        round=read_now, reviewer_user__email="reviewer@hanbit.example", ended_at=None
    )
    assert mine.count() in range(28, 33)
    assert not Review.objects.filter(assignment__in=mine).exists()


def test_second_round_hears_twice_the_places_and_selects_from_them(two_rounds: Call) -> None:
    plans, presentations = two_rounds.review_rounds.order_by("number")
    assert (plans.kind, presentations.kind) == (RoundKind.WRITTEN, RoundKind.PRESENTATION)
    assert (plans.entries.count(), presentations.entries.count()) == (40, 24)
    judged = Counter(Review.objects.filter(round=presentations).values_list("application", flat=True))
    assert set(judged.values()) == {5}
    outcomes = Counter(Decision.objects.filter(call=two_rounds).values_list("outcome", flat=True))
    assert outcomes == {Outcome.SELECTED: 12, Outcome.RESERVE: 3, Outcome.REJECTED: 25}
    unheard = Decision.objects.filter(call=two_rounds).exclude(
        application__in=presentations.entries.values("application")
    )
    assert {one.ground for one in unheard} <= {DecisionGround.SHORTLIST, DecisionGround.CUTOFF}


def test_bonus_points_count_with_their_evidence_in_the_written_round_alone(two_rounds: Call) -> None:
    claims = BonusClaim.objects.filter(application__call=two_rounds)
    assert claims.filter(file=None).count() == 0
    states = Counter(claims.values_list("state", flat=True))
    assert set(states) == {BonusState.GRANTED, BonusState.DENIED}
    written, presented = (
        ScoreRow.objects.filter(sheet__round__call=two_rounds, sheet__round__number=number)
        for number in (1, 2)
    )
    granted = claims.filter(state=BonusState.GRANTED).values("application").distinct().count()
    assert written.filter(bonus__gt=0).count() == granted
    assert written.filter(bonus__gt=3).count() == presented.filter(bonus__gt=0).count() == 0


def test_owner_objects_in_time_and_waits_for_the_answer(two_rounds: Call) -> None:
    objection = Objection.objects.get(filed_by__email="owner@hanbit.example")
    decision = objection.decision
    assert (decision.call, decision.outcome, decision.ground) == (
        two_rounds,
        Outcome.REJECTED,
        DecisionGround.PLACES,
    )
    assert (objection.state, objection.committee) == (ObjectionState.FILED, None)
    now = datetime.combine(TODAY, time(), SEOUL)
    assert objection.filed_at < now < objection.due_at


def test_objection_to_the_decided_call_was_dismissed_by_other_people(decided: Call) -> None:
    objection = Objection.objects.get(decision__call=decided)
    assert objection.state == ObjectionState.DISMISSED
    assert objection.filed_at < objection.due_at
    hearing, deciding = objection.committee, objection.decision.committee
    assert set(hearing.votes.values_list("person", flat=True)).isdisjoint(
        deciding.votes.values_list("person", flat=True)
    )
    answer = DecisionNotice.objects.get(decision=objection.decision, kind=NoticeKind.OBJECTION)
    assert answer.content["answer"] == objection.answer


def test_no_mail_waits_to_be_sent_to_addresses_that_do_not_exist() -> None:
    assert not OutboundMessage.objects.filter(state=MessageState.QUEUED).exists()


def test_sign_ins_reach_the_objection_the_claims_and_the_plans(
    two_rounds: Call, read_now: ReviewRound
) -> None:
    users = {person.key: User.objects.get(email=person.email) for person in DEMO_SIGN_INS}
    objection = Objection.objects.get(filed_by=users["owner"])
    owner = sign_in(users["owner"])
    page = owner.get(reverse("portal:application-detail", args=[objection.decision.application_id]))
    assert objection.text in page.content.decode()
    officer = sign_in(users["officer"], second_factor=True)
    listed = officer.get(reverse("workbench:objection-list", args=[two_rounds.pk]))
    assert objection.enterprise.name in listed.content.decode()
    assert officer.get(reverse("workbench:objection", args=[objection.pk])).status_code == 200
    reviewer = sign_in(users["reviewer"], second_factor=True)
    home = reviewer.get(reverse("review:home")).content.decode()
    assert two_rounds.title in home
    assert read_now.call.title in home
