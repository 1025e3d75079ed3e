from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import transaction

from didim.accounts.models import User
from didim.districts.domain.keeping import keep, keep_about
from didim.districts.domain.publishing import publish_edition
from didim.districts.models import Edition
from didim.engines.districts import Store
from didim.project.sample.districts import ABOUT
from didim.project.sample.districts.counts import Counts, make_counts
from didim.project.sample.districts.files import official_files
from didim.project.sample.districts.map import City, make_city

from .scene import LAST, NOW

BOROUGHS = [("99110", "가온구"), ("99120", "나래구")]
QUARTERS = 8


@pytest.fixture(scope="session")
def city() -> City:
    return make_city(np.random.default_rng(5), BOROUGHS)


@pytest.fixture(scope="session")
def counts(city: City) -> Counts:
    return make_counts(np.random.default_rng(6), city, last=LAST, quarters=QUARTERS)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, city: City, counts: Counts) -> Path:
    """A store with every official file of a made-up city; read only."""
    store = Store(tmp_path_factory.mktemp("districts"))
    for name, content in official_files(city, counts).items():
        store.take(name, content)
    keep_about(store, ABOUT)
    for what, content in city.outlines().items():
        keep(store, what, content)
    return store.root


@pytest.fixture(scope="module")
def published(filled: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Edition]:
    """The edition of that store, published once for a file of tests and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield publish_edition(store=Store(filled), by=None, now=NOW).edition
        transaction.set_rollback(True)


@pytest.fixture
def make_user() -> Callable[..., User]:
    def make(email: str = "someone@example.org", **values: Any) -> User:
        return User.objects.create_user(email=email, password=None, **values)

    return make
