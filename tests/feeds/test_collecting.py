import json
from datetime import UTC, datetime, timedelta

import pytest

from didim.feeds.bizinfo import client as bizinfo
from didim.feeds.collecting import collect_bizinfo, collect_kstartup
from didim.feeds.kstartup import client as kstartup
from didim.feeds.patient_client import FeedError, PatientClient
from didim.programmes.models import Notice

from .rows import BIZINFO, KSTARTUP

NOW = datetime(2026, 8, 24, 3, tzinfo=UTC)
KEY = "a+b/c=="


@pytest.fixture
def waits():
    return []


@pytest.fixture
def client(waits):
    with PatientClient(0.0, sleep=waits.append, jitter=lambda: 0.5) as patient:
        yield patient


def numbered(row, name, number):
    return row | {name: f"PBLN_{number:015}" if name == "pblancId" else 170000 + number, "pblancUrl": ""}


def bizinfo_pages(count, *, heeds_paging=True):
    """Answer as 기업마당 does."""

    def answer(query):
        if query.get("crtfcKey") != KEY:
            return 200, json.dumps({"reqErr": "인증키가 올바르지 않습니다."}).encode(), {}
        size, page = int(query["pageUnit"]), int(query["pageIndex"])
        start = (page - 1) * size if heeds_paging else 0
        stop = start + size if heeds_paging else count
        rows = [numbered(BIZINFO, "pblancId", n) for n in range(count)][start:stop]
        return 200, json.dumps({"jsonArray": rows}, ensure_ascii=False).encode(), {}

    return answer


def kstartup_pages(count):
    """Answer as K-Startup does."""

    def answer(query):
        if query.get("ServiceKey") != KEY:
            words = "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>"
            words += "<returnAuthMsg>SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg>"
            return 200, f"{words}</cmmMsgHeader></OpenAPI_ServiceResponse>".encode(), {}
        size, page = int(query["perPage"]), int(query["page"])
        rows = [numbered(KSTARTUP, "pbanc_sn", n) for n in range(count)][(page - 1) * size : page * size]
        envelope = {"currentCount": len(rows), "data": rows, "matchCount": count, "page": page}
        return 200, json.dumps(envelope | {"perPage": size, "totalCount": count}).encode(), {}

    return answer


def test_bizinfo_is_read_page_by_page(source, client):
    source.answer = bizinfo_pages(250)
    rows = list(bizinfo.fetch_rows(client, key=KEY, url=source.url))
    assert len({row["pblancId"] for row, _ in rows}) == len(rows) == 250
    assert [query["pageIndex"] for query in source.queries] == ["1", "2", "3"]


def test_bizinfo_that_does_not_heed_paging_is_read_once(source, client):
    source.answer = bizinfo_pages(150, heeds_paging=False)
    assert len(list(bizinfo.fetch_rows(client, key=KEY, url=source.url))) == 150


def test_bizinfo_error_is_told_without_the_key(source, client):
    source.answer = bizinfo_pages(1)
    with pytest.raises(FeedError, match="인증키가 올바르지"):
        list(bizinfo.fetch_rows(client, key="wrong", url=source.url))


def test_broken_json_of_bizinfo_is_read_as_rss(source, client):
    rss = (
        "<rss><channel><item><title>[경기] 가나 &amp;amp; 공고</title><link>https://www.bizinfo.go.kr/x?"
        "pblancId=PBLN_000000000100009</link><description><![CDATA[<p>요약</p>]]></description>"
        "<reqstDt>20260801 ~ 20260831</reqstDt></item></channel></rss>"
    )

    def answer(query):
        broken = b'{"jsonArray": [{"pblancNm": "a "quoted" title"}]}'
        return (200, rss.encode(), {}) if query["dataType"] == "rss" else (200, broken, {})

    source.answer = answer
    [(row, is_rss)] = bizinfo.fetch_rows(client, key=KEY, url=source.url)
    assert is_rss
    assert row["pblancNm"] == "[경기] 가나 &amp; 공고"
    assert row["reqstBeginEndDe"] == "20260801 ~ 20260831"


@pytest.mark.parametrize("content", [b"", b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_answer_that_is_neither_json_nor_rss_is_refused(content):
    with pytest.raises(FeedError):
        bizinfo.rss_rows(content)


def test_failing_service_is_asked_again_with_growing_waits(source, client, waits):
    source.answer = kstartup_pages(1)
    source.faults = [(500, b"", {}), (429, b"", {"Retry-After": "20"}), (503, b"", {})]
    assert len(list(kstartup.fetch_rows(client, key=KEY, url=source.url))) == 1
    assert waits == [1.5, 20.0, 6.0]


def test_service_that_keeps_failing_is_given_up(source, client, waits):
    source.answer = lambda _: (502, b"", {})
    with pytest.raises(FeedError, match="502"):
        list(kstartup.fetch_rows(client, key=KEY, url=source.url))
    assert len(source.queries) == 4


def test_refusal_is_not_asked_again(source, client, waits):
    source.answer = lambda _: (403, b"", {})
    with pytest.raises(FeedError, match="403"):
        list(kstartup.fetch_rows(client, key=KEY, url=source.url))
    assert (len(source.queries), waits) == (1, [])


def test_nobody_at_the_address_is_told_without_the_key(client):
    with pytest.raises(FeedError) as refusal:
        list(kstartup.fetch_rows(client, key=KEY, url="http://127.0.0.1:9/api"))
    assert KEY not in str(refusal.value)


def test_kstartup_is_read_to_its_count(source, client):
    source.answer = kstartup_pages(230)
    assert len(list(kstartup.fetch_rows(client, key=KEY, url=source.url))) == 230
    assert len(source.queries) == 3


def test_gateway_error_of_kstartup_is_told(source, client):
    source.answer = kstartup_pages(1)
    with pytest.raises(FeedError, match="SERVICE_KEY_IS_NOT_REGISTERED_ERROR"):
        list(kstartup.fetch_rows(client, key="wrong", url=source.url))


def test_calls_are_kept_apart(source):
    instants = iter([0.0, 0.0, 0.05, 0.2])
    waits = []
    with PatientClient(0.2, sleep=waits.append, clock=lambda: next(instants)) as client:
        source.answer = lambda _: (200, b"", {})
        client.get(source.url, {})
        client.get(source.url, {})
    assert waits == [pytest.approx(0.15)]


@pytest.mark.django_db
def test_run_records_what_came_and_what_did_not(source, client):
    source.answer = kstartup_pages(2)
    run = collect_kstartup(client=client, key=KEY, now=NOW, clock=lambda: NOW, url=source.url)
    assert (run.read, run.new, run.rejected, run.error) == (2, 2, 0, "")
    later = NOW + timedelta(days=1)
    again = collect_kstartup(client=client, key=KEY, now=later, clock=lambda: later, url=source.url)
    assert (again.new, again.updated, again.duplicate) == (0, 0, 2)
    assert set(Notice.objects.values_list("last_seen_at", flat=True)) == {later}


@pytest.mark.django_db
def test_run_keeps_what_it_read_before_the_source_failed(source, client):
    pages = bizinfo_pages(100)
    source.answer = lambda query: pages(query) if query["pageIndex"] == "1" else (500, b"", {})
    run = collect_bizinfo(client=client, key=KEY, now=NOW, clock=lambda: NOW, url=source.url)
    assert (run.read, run.new) == (100, 100)
    assert "500" in run.error
    bad = collect_bizinfo(client=client, key="wrong", now=NOW, clock=lambda: NOW, url=source.url)
    assert "인증키" in bad.error
