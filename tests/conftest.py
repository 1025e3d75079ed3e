from collections.abc import Iterator

import pgtrigger
import pytest

TRUNCATE_TRIGGERS = tuple(
    f"accounts.{model}:refuse_truncate" for model in ("AccessLogEntry", "AccessReview", "DestructionRecord")
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let the runner empty append-only tables after a test that really commits."""
    marker = item.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction"))
    if commits or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
        with pgtrigger.ignore(*TRUNCATE_TRIGGERS):
            return (yield)
    return (yield)
