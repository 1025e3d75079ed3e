from datetime import date

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction

from didim.outcomes.domain.verifying import VERIFIERS
from didim.outcomes.models import ClosedPeriod, Observation
from didim.registry.domain.firms import FirmDetails, register_pre_founder
from didim.registry.domain.merging import merge_firms
from didim.registry.models import Place

pytestmark = pytest.mark.django_db


def is_effective(row) -> bool:
    row.refresh_from_db()
    return row.is_effective


@pytest.mark.parametrize("changed", ["value", "evidence", "is_effective"])
def test_observation_is_never_changed(observe, make_agency, make_firm, changed):
    row = observe(make_agency(), make_firm())
    said = {"value": 1, "evidence": "다른 증빙", "is_effective": False}[changed]
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Observation.objects.filter(pk=row.pk).update(**{changed: said})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for sql in ("DELETE FROM outcomes_observation", "TRUNCATE outcomes_observation CASCADE"):
            with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
                cursor.execute(sql)


def test_correction_takes_effect_from_the_earlier_row_and_keeps_it(observe, make_agency, make_firm):
    agency, firm = make_agency(), make_firm()
    first = observe(agency, firm)
    second = observe(agency, firm, value=900, corrects=first, reason="증빙과 다름")
    third = observe(agency, firm, value=None, is_effective=False, corrects=second, reason="잘못 넣음")
    assert [is_effective(row) for row in (first, second, third)] == [False, False, False]
    assert [first.value, second.value] == [1000, 900]
    with pytest.raises(IntegrityError, match="corrects"), transaction.atomic():
        observe(agency, firm, value=1, corrects=first, reason="두 번째 정정")


def test_correction_of_another_subject_or_without_a_reason_is_refused(observe, make_agency, make_firm):
    agency = make_agency()
    first = observe(agency, make_firm("하나"))
    with pytest.raises(IntegrityError, match="same agency and subject"), transaction.atomic():
        observe(agency, make_firm("둘"), corrects=first, reason="바꿈")
    with pytest.raises(IntegrityError, match="has_a_reason"), transaction.atomic():
        observe(agency, first.enterprise, corrects=first)


def test_observation_has_one_subject_a_value_and_an_iso_currency(observe, make_agency, make_firm):
    agency, firm = make_agency(), make_firm()
    place = Place.objects.create(name="새벽시장", kind="market")
    for wrong in ({"place": place}, {"value": None}, {"currency": "krw"}, {"period_end": date(2024, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            observe(agency, firm, **wrong)
    assert observe(agency).year == 2025


def test_closed_period_takes_corrections_only(observe, make_agency, make_firm, now):
    agency, firm = make_agency(), make_firm()
    row = observe(agency, firm)
    closed = ClosedPeriod.objects.create(
        agency=agency,
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
        reason="2025년 성과 공표",
        closed_at=now,
    )
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        observe(agency, firm, programme_name="늦은 사업")
    observe(agency, firm, corrects=row, reason="공표 뒤 정정", value=1)
    observe(agency, firm, period_end=date(2026, 1, 1))
    observe(make_agency("다른 기관"), firm)
    closed.reopened_at, closed.reopened_reason = now, "누락 보완"
    closed.save()
    observe(agency, firm, programme_name="늦은 사업")


def test_same_thing_is_counted_once_unless_it_has_references(observe, make_agency, make_firm):
    agency, firm = make_agency(), make_firm()
    first = observe(agency, firm)
    with pytest.raises(IntegrityError, match="one_of_its_kind"), transaction.atomic():
        observe(agency, firm, value=2)
    observe(agency, firm, value=2, corrects=first, reason="오타")
    for reference in ("contract-1", "contract-2"):
        observe(agency, firm, reference=reference)
    with pytest.raises(IntegrityError, match="observation_once"), transaction.atomic():
        observe(agency, firm, reference="contract-2")
    assert Observation.objects.filter(is_effective=True).count() == 3


def test_observation_follows_a_merged_firm_and_no_other(observe, make_agency, make_firm, now):
    agency, firm = make_agency(), make_firm()
    founder = register_pre_founder(details=FirmDetails(name="김예비"), now=now)
    row = observe(agency, founder)
    merge_firms(actor=None, winner_id=firm.pk, loser_id=founder.pk, reason="창업", now=now)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    row.refresh_from_db()
    assert row.enterprise_id == firm.pk
    with pytest.raises(IntegrityError, match="only when the firm is merged"), transaction.atomic():
        Observation.objects.filter(pk=row.pk).update(enterprise=make_firm("남"))


def test_flag_that_does_not_fit_the_corrections_is_found(observe, make_agency, make_firm):
    first = observe(make_agency(), make_firm())
    observe(first.agency, first.enterprise, value=900, corrects=first, reason="정정")
    assert [list(verifier.find()) for verifier in VERIFIERS] == [[], []]
    with pgtrigger.ignore("outcomes.Observation:refuse_change"):
        Observation.objects.filter(pk=first.pk).update(is_effective=True, reference="다시 살림")
    assert [finding.row for finding in VERIFIERS[0].find()] == [f"observation {first.pk}"]
