"""Calls with rounds, applications that passed their check, and reviewers, for tests of panels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from didim.accounts.models import User
from didim.applications.enums import ApplicationState
from didim.applications.models import Application, Submission
from didim.engines.scoring import RoundKind, dump_rounds, standard_rounds
from didim.kernel.business_numbers import business_check_digit
from didim.kernel.definitions import shipped_definitions
from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.programmes.enums import RevisionState, SupportType
from didim.programmes.models import Call, CallRevision, Programme
from didim.registry.enums import AgencyKind, EnterpriseStage, ExpertRoleKind, LegalForm
from didim.registry.models import Agency, Enterprise, Expert, ExpertRole, Person
from didim.selection.enums import CheckState, Qualification, RoundState
from didim.selection.models import (
    Assignment,
    EligibilityCheck,
    PanelMember,
    Reviewer,
    ReviewRound,
    RoundEntry,
)
from tests.sign_in import make_user

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
_serial = count(1)
FORM = {
    "steps": [
        {
            "key": "firm",
            "title": "기업",
            "title_en": "Firm",
            "fields": [
                {
                    "key": "firm_name",
                    "kind": "text",
                    "label": "기업명",
                    "label_en": "Name",
                    "prefill": "name",
                },
                {"key": "phone", "kind": "phone", "label": "전화", "label_en": "Phone"},
            ],
        },
        {
            "key": "plan",
            "title": "사업계획",
            "title_en": "Plan",
            "fields": [
                {"key": "idea", "kind": "long_text", "label": "사업 내용", "label_en": "Idea"},
                {"key": "paper", "kind": "file", "label": "사업계획서", "label_en": "Business plan"},
            ],
        },
    ]
}


def standard_entries(reviewers: Any = 3, **panel: Any) -> list[dict[str, Any]]:
    """Return a written and a presentation round as the definitions have them, with their panels."""
    definitions = shipped_definitions()
    rounds = standard_rounds(
        [RoundKind.WRITTEN, RoundKind.PRESENTATION],
        definitions.as_of("review-scoring", TODAY),
        definitions.as_of("review-cutoff", TODAY),
    )
    return [{**entry, "reviewers": reviewers, "panel": panel} for entry in dump_rounds(rounds)]


def make_agency(name: str = "한빛진흥원") -> Agency:
    return Agency.objects.create(name=f"{name} {next(_serial)}", kind=AgencyKind.PROMOTION)


def make_call(agency: Agency, rounds: Sequence[dict[str, Any]] | None = None) -> Call:
    serial = next(_serial)
    programme = Programme.objects.create(
        agency=agency, name=f"사업화 지원 {serial}", support_type=SupportType.GLOBAL, year=2026
    )
    call = Call.objects.create(
        agency=agency, programme=programme, title=f"모집 공고 {serial}", created_at=NOW
    )
    CallRevision.objects.create(
        agency=agency,
        call=call,
        number=1,
        state=RevisionState.PUBLISHED,
        published_at=NOW - timedelta(days=60),
        rounds=standard_entries() if rounds is None else list(rounds),
        form=FORM,
    )
    return call


def make_enterprise(name: str = "", **fields: Any) -> Enterprise:
    serial = next(_serial)
    first = f"22081{serial:04d}"
    values = {
        "stage": EnterpriseStage.OPERATING,
        "legal_form": LegalForm.CORPORATION,
        "business_number": first + str(business_check_digit(first)),
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Enterprise.objects.create(name=name or f"가나상사 {serial}", **(values | fields))


def make_application(
    call: Call,
    *,
    enterprise: Enterprise | None = None,
    state: CheckState | None = CheckState.PASSED,
    answers: dict[str, Any] | None = None,
    by: User | None = None,
) -> Application:
    """Make a submitted application with its submission, and its check in `state` (None: no check yet)."""
    by = by or make_user(f"writer{next(_serial)}@example.org", consents=False)
    firm = enterprise or make_enterprise()
    application = Application.objects.create(
        agency=call.agency, call=call, enterprise=firm, created_at=NOW, created_by=by
    )
    written = {"firm_name": firm.name, "phone": "02-777-8888", "idea": "밤에도 자라는 상추"}
    content = canonical_json({"answers": answers or written})
    submission = Submission.objects.create(
        agency=call.agency,
        enterprise=firm,
        application=application,
        number=1,
        revision=call.revisions.first(),
        draft_version=1,
        content=content.decode(),
        content_hash=sha256_hex(content),
        submitted_at=NOW - timedelta(days=3),
        submitted_by=by,
    )
    application.state, application.submission = ApplicationState.SUBMITTED, submission
    application.submitted_at, application.number = submission.submitted_at, application.pk
    application.save()
    if state is not None:
        EligibilityCheck.objects.create(
            agency=call.agency,
            application=application,
            submission=submission,
            state=state,
            checked_at=NOW,
            decided_at=NOW,
            decided_by=by,
        )
    return application


def make_reviewer(
    agency: Agency, name: str = "", *, email: str = "", with_account: bool = True, **fields: Any
) -> Reviewer:
    """Make a reviewer of the agency's pool, with an account unless told otherwise."""
    serial = next(_serial)
    user = make_user(email or f"reviewer{serial}@example.org") if with_account else None
    person = Person.objects.create(name=name or f"평가자{serial}", user=user)
    expert = Expert.objects.create(person=person)
    ExpertRole.objects.create(
        agency=agency, expert=expert, kind=ExpertRoleKind.REVIEWER, valid_from=date(2026, 1, 1)
    )
    return Reviewer.objects.create(expert=expert, **({"qualification": Qualification.PRACTICE} | fields))


@dataclass
class Judged:
    """An open round with its applications and reviewers; everybody judges everything."""

    agency: Agency
    call: Call
    round: ReviewRound
    applications: list[Application]
    reviewers: list[Reviewer]
    members: list[PanelMember] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)

    def assignment(self, reviewer: int, application: int) -> Assignment:
        """Return the assignment of the n-th reviewer to the n-th application."""
        return Assignment.objects.get(
            round=self.round,
            reviewer=self.reviewers[reviewer],
            application=self.applications[application],
            ended_at=None,
        )


def make_judged(
    *,
    applications: int = 2,
    reviewers: int = 3,
    agency: Agency | None = None,
    state: RoundState = RoundState.OPEN,
    pledged: bool = True,
    **round_fields: Any,
) -> Judged:
    """Make a round whose reviewers judge every application, without a draw."""
    agency = agency or make_agency()
    call = make_call(agency)
    entry = standard_entries()[0]
    made = ReviewRound.objects.create(
        agency=agency,
        call=call,
        number=1,
        kind=entry["kind"],
        title=entry["name"],
        definition=entry,
        state=state,
        opens_at=NOW - timedelta(days=1),
        due_at=NOW + timedelta(days=5),
        **round_fields,
    )
    firms = [make_application(call) for _ in range(applications)]
    pool = [make_reviewer(agency) for _ in range(reviewers)]
    judged = Judged(agency, call, made, firms, pool)
    for one in firms:
        RoundEntry.objects.create(agency=agency, round=made, application=one, submission=one.submission)
    for at, reviewer in enumerate(pool, 1):
        user = reviewer.expert.person.user
        judged.members.append(
            PanelMember.objects.create(
                agency=agency,
                round=made,
                reviewer=reviewer,
                user=user,
                alias=f"위원 {at}",
                max_load=30,
                invited_at=NOW,
                pledged_at=NOW if pledged else None,
            )
        )
        for one in firms:
            judged.assignments.append(
                Assignment.objects.create(
                    agency=agency,
                    round=made,
                    application=one,
                    reviewer=reviewer,
                    reviewer_user=user,
                    fit=0.5,
                    made_at=NOW,
                )
            )
    return judged
