"""Calls, firms, people and applications for the tests of applications."""

from datetime import UTC, datetime, timedelta
from typing import Any

from didim.accounts.models import User
from didim.applications.enums import ApplicationState
from didim.applications.models import Application
from didim.kernel.business_numbers import business_check_digit
from didim.programmes.enums import RevisionState, SupportType
from didim.programmes.models import Call, CallRevision, Programme
from didim.registry.domain.firms import FirmDetails, register_firm
from didim.registry.enums import AgencyKind, AgencyRole, FirmRole, LegalForm
from didim.registry.models import Agency, Enterprise, EnterpriseMember
from didim.registry.queries.actors import Actor

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
CLOSES = datetime(2026, 12, 4, 9, 0, tzinfo=UTC)  # 18:00 in Seoul
ANYONE = {"kind": "all", "parts": []}
FORM: dict[str, Any] = {
    "page": {"characters": 100, "max_pages": 3},
    "steps": [
        {
            "key": "firm",
            "title": "기업 현황",
            "title_en": "The firm",
            "fields": [
                {
                    "key": "name",
                    "kind": "text",
                    "label": "기업명",
                    "label_en": "Name",
                    "required": True,
                    "prefill": "name",
                },
                {"key": "people", "kind": "number", "label": "인원", "label_en": "People", "unit": "명"},
                {
                    "key": "costs",
                    "kind": "table",
                    "label": "사업비",
                    "label_en": "Budget",
                    "columns": [
                        {"key": "item", "kind": "text", "label": "항목", "label_en": "Item"},
                        {"key": "won", "kind": "money", "label": "금액", "label_en": "Amount"},
                    ],
                },
            ],
        },
        {
            "key": "plan",
            "title": "사업계획",
            "title_en": "The plan",
            "fields": [
                {
                    "key": "problem",
                    "kind": "plan",
                    "section": "problem",
                    "label": "문제인식",
                    "label_en": "Problem",
                    "required": True,
                    "max_pages": 2,
                }
            ],
        },
    ],
}


def make_agency(name: str = "한빛진흥원") -> Agency:
    return Agency.objects.create(name=name, kind=AgencyKind.PROMOTION)


def make_call(agency: Agency, title: str = "도약 지원 모집", **fields: Any) -> Call:
    """Return a call with one published revision that takes applications until CLOSES."""
    programme, _created = Programme.objects.get_or_create(
        agency=agency, name=f"{title} 사업", year=2026, defaults={"support_type": SupportType.GLOBAL}
    )
    call = Call.objects.create(agency=agency, programme=programme, title=title, created_at=NOW)
    publish(call, number=1, **fields)
    return call


def publish(call: Call, *, number: int, **fields: Any) -> CallRevision:
    """Return a published revision of a call; fields are those of CallRevision."""
    given = {
        "opens_at": NOW - timedelta(days=6),
        "closes_at": CLOSES,
        "form": FORM,
        "rule": ANYONE,
        "published_at": NOW - timedelta(days=10),
        **fields,
    }
    return CallRevision.objects.create(
        agency_id=call.agency_id, call=call, number=number, state=RevisionState.PUBLISHED, **given
    )


def make_firm(name: str = "가나상사", serial: int = 1, **details: Any) -> Enterprise:
    first_nine = f"00181{serial:04d}"
    fields = {
        "legal_form": LegalForm.SOLE,
        "business_number": first_nine + str(business_check_digit(first_nine)),
        "region": "11680",
        **details,
    }
    return register_firm(details=FirmDetails(name=name, **fields), now=NOW)


def make_member(firm: Enterprise, email: str = "owner@example.org", role: FirmRole = FirmRole.OWNER) -> User:
    user = User.objects.create_user(email, name=email.partition("@")[0])
    EnterpriseMember.objects.create(enterprise=firm, user=user, role=role, since=NOW - timedelta(days=30))
    return user


def member_of(*firms: Enterprise, user: User | None = None) -> Actor:
    """Return somebody who acts for the firms."""
    person = user or User.objects.create_user("somebody@example.org")
    return Actor(person, enterprises={firm.pk: FirmRole.MEMBER for firm in firms})


def staff_of(agency: Agency, role: AgencyRole = AgencyRole.OFFICER, *, mfa: bool = True) -> Actor:
    user = User.objects.create_user(f"staff{User.objects.count()}@example.org")
    return Actor(user, agencies={agency.pk: frozenset({role})}, mfa=mfa)


def make_application(
    call: Call, firm: Enterprise, by: User, state: ApplicationState = ApplicationState.DRAFT, **fields: Any
) -> Application:
    """Return a bare row, without a draft: for tests that only ask who sees it."""
    arrived = None if state == ApplicationState.DRAFT else NOW
    given = {"created_at": NOW, "created_by": by, "submitted_at": arrived, **fields}
    return Application.objects.create(
        agency_id=call.agency_id, call=call, enterprise=firm, state=state, **given
    )
