from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from didim.engines.eligibility import AllOf, Compare, Operator, RegionWithin, Source, dump
from didim.programmes.domain.notices.search_index import index_notice
from didim.programmes.enums import NoticeSource, PeriodKind
from didim.programmes.models import Notice
from tests.api.registry.test_firms import make_firm
from tests.sign_in import make_firm_member, make_user, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 2, tzinfo=UTC)
YOUNG = Compare("firm_age", Operator.LT, 36, source=Source("창업 3년 미만", "target_text"))
IN_SEOUL = RegionWithin(("11",))


def make_notice(number: int, rule: dict[str, object]) -> Notice:
    today = timezone.localdate()
    notice = Notice(
        source=NoticeSource.BIZINFO,
        source_id=f"PBLN_{number:012d}",
        title=f"공고 {number}",
        period_kind=PeriodKind.DATED,
        closes_on=today + timedelta(days=number),
        published_on=today,
        listed_on=today,
        rule=rule,
        content_hash=f"{number:064d}",
        first_seen_at=NOW,
        last_seen_at=NOW,
        changed_at=NOW,
    )
    index_notice(notice)
    notice.save()
    return notice


def post(client: Client, body: object, language: str = "ko", **query: str) -> tuple[int, dict[str, object]]:
    response = client.post(
        "/api/v1/eligibility/check/",
        body,
        content_type="application/json",
        query_params=query,
        headers={"Accept-Language": language},
    )
    return response.status_code, response.json()


def test_posted_rule_is_judged_with_reasons(client: Client) -> None:
    body = {
        "facts": {"opened_on": "2025-03-02", "region": "26110"},
        "rule": dump(AllOf((YOUNG, IN_SEOUL))),
        "on": "2026-03-02",
    }
    status, answer = post(client, body, "en")
    assert status == 200
    judgement = answer["judgement"]
    assert (judgement["verdict"], judgement["verdict_name"]) == ("not_met", "Not met")
    assert [part["verdict"] for part in judgement["conditions"]] == ["met", "not_met"]
    assert judgement["conditions"][0]["source"]["text"] == "창업 3년 미만"


def test_facts_without_a_rule_are_held_against_open_notices(client: Client) -> None:
    make_notice(1, dump(IN_SEOUL))
    make_notice(2, dump(YOUNG))
    body = {"facts": {"opened_on": "2001-03-02"}}
    status, answer = post(client, body)
    found = [(match["title"], match["verdict"]) for match in answer["matches"]["results"]]
    assert (status, found) == (200, [("공고 1", "unknown"), ("공고 2", "not_met")])
    _, answer = post(client, body, verdict="not_met")
    assert [match["title"] for match in answer["matches"]["results"]] == ["공고 2"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "facts"),
        ({"facts": {"region": "12345"}}, "facts.region"),
        ({"facts": {"employees": -1}}, "facts.employees"),
        ({"facts": {}, "rule": {"kind": "dream"}}, "rule"),
        ([], ""),
    ],
)
def test_what_is_wrong_is_said_by_field(client: Client, body: object, field: str) -> None:
    status, answer = post(client, body)
    assert status == 400
    assert [fault["field"] for fault in answer["errors"]] == [field]


def test_matches_of_own_firm_come_with_reasons_and_of_others_not_at_all() -> None:
    own, other = make_firm("우리가게", 1), make_firm("남의가게", 2)
    make_notice(1, dump(YOUNG))
    client = sign_in(make_firm_member(own))
    (match,) = client.get(f"/api/v1/firms/{own.pk}/matches/").json()["results"]
    assert (match["verdict"], match["closes_on"] > date(2026, 1, 1).isoformat()) == ("not_met", True)
    assert client.get(f"/api/v1/firms/{other.pk}/matches/").status_code == 404
    assert sign_in(make_user()).get(f"/api/v1/firms/{own.pk}/matches/").status_code == 403
