import pytest
from django.test import Client

from tests.sign_in import sign_in

from .region import SmallRegion, make_small_region


@pytest.fixture
def small_region(db: None) -> SmallRegion:
    return make_small_region()


@pytest.fixture
def owner_client(small_region: SmallRegion) -> Client:
    return sign_in(small_region.owner)
