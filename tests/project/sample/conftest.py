from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from didim.project.sample import SampleRegion, load_sample_region

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="package")
def region(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[SampleRegion]:
    """The sample region, loaded once for these tests and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = load_sample_region(today=TODAY)
        yield loaded
        transaction.set_rollback(True)
