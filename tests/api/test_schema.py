"""The description of the interface, and the interface held against it with made-up requests."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def description(db: None) -> Iterator[schemathesis.schemas.BaseSchema]:
    """The schema, at an application that leaves the test's own connection open between requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_strangers_requests_are_answered_as_described(description: schemathesis.schemas.BaseSchema) -> None:
    for found in description.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
        )
        @given(case=operation.as_strategy())
        def hold(case: schemathesis.Case) -> None:
            response = case.call()
            checks = [not_a_server_error]
            if response.status_code < 300:
                checks += [status_code_conformance, content_type_conformance, response_schema_conformance]
            case.validate_response(response, checks=checks)

        hold()


def test_description_is_openapi_3_1_and_names_every_operation(client: Client) -> None:
    description = client.get("/api/v1/schema/").json()
    assert description["openapi"] == "3.1.0"
    operations = {
        operation["operationId"]
        for methods in description["paths"].values()
        for name, operation in methods.items()
        if name in {"get", "post", "put", "delete"}
    }
    assert operations == {
        "agencies_list",
        "agencies_read",
        "calendar_list",
        "calls_list",
        "calls_read",
        "commissions_list",
        "commissions_progress",
        "district_definitions_list",
        "district_editions_list",
        "district_figures_list",
        "district_trades_list",
        "districts_list",
        "districts_read",
        "eligibility_check",
        "firms_list",
        "firms_read",
        "industries_list",
        "matches_list",
        "networks_list",
        "networks_read",
        "notices_list",
        "notices_read",
        "programmes_list",
        "regions_list",
        "saved_searches_create",
        "saved_searches_delete",
        "saved_searches_list",
        "saved_searches_read",
        "saved_searches_update",
    }


def test_too_many_requests_are_told_when_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "throttle"}
    }
    monkeypatch.setattr(
        "rest_framework.throttling.SimpleRateThrottle.THROTTLE_RATES", {"anon": "1/min", "user": "1/min"}
    )
    assert client.get("/api/v1/regions/").status_code == 200
    response = client.get("/api/v1/regions/")
    assert (response.status_code, response.json()["code"]) == (429, "throttled")
