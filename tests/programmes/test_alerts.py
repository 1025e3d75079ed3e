from datetime import UTC, date, datetime, timedelta

import pytest

from didim.accounts.models import OutboundMessage, User
from didim.kernel.periods import Period
from didim.programmes.domain.alerts import queue_alerts
from didim.programmes.domain.notices import decide_pair
from didim.programmes.enums import PairState
from didim.programmes.models import AlertDelivery, DuplicatePair, SavedSearch
from didim.programmes.queries.notice_filter import NoticeFilter

from .builders import NOW, make_notices, telling

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def search(db):
    user = User.objects.create_user(email="firm@example.kr", password="x")
    query = NoticeFilter(text="수출바우처", statuses=("open",)).to_json()
    before = NOW - timedelta(minutes=1)
    return SavedSearch.objects.create(
        user=user, name="수출", query=query, alerts=True, created_at=before, alerted_until=before
    )


def test_new_matching_notice_is_told_once(search):
    make_notices(
        telling(1, "수출 바우처 모집"),
        telling(2, "창업 모집"),
        telling(3, "수출 바우처 끝남", period=Period("dated", None, date(2026, 8, 1))),
    )
    assert queue_alerts(now=LATER, site="https://didim.example") == 1
    message = OutboundMessage.objects.get()
    assert message.subject == "[디딤] '수출' 새 공고 1건"
    assert "■ 수출 바우처 모집" in message.body
    assert "https://didim.example/notices/" in message.body
    assert "창업 모집" not in message.body
    assert queue_alerts(now=LATER + timedelta(hours=1)) == 0
    assert AlertDelivery.objects.count() == 1


def test_mail_waits_for_office_hours(search):
    friday_night = datetime(2026, 8, 21, 13, tzinfo=UTC)
    make_notices(telling(1, "수출 바우처 모집"))
    queue_alerts(now=friday_night)
    assert OutboundMessage.objects.get().not_before == datetime(2026, 8, 24, 0, tzinfo=UTC)


def test_copy_of_a_told_notice_is_not_told_again(search):
    told = make_notices(telling(1, "수출 바우처 모집"))[0]
    queue_alerts(now=LATER)
    copy = make_notices(
        telling(9, "수출 바우처 모집", body="더 긴 수출 바우처 내용"), now=LATER + timedelta(hours=1)
    )[0]
    pair = DuplicatePair.objects.create(
        left=told, right=copy, score=1, title_score=1, agency_score=1, period_score=1
    )
    decide_pair(pair=pair, state=PairState.SAME, by=search.user, now=LATER)
    assert queue_alerts(now=LATER + timedelta(hours=2)) == 0


def test_search_without_alerts_is_left_alone(search):
    SavedSearch.objects.update(alerts=False)
    make_notices(telling(1, "수출 바우처 모집"))
    assert queue_alerts(now=LATER) == 0
    assert not OutboundMessage.objects.exists()


def test_mail_names_twenty_notices_and_counts_the_rest(search):
    make_notices(*(telling(n, f"수출 바우처 {n}") for n in range(23)))
    assert queue_alerts(now=LATER) == 1
    message = OutboundMessage.objects.get()
    assert message.body.count("■") == 20
    assert "그 밖에 3건이 더 있습니다." in message.body
