from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from didim.accounts.guards import OPERATOR
from didim.programmes.domain.calls import publish_call
from didim.programmes.models import CallRevision
from didim.registry.models import Agency
from didim.registry.rules import AGENCY_STAFF
from didim.web.workbench.urls import urlpatterns
from tests.sign_in import make_user

from .test_calls import fill, make_call
from .test_firms import make_firm
from .test_notices import make_pair


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_dashboard_counts_what_waits(
    director: Client,
    agency: Agency,
    other_agency: Agency,
    prefix: str,
    whole_page: Callable[[HttpResponse], object],
) -> None:
    make_call(agency, 1)
    make_call(other_agency, 2)
    closing = make_call(agency, 3)
    fill(closing, days=12)
    CallRevision.objects.filter(call=closing).update(urgent_reason="긴급")
    publish_call(call=closing, by=make_user("boss@example.org"), now=timezone.now())
    make_pair()
    make_firm(agency, 1)
    make_firm(other_agency, 2)
    page = director.get(f"{prefix}/workbench/")
    whole_page(page)
    assert [task.count for task in page.context["tasks"]] == [1, 1, 0, 1]
    assert [task.count for task in page.context["figures"]] == [1, 0, 0]
    assert [call.pk for call in page.context["closing"]] == [closing.pk]


def test_every_page_is_guarded_for_staff_or_operators() -> None:
    for pattern in urlpatterns:
        guard = pattern.callback.guard
        assert not guard.allows(Stranger()), pattern.name
        assert guard in (AGENCY_STAFF, OPERATOR) or "agency role" in guard.name, pattern.name


class Stranger:
    class user:  # noqa: N801 - stands for a request's user
        is_authenticated = False

    mfa = False


@pytest.mark.parametrize("path", ["", "firms/", "calls/", "notices/", "boards/", "access/"])
def test_strangers_and_other_people_do_not_come_in(client: Client, agency: Agency, path: str) -> None:
    assert client.get(f"/workbench/{path}").status_code == 302
    client.force_login(make_user("nobody@example.org"), backend="didim.web.account.backends.PasswordBackend")
    assert client.get(f"/workbench/{path}").status_code == 403
