"""What was decided about the application of the other firm, with a mark in every word of it."""

from datetime import date, datetime, timedelta
from typing import Any

from didim.accounts.models import User
from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.registry.models import Person
from didim.selection.domain.notifying import letter_content
from didim.selection.enums import (
    CommitteeKind,
    DecisionGround,
    NoticeKind,
    Outcome,
    PlanState,
    VoteValue,
)
from didim.selection.models import (
    Committee,
    CommitteeVote,
    Decision,
    DecisionNotice,
    DecisionPlan,
    Objection,
    ScoreSheet,
)

MARK = "누출표식"
NOW = datetime.fromisoformat("2026-02-02T09:00:00+00:00")


def marked_selection(things: dict[str, Any], owner: User) -> dict[str, Any]:
    """Decide the marked application, told to its firm, with an objection that waits."""
    application, agency = things["application"], things["agency"]
    call = application.call
    content = canonical_json(
        {
            "round": {**things["review_round"].definition, "cutoff": None, "bonus_cap": "0", "tie_break": []},
            "rounds": [things["review_round"].definition],
            "rows": [],
            "seals": [],
            "seed": "0",
            "places": 1,
            "reserves": 0,
        }
    )
    sheet = ScoreSheet.objects.create(
        agency=agency,
        round=things["review_round"],
        number=1,
        content=content.decode(),
        content_hash=sha256_hex(content),
        computed_at=NOW,
    )
    plan = DecisionPlan.objects.create(
        agency=agency,
        call=call,
        number=1,
        title=f"{MARK} 안",
        sheet=sheet,
        parameters={"places": 1},
        result={
            "rows": [],
            "counts": {"selected": 0, "reserve": 0, "rejected": 0, "tied": 0},
            "amount_won": 0,
            "last_total": None,
        },
        state=PlanState.APPROVED,
        made_at=NOW,
    )
    committee = Committee.objects.create(
        agency=agency,
        call=call,
        kind=CommitteeKind.SELECTION,
        title=f"{MARK} 위원회",
        plan=plan,
        held_at=NOW,
        minutes=f"{MARK} 회의록",
    )
    CommitteeVote.objects.create(
        agency=agency,
        committee=committee,
        person=Person.objects.create(name=f"{MARK} 운영위원"),
        is_present=True,
        vote=VoteValue.YES,
    )
    Committee.objects.filter(pk=committee.pk).update(decided_at=NOW, approved=True)
    decision = Decision.objects.create(
        agency=agency,
        enterprise=application.enterprise,
        call=call,
        application=application,
        outcome=Outcome.REJECTED,
        ground=DecisionGround.PLACES,
        reason=f"{MARK} 사유",
        plan=plan,
        committee=committee,
        decided_at=NOW,
        notified_at=NOW,
    )
    letter = DecisionNotice.objects.create(
        agency=agency,
        enterprise=application.enterprise,
        decision=decision,
        outcome=decision.outcome,
        letter_number=f"{MARK}-1",
        content=letter_content(decision=decision, kind=NoticeKind.RESULT, now=NOW),
        sent_at=NOW,
    )
    objection = Objection.objects.create(
        agency=agency,
        enterprise=application.enterprise,
        decision=decision,
        text=f"{MARK} 이의 내용",
        filed_at=NOW,
        filed_by=owner,
        due_at=NOW + timedelta(days=6),
        definition=f"objection@{date(2024, 1, 1).isoformat()}",
    )
    return {
        "decision_plan": plan,
        "committee": committee,
        "decision": decision,
        "letter": letter,
        "objection": objection,
    }
