from datetime import date, timedelta

import pytest

from didim.agreements.domain.vouchers.schemes import change_scheme, open_scheme
from didim.agreements.models import Voucher
from didim.kernel.refusals import RefusedError

from .building import (
    BUDGET,
    CAP,
    NOW,
    SALES,
    counters,
    firm_of,
    issued,
    make_scene,
    scheme_terms,
)

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(days=300)


@pytest.fixture
def scene(db):
    return make_scene()


def fields(refusal):
    return [problem.field for problem in refusal.value.problems]


def test_scheme_keeps_the_definition_of_its_day_and_reserves_nothing(scene):
    assert scene.scheme.definition == "voucher-subsidy@2020-01-01"
    assert counters(scene.scheme.limit) == (BUDGET, 0, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"budget_won": 0}, "budget_won"),
        ({"cap_won": BUDGET + 1}, "cap_won"),
        ({"fields": []}, "fields"),
        ({"last_use_on": date(2025, 12, 31)}, "last_use_on"),
    ],
)
def test_scheme_with_wrong_terms_is_refused(scene, changes, field):
    with pytest.raises(RefusedError) as refusal:
        change_scheme(scheme=scene.scheme, terms=scheme_terms(**changes), by=scene.officer)
    assert field in fields(refusal)


def test_programme_has_one_scheme(scene):
    with pytest.raises(RefusedError):
        open_scheme(programme=scene.programme, terms=scheme_terms(), by=scene.officer, now=NOW)


def test_budget_is_not_lowered_below_what_was_issued(scene):
    issued(scene)
    change_scheme(scheme=scene.scheme, terms=scheme_terms(budget_won=CAP), by=scene.officer)
    assert counters(scene.scheme.limit) == (CAP, CAP, 0)
    with pytest.raises(RefusedError):
        change_scheme(
            scheme=scene.scheme, terms=scheme_terms(budget_won=CAP - 1, cap_won=1), by=scene.officer
        )


def test_voucher_has_the_rate_of_its_sales_and_reserves_its_subsidy(scene):
    voucher = issued(scene)
    assert (voucher.sales_won, voucher.rate) == (250_000_000, 90)
    assert (voucher.subsidy_won, voucher.own_won) == (50_000_000, 5_555_556)
    assert counters(voucher.limit) == (55_555_556, 0, 0)
    assert counters(scene.scheme.limit) == (BUDGET, CAP, 0)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"subsidy_won": CAP + 1}, "subsidy_won"),
        ({"subsidy_won": 0}, "subsidy_won"),
        ({"sales": {2025: 12_000_000_001}}, "sales"),
        ({"sales": {}}, "sales"),
        ({"sales": SALES | {2022: 1}}, "sales"),
        ({"evidence": " "}, "evidence"),
        ({"now": AFTER}, ""),
    ],
)
def test_voucher_is_refused(scene, options, field):
    with pytest.raises(RefusedError) as refusal:
        issued(scene, **options)
    assert fields(refusal) == [field]
    assert counters(scene.scheme.limit) == (BUDGET, 0, 0)


def test_firm_that_makes_nothing_gets_no_voucher(scene):
    with pytest.raises(RefusedError) as refusal:
        issued(scene, firm_of("가나유통", "45"))
    assert fields(refusal) == ["enterprise"]


def test_firm_gets_one_voucher_of_a_scheme(scene):
    issued(scene)
    with pytest.raises(RefusedError):
        issued(scene)
    assert Voucher.objects.count() == 1


def test_vouchers_never_take_more_than_the_budget(db):
    scene = make_scene(budget_won=CAP + 10, cap_won=CAP)
    issued(scene)
    with pytest.raises(RefusedError) as refusal:
        issued(scene, firm_of("다라정밀"))
    assert fields(refusal) == ["subsidy_won"]
    issued(scene, firm_of("마바정밀"), subsidy_won=10)
    assert counters(scene.scheme.limit) == (CAP + 10, CAP + 10, 0)
