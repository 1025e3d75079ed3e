"""The notice of one of our own calls: what it asks, how it judges, until which second, what was corrected."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from didim.applications.models import DeadlineExtension
from didim.engines.scoring import RoundKind
from didim.programmes.domain.call_starts import (
    documents_to_begin_with,
    form_to_begin_with,
    known_exclusions,
    rounds_to_begin_with,
)
from didim.programmes.domain.call_terms import set_form, set_rounds, set_terms
from didim.programmes.domain.calls import (
    create_call,
    edit_draft,
    publish_call,
    revise_call,
    save_programme,
    set_rule,
)
from didim.programmes.enums import SupportType
from didim.programmes.models import Notice, Programme
from didim.registry.enums import AgencyKind
from didim.registry.models import Agency
from tests.sign_in import make_user

TEXTS = ("summary", "body", "target_text", "how_to_apply", "contact")


@pytest.fixture
def author(db):
    return make_user("author@example.org")


@pytest.fixture
def call(author):
    now = timezone.now()
    on = timezone.localdate()
    agency = Agency.objects.create(name="한빛산업진흥원", kind=AgencyKind.PROMOTION)
    details = {"name": "사업", "support_type": SupportType.COMMERCIALISATION, "year": 2026}
    programme = save_programme(programme=Programme(agency=agency), details=details, by=author)
    call = create_call(programme=programme, title="창업기업 모집", by=author, now=now)
    changes = dict.fromkeys(TEXTS, "내용") | {
        "opens_at": now - timedelta(days=1),
        "closes_at": datetime(2099, 3, 5, 9, 0, 0, tzinfo=UTC),
        "places": 103,
        "award_won": 50_000_000,
    }
    edit_draft(call=call, title="창업기업 모집", changes=changes, by=author)
    set_rule(call=call, content={"kind": "all", "parts": []}, by=author)
    set_form(call=call, content=form_to_begin_with("standard", on=on), by=author)
    exclusions = [dict(entry) for entry in known_exclusions(on=on).values["entries"]]
    set_terms(call=call, by=author, documents=documents_to_begin_with(on=on), exclusions=exclusions)
    rounds = rounds_to_begin_with([RoundKind.WRITTEN], on=on)
    rounds[0]["bonus_cap"] = "0"
    set_rounds(call=call, content=rounds, by=author)
    publish_call(call=call, by=author, now=now)
    return call


def page_of(client, call, language=""):
    notice = Notice.objects.get(call=call)
    return client.get(f"{language}/notices/{notice.pk}/")


def test_notice_shows_the_terms_and_the_closing_second(client, call):
    page = page_of(client, call).content.decode()
    for words in (
        "2099-03-05 18:00:00",
        "국세 납세증명서",
        "마감일 기준 30일 안에 발급",
        "문제인식",
        "60점 미만 제외",
        "임금 체불로 명단이 공개된 사업주",
        "103",
        "50,000,000",
        "신청 제외 대상 확인",
    ):
        assert words in page


def test_notice_is_whole_in_english(client, call, parse_page):
    page = page_of(client, call, "/en")
    parse_page(page)
    assert "National tax certificate" in page.content.decode()


def test_notice_leads_to_the_application_while_it_is_open(client, call, author):
    assert "로그인하고 온라인 신청하기" in page_of(client, call).content.decode()


def test_extension_for_an_outage_is_shown(client, call, author):
    now = timezone.now()
    DeadlineExtension.objects.create(
        agency_id=call.agency_id,
        call=call,
        outage_began_at=now - timedelta(hours=2),
        outage_ended_at=now - timedelta(hours=1),
        reason="접속 장애",
        closes_at=datetime(2099, 3, 6, 9, 0, 0, tzinfo=UTC),
        recorded_at=now,
        recorded_by=author,
    )
    page = page_of(client, call).content.decode()
    assert "2099-03-06 18:00:00" in page
    assert "연장됨" in page


def test_correction_says_what_it_changed(client, call, author):
    revise_call(call=call, by=author)
    documents = documents_to_begin_with(on=timezone.localdate())[1:]
    set_terms(call=call, by=author, documents=documents)
    publish_call(call=call, by=author, now=timezone.now())
    page = page_of(client, call).content.decode()
    assert "정정 공고" in page
    assert "&#x27;제출 서류&#x27;에서 &#x27;사업자등록증&#x27;이(가) 빠졌습니다." in page


def test_call_taken_elsewhere_leads_nowhere(client, call, author):
    revise_call(call=call, by=author)
    set_form(call=call, content={}, by=author)
    publish_call(call=call, by=author, now=timezone.now())
    assert "온라인 신청하기" not in page_of(client, call).content.decode()
