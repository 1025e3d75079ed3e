"""Pages in a real Chromium: a test takes ``page`` and ``site``; the marker ``browser`` is set here."""

import os
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BUILT = Path(__file__).parents[2] / "src" / "didim" / "web" / "static" / "build" / "app.css"

# Playwright runs an event loop in this thread; Django would take our queries for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip("no Chromium: apt-get install chromium, then run again"))
            elif not BUILT.exists():
                item.add_marker(pytest.mark.skip("the front end is not built: ./didim build, then run again"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": FLAGS}


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """Return the address of the running site, without a slash at the end.

    Its rows are those the migrations and the test have written; they are gone after the test.
    """
    return live_server.url
