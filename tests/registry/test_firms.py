from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from didim.kernel.refusals import RefusedError
from didim.registry.domain.firms import (
    FirmDetails,
    add_designation,
    close_firm,
    end_relation,
    record_firm_year,
    register_firm,
    register_pre_founder,
    relate_firm,
    resume_firm,
    suspend_firm,
    update_firm,
    warnings_of,
)
from didim.registry.enums import DesignationKind, EnterpriseStage, LegalForm, RelationKind
from didim.registry.models import AgencyRelation, Designation, Enterprise, EnterpriseYear

pytestmark = pytest.mark.django_db


def details(**changes):
    fields = {"name": "가나상사", "legal_form": LegalForm.SOLE, "business_number": "124-81-00998", **changes}
    return FirmDetails(**fields)


def refused(act, **arguments):
    with pytest.raises(RefusedError) as refusal:
        act(**arguments)
    return refusal.value.by_field()


def test_register_firm_keeps_what_was_entered_and_asks_the_tax_service_later(now, make_agency):
    agency = make_agency()
    firm = register_firm(
        details=details(
            name="  가나   상사 ",
            opened_on=date(2020, 3, 2),
            region="11680",
            industry="62010",
            representative_birth_date=date(1985, 7, 1),
        ),
        agency=agency,
        now=now,
    )
    firm.refresh_from_db()
    assert (firm.name, firm.business_number, firm.stage) == ("가나 상사", "1248100998", "operating")
    assert (firm.region_id, firm.industry_id, firm.representative_birth_year) == ("11680", "62010", 1985)
    assert firm.tax_check_due_at == now
    assert list(AgencyRelation.objects.values_list("agency_id", "enterprise_id", "kind")) == [
        (agency.pk, firm.pk, "registered")
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("business_number", ""),
        ("business_number", "124-81-0099"),
        ("business_number", "124-81-00999"),
        ("business_number", "없음"),
        ("legal_form", LegalForm.NONE),
        ("legal_form", "공기업"),
        ("corporate_number", "110111"),
        ("corporate_number", "없음"),
        ("opened_on", date(2026, 11, 21)),
        ("opened_on", date(1899, 12, 31)),
        ("closed_on", date(2026, 11, 21)),
        ("region", "99999"),
        ("industry", "00000"),
        ("representative_birth_year", 85),
        ("representative_birth_year", 2027),
        ("representative_birth_date", date(2027, 1, 1)),
        ("email", "집"),
        ("website", "홈페이지"),
        ("size_class", "거대"),
        ("phone", "0" * 21),
    ],
)
def test_register_firm_refuses_a_wrong_field_by_its_name(now, field, value):
    found = refused(register_firm, details=details(**{field: value}), now=now)
    assert list(found) == [field]
    assert all(sentence.endswith((".", "오.", "요.")) for sentence in found[field])


def test_register_firm_says_all_that_is_wrong_at_once(now):
    found = refused(register_firm, details=details(name="", business_number="1", region="99"), now=now)
    assert sorted(found) == ["business_number", "name", "region"]


def test_register_firm_refuses_closing_before_opening(now):
    wrong = details(opened_on=date(2020, 1, 2), closed_on=date(2020, 1, 1))
    assert list(refused(register_firm, details=wrong, now=now)) == ["closed_on"]


def test_register_firm_with_a_closing_day_is_closed(now):
    assert register_firm(details=details(closed_on=date(2025, 1, 1)), now=now).stage == EnterpriseStage.CLOSED


def test_register_firm_refuses_a_number_that_is_registered(now):
    register_firm(details=details(), now=now)
    assert list(refused(register_firm, details=details(name="다라"), now=now)) == ["business_number"]


def test_register_firm_takes_an_old_region_code_as_its_heir(now):
    assert register_firm(details=details(region="42110"), now=now).region_id == "51110"


def test_register_pre_founder_has_no_number_and_is_not_checked(now):
    founder = register_pre_founder(details=FirmDetails(name="김예비", region="11680"), now=now)
    founder.refresh_from_db()
    assert (founder.stage, founder.business_number, founder.tax_check_due_at) == ("pre_founder", None, None)
    assert list(refused(register_pre_founder, details=details(), now=now)) == ["business_number"]


def test_update_firm_lets_a_pre_founder_found_a_business(now):
    founder = register_pre_founder(details=FirmDetails(name="김예비"), now=now)
    later = now + timedelta(days=3)
    firm = update_firm(
        enterprise=founder,
        changes={
            "business_number": "1248100998",
            "legal_form": LegalForm.SOLE,
            "opened_on": date(2026, 11, 1),
        },
        now=later,
    )
    assert (firm.pk, firm.stage, firm.tax_check_due_at) == (founder.pk, "operating", later)


def test_update_firm_changes_only_what_is_named(now, make_firm):
    firm = make_firm(corporate_number="110111-0062432", opened_on=date(2020, 1, 1))
    before = FirmDetails.of(firm)
    changed = update_firm(enterprise=firm, changes={"phone": "02-123-4567"}, now=now + timedelta(hours=1))
    assert FirmDetails.of(changed) == FirmDetails(
        **{name: getattr(before, name) for name in before.__slots__ if name != "phone"}, phone="02-123-4567"
    )
    assert changed.updated_at == now + timedelta(hours=1)


def test_update_firm_without_a_change_writes_nothing(now, make_firm):
    firm = make_firm()
    assert update_firm(enterprise=firm, changes={"name": firm.name}, now=now + timedelta(1)).updated_at == now


def test_update_firm_with_a_new_number_asks_the_tax_service_anew(now, make_firm, new_number):
    firm = make_firm()
    Enterprise.objects.update(tax_status="01", tax_checked_at=now, tax_check_due_at=None)
    changed = update_firm(enterprise=firm, changes={"business_number": new_number()}, now=now)
    assert (changed.tax_status, changed.tax_checked_at, changed.tax_check_due_at) == (None, None, now)


def test_update_firm_refuses_another_firms_number(now, make_firm):
    first, second = make_firm(), make_firm("다라")
    changes = {"business_number": first.business_number}
    assert list(refused(update_firm, enterprise=second, changes=changes, now=now)) == ["business_number"]


def test_firm_rests_runs_again_and_closes(now, make_firm):
    firm = make_firm(opened_on=date(2020, 1, 1))
    assert suspend_firm(enterprise=firm, now=now).stage == EnterpriseStage.SUSPENDED
    assert resume_firm(enterprise=firm, now=now).stage == EnterpriseStage.OPERATING
    assert close_firm(enterprise=firm, closed_on=date(2026, 1, 1), now=now).closed_on == date(2026, 1, 1)
    assert list(refused(close_firm, enterprise=firm, closed_on=date(2019, 1, 1), now=now)) == ["closed_on"]
    founder = register_pre_founder(details=FirmDetails(name="김예비"), now=now)
    assert list(refused(suspend_firm, enterprise=founder, now=now)) == ["stage"]


def test_history_keeps_every_change_of_a_firm_also_in_bulk(now, make_firm):
    firm = make_firm()
    Enterprise.objects.filter(pk=firm.pk).update(name="새 이름")
    Enterprise.objects.filter(pk=firm.pk).update(tax_check_due_at=None)
    events = firm.events.order_by("pgh_id").values_list("pgh_label", "name")
    assert list(events) == [("insert", "가나상사"), ("update", "새 이름")]


def test_record_firm_year_replaces_the_year(now, make_firm):
    firm = make_firm()
    record_firm_year(enterprise=firm, year=2025, employees=3, sales=100, now=now)
    record_firm_year(enterprise=firm, year=2025, employees=4, sales=None, now=now)
    assert list(EnterpriseYear.objects.values_list("year", "employees", "sales")) == [(2025, 4, None)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("year", 1979),
        ("year", 2027),
        ("employees", -1),
        ("employees", 10**7),
        ("sales", -1),
        ("sales", 10**16),
    ],
)
def test_record_firm_year_refuses_what_cannot_be(now, make_firm, field, value):
    figures = {"year": 2025, "employees": 1, "sales": 1, field: value}
    assert list(refused(record_firm_year, enterprise=make_firm(), now=now, **figures)) == [field]


def test_add_designation_refuses_the_same_kind_on_a_shared_day(make_firm):
    firm = make_firm()
    for first, last in [(date(2024, 1, 1), date(2024, 12, 31)), (date(2025, 1, 1), None)]:
        add_designation(enterprise=firm, kind=DesignationKind.VENTURE, valid_from=first, valid_to=last)
    add_designation(enterprise=firm, kind=DesignationKind.WOMEN)
    held = {"enterprise": firm, "kind": DesignationKind.VENTURE}
    assert list(refused(add_designation, **held, valid_from=date(2024, 12, 31))) == ["kind"]
    assert list(refused(add_designation, **held, valid_to=date(2024, 1, 1))) == ["kind"]
    assert add_designation(**held, valid_to=date(2023, 12, 31)).pk
    assert Designation.objects.count() == 4


def test_add_designation_refuses_unknown_kinds_and_periods_that_run_backwards(make_firm):
    found = refused(
        add_designation,
        enterprise=make_firm(),
        kind="유명",
        valid_from=date(2024, 1, 2),
        valid_to=date(2024, 1, 1),
    )
    assert list(found) == ["kind", "valid_to"]


def test_relation_that_ended_begins_again(now, make_firm, make_agency):
    firm, agency = make_firm(), make_agency()
    relation = {"agency": agency, "enterprise": firm, "kind": RelationKind.CASE}
    relate_firm(**relation, now=now)
    relate_firm(**relation, now=now + timedelta(1))
    assert AgencyRelation.objects.get().since == now
    end_relation(**relation, now=now + timedelta(2))
    relate_firm(**relation, now=now + timedelta(3))
    assert list(AgencyRelation.objects.values_list("since", "until")) == [(now + timedelta(3), None)]


def test_wrong_check_digit_of_a_corporate_number_is_only_a_warning(now):
    odd = details(corporate_number="110111-0062433")
    assert [problem.field for problem in warnings_of(odd)] == ["corporate_number"]
    assert warnings_of(details(corporate_number="110111-0062432")) == []
    assert register_firm(details=odd, now=now).corporate_number == "1101110062433"


@pytest.mark.parametrize(
    "fields",
    [
        {"business_number": "12345"},
        {"business_number": None},
        {"stage": "pre_founder"},
        {"opened_on": date(2020, 1, 2), "closed_on": date(2020, 1, 1)},
    ],
)
def test_database_refuses_what_slips_past_the_acts(now, fields):
    row = {
        "name": "가",
        "stage": "operating",
        "legal_form": "sole",
        "business_number": "1248100998",
        **fields,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Enterprise.objects.create(**row, created_at=now, updated_at=now)
