"""Two agencies and two firms that have nothing to do with each other, and everybody who may visit.

All that belongs to the second agency or the second firm alone carries a mark nobody else may ever read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.models import AccessLogEntry, Consent, User
from didim.kernel.business_numbers import business_check_digit
from didim.programmes.enums import NoticeSource, PairState, PeriodKind, SupportType
from didim.programmes.models import Call, CallRevision, DuplicatePair, Notice, Programme, SavedSearch
from didim.registry.enums import (
    AgencyKind,
    AgencyRole,
    CommissionKind,
    DesignationKind,
    EnterpriseStage,
    ExpertRoleKind,
    FirmRole,
    ImportState,
    LegalForm,
    NetworkKind,
    PartnerKind,
    PlaceKind,
    RelationKind,
    RowOutcome,
)
from didim.registry.models import (
    Agency,
    AgencyMember,
    AgencyRelation,
    Appointment,
    Commission,
    CommissionTarget,
    Designation,
    Enterprise,
    EnterpriseMember,
    EnterpriseYear,
    Expert,
    ExpertRole,
    FileImport,
    FileImportRow,
    FirmInvitation,
    Network,
    NetworkMember,
    Partner,
    Person,
    Place,
    Seat,
)
from didim.selection.enums import Qualification, RoundState
from didim.selection.models import (
    Assignment,
    AssignmentRun,
    PanelMember,
    Recusal,
    Review,
    Reviewer,
    ReviewRound,
    RoundEntry,
    Tie,
)
from tests.sign_in import make_firm_member, make_staff, make_user, sign_in

from .marked_agreements import marked_agreement
from .marked_applications import FORM, marked_application
from .marked_checks import make_marked_check
from .marked_desk import marked_desk
from .marked_experts import marked_experts
from .marked_fair_day import marked_fair_day
from .marked_fair_offers import marked_fair_offers
from .marked_fairs import marked_fair
from .marked_grievances import marked_grievance
from .marked_lifecycle import marked_lifecycle
from .marked_outcomes import make_marked_outcomes
from .marked_partnerships import marked_partnership
from .marked_reports import make_marked_report
from .marked_rooms import marked_room
from .marked_selection import marked_selection
from .marked_spending import marked_spending
from .marked_visits import make_pool_expert, marked_visit
from .marked_vouchers import marked_settlement, marked_voucher

MARK = "누출표식"
MARKED_SALES = 987_654_321_000
MARKED_MAIL = "leaked-mark"
# What may not be in an answer: the word, the address, the amount (also with separators).
MARKS = (MARK, MARKED_MAIL, f"{MARKED_SALES:,}", str(MARKED_SALES))
NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Visitor:
    """Somebody who visits, and how they are signed in."""

    client: Client
    user: User | None = None


@dataclass(frozen=True)
class Scene:
    """Everything the walk meets: the marked things by name, public ones too, and the visitors."""

    things: dict[str, Any]
    visitors: dict[str, Visitor]


def make_firm(name: str, serial: int, **fields: object) -> Enterprise:
    first_nine = f"00181{serial:04d}"
    values = {
        "stage": EnterpriseStage.OPERATING,
        "legal_form": LegalForm.CORPORATION,
        "business_number": first_nine + str(business_check_digit(first_nine)),
        "opened_on": date(2020, 3, 2),
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Enterprise.objects.create(name=name, **(values | fields))


def make_notice(number: int, **fields: object) -> Notice:
    values = {
        "source": NoticeSource.BIZINFO,
        "source_id": f"PBLN_{number:012d}",
        "title": f"공개 공고 {number}",
        "period_kind": PeriodKind.DATED,
        "opens_on": date(2026, 1, 5),
        "closes_on": date(2099, 1, 5),
        "published_on": date(2026, 1, 5),
        "listed_on": date(2026, 1, 5),
        "content_hash": f"{number:064d}",
        "first_seen_at": NOW,
        "last_seen_at": NOW,
        "changed_at": NOW,
    }
    return Notice.objects.create(**(values | fields))


def make_scene() -> Scene:
    own = Agency.objects.create(name="가나진흥원", kind=AgencyKind.PROMOTION)
    other = Agency.objects.create(name="다라진흥원", kind=AgencyKind.PROMOTION)
    things = {"agency": other, **_marked_firm(other), **_marked_programme(other), **_marked_bodies(other)}
    things |= _public_things(other)
    firm = make_firm("우리가게", 1)
    AgencyRelation.objects.create(agency=own, enterprise=firm, kind=RelationKind.APPLICATION, since=NOW)
    stranger_search = SavedSearch.objects.create(
        user=make_user(f"{MARKED_MAIL}-search@example.org", name=f"{MARK} 사람"),
        name=f"{MARK} 검색",
        query={},
        created_at=NOW,
        alerted_until=NOW,
    )
    things["saved_search"] = stranger_search
    visitors = _visitors(own, other, firm, things["firm"])
    director, owner = visitors["other director"].user, visitors["other owner"].user
    things |= marked_application(things, owner)
    things |= make_marked_check(things, mark=MARK, now=NOW)
    things |= make_marked_report(things, owner, mark=MARK, now=NOW)
    things |= make_marked_outcomes(things, mark=MARK, value=MARKED_SALES, now=NOW)
    things |= _marked_round(things, visitors["other reviewer"].user)
    things |= marked_selection(things, owner)
    things |= marked_agreement(things, owner, mark=MARK)
    things |= marked_spending(things, owner, mark=MARK)
    things |= marked_voucher(things, owner, mark=MARK, now=NOW)
    things |= marked_settlement(things, owner, mark=MARK, now=NOW)
    things |= marked_desk(things, director, mark=MARK, now=NOW)
    things |= marked_experts(things, mark=MARK, now=NOW)
    things |= marked_fair(things, mark=MARK, now=NOW)
    things |= marked_grievance(things, owner, mark=MARK, now=NOW)
    things |= marked_lifecycle(things, mark=MARK, now=NOW)
    things |= marked_partnership(things, mark=MARK, now=NOW)
    things |= marked_visit(things, visitors["other expert"].user, mark=MARK, now=NOW)
    things |= marked_fair_day(things, mark=MARK, now=NOW)
    things |= marked_room(things, director, owner, mark=MARK, now=NOW)
    things |= marked_fair_offers(things, mark=MARK, now=NOW)
    make_pool_expert(own, visitors["expert"].user, "우리 전문가")
    make_pool_expert(own, visitors["expert without factor"].user, "우리 전문가")
    things["agency_member"] = AgencyMember.objects.get(user=director)
    things["firm_member"] = EnterpriseMember.objects.get(user=owner)
    things["consent"] = Consent.objects.filter(user=owner).first()
    things["invitation"] = FirmInvitation.objects.create(
        enterprise=things["firm"],
        email=f"{MARKED_MAIL}-invited@example.org",
        role=FirmRole.MEMBER,
        invited_by=owner,
        token_hash="0" * 64,
        invited_at=NOW,
        expires_at=datetime(2099, 1, 5, tzinfo=UTC),
    )
    AccessLogEntry.objects.create(
        account=director,
        at=NOW,
        act=AccessAct.VIEW,
        task=f"{MARK} 업무",
        subject_kind=SubjectKind.ENTERPRISE,
        subject_id=things["firm"].pk,
        subject=f"{MARK} 기업",
        agency_id=other.pk,
        keep_until=date(2099, 1, 5),
    )
    return Scene(things, visitors)


def _marked_firm(other: Agency) -> dict[str, Any]:
    firm = make_firm(
        f"{MARK} 기업",
        2,
        representative_name=f"{MARK}대표",
        representative_birth_year=1981,
        email=f"{MARKED_MAIL}@example.org",
        address=f"{MARK} 1길",
    )
    EnterpriseYear.objects.create(enterprise=firm, year=2025, employees=7, sales=MARKED_SALES)
    AgencyRelation.objects.create(agency=other, enterprise=firm, kind=RelationKind.APPLICATION, since=NOW)
    firm_import = FileImport.objects.create(
        agency=other,
        kind="firms",
        file_name=f"{MARK}.xlsx",
        file_hash="0" * 64,
        state=ImportState.PREVIEWED,
        uploaded_at=NOW,
    )
    FileImportRow.objects.create(
        agency=other,
        file_import=firm_import,
        number=1,
        cells={"기업명": f"{MARK} 행"},
        outcome=RowOutcome.REJECTED,
        problems=[],
    )
    designation = Designation.objects.create(
        enterprise=firm, kind=DesignationKind.VENTURE, number=f"{MARK}-7"
    )
    return {"firm": firm, "firm_import": firm_import, "designation": designation}


def _marked_programme(other: Agency) -> dict[str, Any]:
    """A draft call of the other agency; so its programme is not public yet either."""
    programme = Programme.objects.create(
        agency=other, name=f"{MARK} 사업", support_type=SupportType.LOAN, year=2026
    )
    call = Call.objects.create(agency=other, programme=programme, title=f"{MARK} 공고", created_at=NOW)
    revision = CallRevision.objects.create(
        agency=other, call=call, number=1, summary=f"{MARK} 요약", rule={}, form=FORM
    )
    return {"programme": programme, "call": call, "call_revision": revision}


def _marked_bodies(other: Agency) -> dict[str, Any]:
    partner = Partner.objects.create(name="공개 파트너", kind=PartnerKind.INVESTOR)
    person = Person.objects.create(
        name="위원 하나", email=f"{MARKED_MAIL}-person@example.org", phone=f"{MARK}-전화"
    )
    commission = Commission.objects.create(
        agency=other,
        partner=partner,
        person=person,
        kind=CommissionKind.INVESTOR,
        letter_number=f"{MARK}-1",
        valid_from=date(2026, 1, 5),
    )
    CommissionTarget.objects.create(agency=other, due_on=date(2026, 12, 31), count=3)
    return {"partner": partner, "commission": commission}


def make_reviewer(agency: Agency, mail: str) -> User:
    """Make somebody of the agency's pool of reviewers, with an account."""
    user = make_user(mail)
    person = Person.objects.create(name="평가위원", user=user)
    expert = Expert.objects.create(person=person)
    ExpertRole.objects.create(
        agency=agency, expert=expert, kind=ExpertRoleKind.REVIEWER, valid_from=date(2026, 1, 5)
    )
    Reviewer.objects.create(expert=expert, qualification=Qualification.PRACTICE)
    return user


def _marked_round(things: dict[str, Any], user: User) -> dict[str, Any]:
    """An open round of the other agency, with a review somebody writes and what ties them to the firm."""
    application, reviewer = things["application"], Reviewer.objects.get(expert__person__user=user)
    application.refresh_from_db()
    call = application.call
    criteria = [{"key": "plan", "label": f"{MARK} 항목", "max": "100"}]
    review_round = ReviewRound.objects.create(
        agency=call.agency,
        call=call,
        number=1,
        kind="written",
        title=f"{MARK} 서류평가",
        definition={
            "key": "written", "name": "서류평가", "kind": "written", "criteria": criteria,
            "trim_from": None, "decimals": 2, "rounding": "half_up", "quorum": "2/3",
        },
        state=RoundState.OPEN,
    )  # fmt: skip
    whose = {"agency": call.agency, "round": review_round, "reviewer": reviewer}
    RoundEntry.objects.create(
        agency=call.agency, round=review_round, application=application, submission=application.submission
    )
    member = PanelMember.objects.create(
        **whose, user=user, alias="위원 1", max_load=30, invited_at=NOW, pledged_at=NOW
    )
    assignment = Assignment.objects.create(
        **whose, application=application, reviewer_user=user, fit=1, made_at=NOW
    )
    review = Review.objects.create(
        **whose,
        assignment=assignment,
        application=application,
        reviewer_user=user,
        comment=f"{MARK} 의견",
        version=1,
        updated_at=NOW,
    )
    recusal = Recusal.objects.create(
        **whose, application=application, kind="challenged", state="asked", reason=MARK, asked_at=NOW
    )
    run = AssignmentRun.objects.create(
        agency=call.agency,
        round=review_round,
        number=1,
        state="done",
        seed=1,
        problem="{}",
        problem_hash="0" * 64,
        reason=MARK,
        at=NOW,
    )
    tie = Tie.objects.create(
        kind="owns",
        person=reviewer.expert.person,
        enterprise=things["firm"],
        note=MARK,
        source="declared",
        recorded_at=NOW,
        recorded_by=user,
    )
    return {
        "review_round": review_round,
        "panel_member": member,
        "assignment": assignment,
        "review": review,
        "recusal": recusal,
        "assignment_run": run,
        "tie": tie,
        "reviewer": reviewer,
    }


def _public_things(other: Agency) -> dict[str, Any]:
    network = Network.objects.create(hub=other, kind=NetworkKind.NETWORK, name="공개 네트워크")
    board = Network.objects.create(hub=other, kind=NetworkKind.ADVISORY_BOARD, name="공개 자문위원회")
    seat = Seat.objects.create(board=board, number=1)
    appointment = Appointment.objects.create(
        board=board,
        seat=seat,
        person=Person.objects.get(name="위원 하나"),
        valid_from=date(2026, 1, 5),
        valid_to=date(2099, 1, 4),
    )
    notices = [make_notice(number, agency=other) for number in (1, 2)]
    pair = DuplicatePair.objects.create(
        left=notices[0],
        right=notices[1],
        score=0.9,
        title_score=0.9,
        agency_score=1,
        period_score=1,
        state=PairState.PENDING,
    )
    member = NetworkMember.objects.create(network=board, agency=other, valid_from=date(2026, 1, 5))
    place = Place.objects.create(name="공개 시장", kind=PlaceKind.MARKET)
    return {
        "network": network,
        "board": board,
        "seat": seat,
        "appointment": appointment,
        "network_member": member,
        "place": place,
        "notice": notices[0],
        "pair": pair,
    }


def _visitors(own: Agency, other: Agency, firm: Enterprise, marked_firm: Enterprise) -> dict[str, Visitor]:
    visitors = {"stranger": Visitor(Client())}

    def add(name: str, make: Callable[[str], User], *, second_factor: bool = False) -> None:
        user = make(f"{name.replace(' ', '-')}@example.org")
        user.name = user.name or (f"{MARK} 사람" if name.startswith("other") else "이용자")
        user.save()
        visitors[name] = Visitor(sign_in(user, second_factor=second_factor), user)

    add("signed in", make_user)
    add("consents due", lambda mail: make_user(mail, consents=False))
    add("firm owner", lambda mail: make_firm_member(firm, FirmRole.OWNER, mail))
    add("firm member", lambda mail: make_firm_member(firm, FirmRole.MEMBER, mail))
    for role in AgencyRole:
        add(role.value, lambda mail, role=role: make_staff(own, role, email=mail), second_factor=True)
        add(f"{role.value} without factor", lambda mail, role=role: make_staff(own, role, email=mail))
    add("operator", lambda mail: make_user(mail, is_superuser=True), second_factor=True)
    add("operator without factor", lambda mail: make_user(mail, is_superuser=True))
    add("reviewer", lambda mail: make_reviewer(own, mail), second_factor=True)
    add("reviewer without factor", lambda mail: make_reviewer(own, mail))
    add("expert", make_user, second_factor=True)
    add("expert without factor", make_user)
    # Those whose the marked things are: they show that the marks can be read at all.
    director, owner = f"{MARKED_MAIL}-d@example.org", f"{MARKED_MAIL}-o@example.org"
    add(
        "other director",
        lambda _mail: make_staff(other, AgencyRole.DIRECTOR, email=director),
        second_factor=True,
    )
    judging = f"{MARKED_MAIL}-r@example.org"
    add("other reviewer", lambda _mail: make_reviewer(other, judging), second_factor=True)
    add("other expert", lambda _mail: make_user(f"{MARKED_MAIL}-e@example.org"), second_factor=True)
    add("other owner", lambda _mail: make_firm_member(marked_firm, FirmRole.OWNER, owner))
    return visitors
