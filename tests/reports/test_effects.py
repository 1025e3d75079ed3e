import numpy as np
import pytest

from didim.engines.effects import Region as MadeUpRegion
from didim.engines.effects import simulated
from didim.kernel.business_numbers import business_check_digit
from didim.kernel.refusals import RefusedError
from didim.registry.enums import EnterpriseStage, LegalForm
from didim.registry.models import Enterprise, EnterpriseYear, Region
from didim.reports.domain.effects import ask_for_study, draw_panel, fail_study, run_study
from didim.reports.enums import EffectMeasure, StudyState
from didim.support.models import SupportRecord

pytestmark = pytest.mark.django_db
YEAR, FIRST = 2024, 2021
SIZES = ("micro", "small")


def number(serial):
    first = f"23481{serial:04d}"
    return first + str(business_check_digit(first))


@pytest.fixture
def region_of_firms(make_agency, now):
    """A made-up region as rows: 20 % more sales for those supported."""
    panel = simulated(MadeUpRegion(firms=900, cells=4, supported_percent=9, effect=np.log(1.2)), 11)
    agency = make_agency()
    regions = [Region.objects.filter(code__startswith=code).order_by("code")[1].code for code in ("11", "26")]
    firms = Enterprise.objects.bulk_create(
        Enterprise(
            name=f"예시 {at}",
            stage=EnterpriseStage.OPERATING,
            legal_form=LegalForm.CORPORATION,
            business_number=number(at),
            opened_on=f"{YEAR - 1 - int(panel.traits[at, 0])}-03-02",
            region_id=regions[panel.cells[at] % 2],
            industry_id="C",
            size_class=SIZES[panel.cells[at] // 2],
            created_at=now,
            updated_at=now,
        )
        for at in range(len(panel.cells))
    )
    EnterpriseYear.objects.bulk_create(
        EnterpriseYear(enterprise=firm, year=FIRST + period, sales=int(np.exp(value) * 1_000_000))
        for firm, values in zip(firms, panel.outcome, strict=True)
        for period, value in enumerate(values)
    )
    SupportRecord.objects.bulk_create(
        SupportRecord(
            agency=agency,
            enterprise=firm,
            form="money",
            programme_name="도약 지원",
            year=YEAR,
            received_on=f"{YEAR}-03-02",
            source="imported",
            reference=f"r-{firm.pk}",
            recorded_at=now,
        )
        for firm, supported in zip(firms, panel.supported, strict=True)
        if supported
    )
    return agency, panel


def ask(agency, by, now, **changes):
    question = {"programme": None, "year": YEAR, "until": YEAR + 1, "measure": EffectMeasure.SALES}
    return ask_for_study(agency=agency, by=by, now=now, **{**question, **changes})


def test_study_draws_the_panel_from_the_registry_and_finds_the_effect(region_of_firms, make_user, now):
    agency, panel = region_of_firms
    study = ask(agency, make_user(), now)
    drawn = draw_panel(study)
    assert (drawn.panel.supported.sum(), drawn.left_out) == (panel.supported.sum(), 0)
    study = run_study(study_id=study.pk, now=now)
    found = study.result["estimate"]
    assert study.result["kind"] == "effect"
    assert found["low"] <= 20 <= found["high"]
    assert found["low"] > 0
    assert study.result["firms"] + study.result["unmatched"] == panel.supported.sum()


def test_firm_with_a_missing_year_is_left_out_and_counted(region_of_firms, make_user, now):
    agency, _panel = region_of_firms
    gone, silent = (Enterprise.objects.get(name=name) for name in ("예시 0", "예시 1"))
    EnterpriseYear.objects.filter(year=FIRST, enterprise=gone).delete()
    EnterpriseYear.objects.filter(year=FIRST, enterprise=silent).update(sales=0)
    drawn = draw_panel(ask(agency, make_user(), now))
    assert drawn.left_out == 2


def test_too_few_firms_are_said_and_none_too(region_of_firms, make_user, now, make_agency):
    agency, _panel = region_of_firms
    by = make_user()
    keep = SupportRecord.objects.filter(agency=agency).order_by("pk").values_list("pk", flat=True)[:10]
    SupportRecord.objects.exclude(pk__in=list(keep)).delete()
    few = run_study(study_id=ask(agency, by, now).pk, now=now)
    none = run_study(study_id=ask(agency, by, now, measure=EffectMeasure.EMPLOYEES).pk, now=now)
    assert (few.result["kind"], few.result["supported"]) == ("not-enough", 10)
    assert none.result == {"kind": "no-firms"}


@pytest.mark.parametrize(("year", "until"), [(2025, 2024), (2025, 2026)])
def test_years_that_are_not_over_are_refused(make_agency, make_user, now, year, until):
    with pytest.raises(RefusedError) as refusal:
        ask(make_agency(), make_user(), now, year=year, until=until)
    assert [problem.field for problem in refusal.value.problems] == ["until"]


def test_failed_study_keeps_what_went_wrong(make_agency, make_user, now):
    study = ask(make_agency(), make_user(), now)
    fail_study(study_id=study.pk, problem="x" * 400, now=now)
    study.refresh_from_db()
    assert (study.state, len(study.problem)) == (StudyState.FAILED, 300)
