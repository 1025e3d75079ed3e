"""A selected and told firm, and its agreement at each of its steps, for tests."""

from datetime import date, datetime
from typing import Any

from didim.agreements.domain.drafting import draft_agreement
from didim.agreements.domain.instalments import Part, plan_instalments
from didim.agreements.domain.signing import offer_agreement, sign_agreement
from didim.agreements.domain.terms import AgreementTerms, LineAmount
from didim.agreements.enums import Side, SignMethod
from didim.agreements.models import Agreement
from didim.applications.models import Application
from didim.kernel.hash_chains import canonical_json
from didim.programmes.models import Call, CallRevision, Programme
from didim.registry.models import Person
from didim.selection.enums import CommitteeKind, Outcome, VoteValue
from didim.selection.models import Committee, CommitteeVote, Decision

PACK = "startup-funds@2024-01-01"
TERMS = AgreementTerms(
    title="현장 검사 자동화",
    starts_on=date(2026, 12, 1),
    ends_on=date(2027, 7, 31),
    lines=(
        LineAmount("materials", grant_won=20_000_000, own_cash_won=2_000_000),
        LineAmount("outsourcing", "development", grant_won=20_000_000, own_cash_won=2_000_000),
        LineAmount("wages", "employees", grant_won=0, own_in_kind_won=6_000_000),
    ),
    plan={"problem": "검사에 사람이 많이 든다.", "solution": "사진으로 결함을 찾는다."},
)


def render(content: dict[str, Any]) -> bytes:
    """Stand for the paper where a test is not about its looks: one text for one content."""
    return canonical_json(content)


def selected(
    agency: Any,
    firm: Any,
    *,
    by: Any,
    now: datetime,
    award_won: int = 40_000_000,
    call_budget: int | None = 100_000_000,
    programme_budget: int | None = 500_000_000,
    call: Call | None = None,
) -> Decision:
    """Make the decision that selects a firm, of a call of its own or of the one named."""
    if call is None:
        programme, _fresh = Programme.objects.get_or_create(
            agency=agency,
            name="도약 지원",
            year=2026,
            defaults={"support_type": "commercialisation", "budget": programme_budget},
        )
        call = Call.objects.create(agency=agency, programme=programme, title="도약 지원 공고", created_at=now)
        CallRevision.objects.create(
            agency=agency, call=call, number=1, state="published", published_at=now, budget_won=call_budget
        )
    application = Application.objects.create(
        agency=agency,
        enterprise=firm,
        call=call,
        created_at=now,
        created_by=by,
        state="submitted",
        submitted_at=now,
    )
    committee = Committee.objects.create(
        agency=agency, call=call, kind=CommitteeKind.SELECTION, title="제1차", held_at=now
    )
    CommitteeVote.objects.create(
        agency=agency,
        committee=committee,
        person=Person.objects.create(name="운영위원"),
        is_present=True,
        vote=VoteValue.YES,
    )
    Committee.objects.filter(pk=committee.pk).update(approved=True, decided_at=now)
    return Decision.objects.create(
        agency=agency,
        enterprise=firm,
        call=call,
        application=application,
        outcome=Outcome.SELECTED,
        amount_won=award_won,
        committee=committee,
        decided_at=now,
        notified_at=now,
    )


def drafted(decision: Decision, *, by: Any, now: datetime, terms: AgreementTerms = TERMS) -> Agreement:
    return draft_agreement(decision=decision, terms=terms, rule_pack_id=PACK, by=by, now=now)


def in_force(
    decision: Decision,
    *,
    by: Any,
    now: datetime,
    terms: AgreementTerms = TERMS,
    parts: tuple[Part, ...] = (),
    made_by: Any = None,
) -> Agreement:
    agreement = drafted(decision, by=by, now=now, terms=terms)
    if parts:
        plan_instalments(agreement=agreement, parts=parts, by=by)
    agreement = offer_agreement(agreement=agreement, render=made_by or render, by=by, now=now)
    for side in (Side.ENTERPRISE, Side.AGENCY):
        agreement = signed(agreement, side, by=by, now=now)
    return agreement


def signed(agreement: Agreement, side: Side, *, by: Any, now: datetime) -> Agreement:
    return sign_agreement(
        agreement=agreement,
        side=side,
        name="김하나",
        method=SignMethod.PASSKEY,
        pdf_sha256=agreement.version.pdf_sha256,
        by=by,
        now=now,
    )
