import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_attempts_counted_yet() -> None:
    """Sign-in attempts are counted in the cache, which outlives a test."""
    cache.clear()
