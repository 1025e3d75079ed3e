"""Every list: what it shows, and as many queries for three rows as for one."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from didim.engines.eligibility import ANYONE, dump
from didim.programmes.domain.calls import create_call, edit_draft, publish_call, set_rule
from didim.programmes.enums import SupportType
from didim.programmes.models import Programme, SavedSearch
from didim.registry.enums import AgencyKind, CommissionKind, NetworkKind, PartnerKind
from didim.registry.models import Agency, Commission, Network, NetworkMember, Partner, Person
from tests.api.programmes.test_eligibility import make_notice
from tests.sign_in import make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 2, tzinfo=UTC)


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(name="가나진흥원", kind=AgencyKind.PROMOTION)


@pytest.fixture
def officer(agency: Agency) -> Client:
    return sign_in(make_staff(agency), second_factor=True)


def make_call(agency: Agency, number: int) -> None:
    by = make_user(f"writer{number}@example.org")
    programme = Programme.objects.create(
        agency=agency, name=f"사업 {number}", support_type=SupportType.LOAN, year=2026
    )
    call = create_call(programme=programme, title=f"공고 {number}", by=by, now=NOW)
    changes = dict.fromkeys(("summary", "body", "target_text", "how_to_apply", "contact"), "글")
    days = {"opens_at": datetime(2026, 2, 3, tzinfo=UTC), "closes_at": datetime(2099, 3, 2, tzinfo=UTC)}
    edit_draft(call=call, title=call.title, changes=changes | days, by=by)
    set_rule(call=call, content=dump(ANYONE), by=by)
    publish_call(call=call, by=by, now=NOW)


def make_network(agency: Agency, number: int) -> None:
    network = Network.objects.create(hub=agency, kind=NetworkKind.NETWORK, name=f"네트워크 {number}")
    NetworkMember.objects.create(network=network, agency=agency, valid_from=date(2020, 1, 2))


def make_commission(agency: Agency, number: int) -> None:
    Commission.objects.create(
        agency=agency,
        partner=Partner.objects.create(name=f"파트너 {number}", kind=PartnerKind.INVESTOR),
        person=Person.objects.create(name=f"사람 {number}"),
        kind=CommissionKind.INVESTOR,
        letter_number=f"2026-{number}",
        valid_from=date(2026, 1, 5),
    )


def make_agency(agency: Agency, number: int) -> None:
    Agency.objects.create(name=f"센터 {number}", kind=AgencyKind.CENTRE)


def make_dated_notice(agency: Agency, number: int) -> None:
    make_notice(number, {})


@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("/api/v1/agencies/?kind=centre", make_agency),
        ("/api/v1/networks/", make_network),
        ("/api/v1/commissions/", make_commission),
        ("/api/v1/programmes/", make_call),
        ("/api/v1/calls/?open=true", make_call),
        ("/api/v1/notices/", make_dated_notice),
        ("/api/v1/calendar/", make_dated_notice),
    ],
)
def test_list_takes_as_many_queries_for_three_rows_as_for_one(
    agency: Agency, officer: Client, path: str, make: Callable[[Agency, int], None]
) -> None:
    def listed() -> tuple[int, int]:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            answer = officer.get(path).json()
        return len(answer["results"]), len(captured)

    make(agency, 1)
    rows, queries = listed()
    assert rows == 1
    make(agency, 2)
    make(agency, 3)
    assert listed() == (3, queries)


def test_published_call_is_public_with_its_rule_and_draft_is_not(agency: Agency, client: Client) -> None:
    make_call(agency, 1)
    programme = Programme.objects.get()
    draft = create_call(programme=programme, title="초안", by=make_user(), now=NOW)
    (row,) = client.get("/api/v1/calls/").json()["results"]
    assert (row["title"], row["revision_number"]) == ("공고 1", 1)
    assert client.get(f"/api/v1/calls/{row['id']}/").json()["rule"] == dump(ANYONE)
    assert client.get(f"/api/v1/calls/{draft.pk}/").status_code == 404


def test_notices_are_searched_with_facets(client: Client) -> None:
    make_notice(1, {})
    answer = client.get("/api/v1/notices/", {"q": "공고", "statuses": ["open", "upcoming"]}).json()
    assert [(row["title"], row["status"]) for row in answer["results"]] == [("공고 1", "open")]
    assert answer["facets"]["statuses"] == {"open": 1, "upcoming": 0}


def test_saved_search_is_kept_changed_and_forgotten_by_its_owner_only() -> None:
    client, other = sign_in(make_user()), sign_in(make_user("other@example.org"))
    body = {"name": "창업 융자", "query": {"q": "창업", "support_types": ["loan"]}, "alerts": True}
    kept = client.post("/api/v1/saved-searches/", body, content_type="application/json")
    assert kept.status_code == 201
    address = f"/api/v1/saved-searches/{kept.json()['id']}/"
    assert client.get(address).json()["query"]["support_types"] == ["loan"]
    assert other.get(address).status_code == 404
    again = client.post("/api/v1/saved-searches/", body, content_type="application/json")
    assert (again.status_code, again.json()["errors"][0]["field"]) == (422, "name")
    changed = client.put(address, body | {"name": "융자"}, content_type="application/json")
    assert changed.json()["name"] == "융자"
    assert client.delete(address).status_code == 204
    assert SavedSearch.objects.count() == 0
