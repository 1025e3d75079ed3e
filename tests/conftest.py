from collections.abc import Iterator

import pgtrigger
import pytest

TRUNCATE_TRIGGERS = tuple(
    f"accounts.{model}:refuse_truncate" for model in ("AccessLogEntry", "AccessReview", "DestructionRecord")
)


@pytest.fixture(autouse=True)
def _append_only_tables_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the test runner empty append-only tables after a test that really commits."""
    if "transactional_db" in request.fixturenames or "live_server" in request.fixturenames:
        with pgtrigger.ignore(*TRUNCATE_TRIGGERS):
            yield
    else:
        yield
