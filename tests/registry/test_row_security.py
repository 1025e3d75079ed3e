"""The second wall around the registry: what a web session sees and writes, whatever the code does."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from didim.accounts.tenancy import NOBODY, SYSTEM, DatabaseScope, scoped
from didim.registry.domain.charges import assign_case_officer
from didim.registry.domain.departments import assign_duty, open_department
from didim.registry.domain.firms import relate_firm
from didim.registry.domain.partners import commission_partner, dedicate_partner, set_commission_target
from didim.registry.enums import CommissionKind, PartnerKind, RelationKind
from didim.registry.models import (
    AgencyRelation,
    BusinessStatusCheck,
    CaseOfficer,
    Commission,
    CommissionTarget,
    DedicatedPartner,
    Department,
    Duty,
    Expert,
    ExpertRole,
    FileImport,
    FileImportRow,
    Partner,
    Person,
    Region,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)
PRIVATE = [
    Commission,
    CommissionTarget,
    ExpertRole,
    FileImport,
    FileImportRow,
    AgencyRelation,
    BusinessStatusCheck,
]
SHOWN = [Department, Duty, DedicatedPartner, CaseOfficer]


@pytest.fixture
def agencies(make_agency, make_firm, now):
    """Return two agencies, each with one row of everything that belongs to an agency."""
    partner = Partner.objects.create(name="유통", kind=PartnerKind.RETAILER)
    person = Person.objects.create(name="김전문")
    expert = Expert.objects.create(person=person)
    both = [make_agency(name) for name in ("우리", "남의")]
    for agency in both:
        firm = make_firm()
        relate_firm(agency=agency, enterprise=firm, kind=RelationKind.CASE, now=now)
        BusinessStatusCheck.objects.create(
            enterprise=firm, business_number=firm.business_number, outcome="failed", requested_at=now
        )
        commission_partner(
            agency=agency, partner=partner, kind=CommissionKind.BUYER, letter_number="1", valid_from=DAY
        )
        set_commission_target(agency=agency, due_on=DAY, count=1)
        ExpertRole.objects.create(agency=agency, expert=expert, kind="mentor", valid_from=DAY)
        file = FileImport.objects.create(
            agency=agency, kind="firms", file_name="f", file_hash="0", state="applied", uploaded_at=now
        )
        FileImportRow.objects.create(agency=agency, file_import=file, number=2, outcome="new")
        assign_duty(department=open_department(agency=agency, name="부", on=DAY), name="예산", on=DAY)
        dedicate_partner(agency=agency, partner=partner, on=DAY)
        assign_case_officer(agency=agency, person=person, region=Region.objects.get(pk="11680"), on=DAY)
    return both


@pytest.mark.parametrize("model", PRIVATE, ids=lambda model: model.__name__)
def test_private_rows_are_seen_by_their_agency_only(agencies, model):
    seen = {}
    ours = frozenset({agencies[0].pk})
    for name, scope in {"nobody": NOBODY, "ours": DatabaseScope(agencies=ours), "system": SYSTEM}.items():
        with scoped(scope):
            seen[name] = model.objects.count()
    assert seen == {"nobody": 0, "ours": 1, "system": 2}


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model.__name__)
def test_rows_the_portal_shows_are_read_by_all_and_written_by_their_agency(agencies, model):
    with scoped(DatabaseScope(agencies=frozenset({agencies[0].pk}))):
        assert model.objects.count() == 2
        assert model.objects.filter(valid_from=DAY).update(valid_from=DAY) == 1
    with scoped(NOBODY):
        assert model.objects.count() == 2
        assert model.objects.filter(valid_from=DAY).update(valid_from=DAY) == 0


def test_firm_sees_its_own_relations_and_checks(agencies):
    firm = AgencyRelation.objects.filter(agency=agencies[1]).values_list("enterprise", flat=True).get()
    with scoped(DatabaseScope(enterprises=frozenset({firm}))):
        assert list(AgencyRelation.objects.values_list("enterprise", flat=True)) == [firm]
        assert list(BusinessStatusCheck.objects.values_list("enterprise", flat=True)) == [firm]


def test_row_cannot_be_written_for_another_agency(agencies):
    ours, theirs = agencies
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        scoped(DatabaseScope(agencies=frozenset({ours.pk}))),
        transaction.atomic(),
    ):
        CommissionTarget.objects.create(agency=theirs, due_on=date(2027, 1, 1), count=1)


def test_history_of_commissions_is_behind_the_wall_too(agencies):
    events = Commission.objects.first().events.model
    with scoped(DatabaseScope(agencies=frozenset({agencies[0].pk}))):
        assert events.objects.count() == 1
    with scoped(NOBODY):
        assert events.objects.count() == 0
