import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from didim.kernel.business_numbers import read_business_number
from didim.project.sample import SampleRegion, load_sample_region
from didim.registry.models import AgencyMember, Enterprise

from .conftest import TODAY

pytestmark = pytest.mark.django_db


def test_load_makes_the_region_once(region: SampleRegion) -> None:
    assert (region.made_now, region.firms, region.agencies) == (True, 5_740, 74)
    with CaptureQueriesContext(connection) as queries:
        again = load_sample_region(today=TODAY)
    assert (again.made_now, again.firms, again.agencies) == (False, region.firms, region.agencies)
    verbs = {query["sql"].split()[0] for query in queries.captured_queries}
    assert verbs == {"SAVEPOINT", "SELECT", "RELEASE"}


def test_every_row_that_can_say_so_is_sample_data(region: SampleRegion) -> None:
    unmarked = {
        model._meta.label: model.objects.filter(is_sample=False).count()
        for model in apps.get_models()
        if any(field.name == "is_sample" for field in model._meta.fields)
        and not model.__name__.endswith("Event")
        and model.__name__ != "Region"
    }
    assert {label: count for label, count in unmarked.items() if count} == {}


def test_business_numbers_are_valid_and_nobodys(region: SampleRegion) -> None:
    numbers = list(
        Enterprise.objects.filter(business_number__isnull=False).values_list("business_number", flat=True)
    )
    assert all(read_business_number(number).is_valid for number in numbers)
    assert {number[0] for number in numbers} == {"0"}
    assert len(set(numbers)) == len(numbers)


def test_staff_sign_ins_have_a_second_factor_and_the_rest_none(region: SampleRegion) -> None:
    with_factor = {sign_in.key for sign_in in region.sign_ins if sign_in.totp_secret}
    assert with_factor == {"director", "officer", "accountant", "viewer", "reviewer", "expert", "operator"}
    assert all(len(sign_in.totp_code) == 6 for sign_in in region.sign_ins if sign_in.totp_code)
    assert sorted(AgencyMember.objects.values_list("agency__name", "role")) == [
        ("한빛산업진흥원", "accountant"),
        ("한빛산업진흥원", "director"),
        ("한빛산업진흥원", "officer"),
        ("한빛산업진흥원", "viewer"),
        ("한빛지방중소기업청", "director"),
        ("한빛지방중소기업청", "officer"),
    ]
