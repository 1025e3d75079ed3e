from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.accounts.models import User
from didim.kernel.periods import Period
from didim.programmes.domain.notices import decide_pair, find_duplicates, undo_decision
from didim.programmes.domain.notices.similarity import Compared, likeness, title_parts
from didim.programmes.enums import PairState
from didim.programmes.models import DuplicatePair, Notice

from .builders import NOW, make_notices, telling

TITLE = "2026년 가나다 오픈이노베이션 참여기업 모집 공고"
KSTARTUP = {"source": "kstartup", "form": "kstartup_api", "agency_name": "가나진흥원"}
BIZINFO = {"operator_name": "(재)가나진흥원", "agency_name": "경기도"}


def compared(number, title, **fields):
    given_fields = {
        "label": f"source{number}",
        "bodies": frozenset({"가나진흥원"}),
        "regions": frozenset(),
        "period_kind": "dated",
        "opens_on": date(2026, 8, 1),
        "closes_on": date(2026, 8, 31),
    }
    return Compared(id=number, title=title, **(given_fields | fields))


def test_title_is_taken_apart():
    parts = title_parts("[경기] 성남시 2026년 제3회 시장개척단 참가기업 2차 모집 공고(하반기)")
    assert parts.core == "성남시시장개척단"
    assert parts.years == {"2026"}
    assert parts.rounds == {"3회", "2차", "하반기"}
    assert parts.prefixes == {"경기"}


@pytest.mark.parametrize(
    "other",
    [
        "2025년 가나다 오픈이노베이션 참여기업 모집 공고",
        "2026년 2차 가나다 오픈이노베이션 참여기업 모집 공고",
        "2026년 하반기 가나다 오픈이노베이션 참여기업 모집 공고",
        "2026년 가나다 오픈이노베이션 참여기업 추가 모집 공고",
        "[신규설립] 2026년 가나다 오픈이노베이션 참여기업 모집 공고",
    ],
)
def test_other_year_round_or_part_is_near_but_never_certain(other):
    found = likeness(compared(1, TITLE), compared(2, other))
    assert found.score >= 0.95
    assert not found.is_certain


def test_other_region_is_never_certain():
    one = compared(1, f"[경기] {TITLE}", regions=frozenset({"41"}))
    assert likeness(one, compared(2, TITLE)).is_certain
    assert not likeness(one, compared(2, f"[부산] {TITLE}", regions=frozenset({"26"}))).is_certain


def test_not_known_is_no_mismatch():
    unknown = compared(2, TITLE, bodies=frozenset(), closes_on=None, opens_on=None, period_kind="unknown")
    found = likeness(compared(1, TITLE), unknown)
    assert (found.agency, found.period, found.score, found.is_certain) == (None, None, 1.0, False)


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_symmetric_and_within_bounds(one, other):
    there, back = (
        likeness(compared(1, one), compared(2, other)),
        likeness(compared(2, other), compared(1, one)),
    )
    assert there.score == pytest.approx(back.score)
    assert 0 <= there.score <= 1
    assert there.is_certain == back.is_certain


@pytest.mark.django_db
def test_certain_pair_is_merged_and_the_fuller_one_shown():
    short, full = make_notices(telling(1, TITLE, **KSTARTUP), telling(2, TITLE, body="긴 내용", **BIZINFO))
    assert find_duplicates(now=NOW).merged == 1
    assert Notice.objects.get(pk=short.pk).canonical_id == full.pk
    assert find_duplicates(now=NOW).merged == 0
    pair = DuplicatePair.objects.get()
    assert (pair.state, pair.automatic) == (PairState.SAME, True)


@pytest.mark.django_db
def test_near_pair_waits_for_a_person_whose_decision_stays():
    make_notices(telling(1, TITLE, **KSTARTUP), telling(2, f"{TITLE} 연장", **BIZINFO))
    person = User.objects.create_user(email="a@example.kr", password="x")
    assert find_duplicates(now=NOW).near == 1
    pair = DuplicatePair.objects.get()
    assert pair.state == PairState.PENDING
    decide_pair(pair=pair, state=PairState.DIFFERENT, by=person, now=NOW)
    find_duplicates(now=NOW)
    assert DuplicatePair.objects.get().state == PairState.DIFFERENT
    decide_pair(pair=pair, state=PairState.SAME, by=person, now=NOW)
    assert Notice.objects.filter(canonical__isnull=False).count() == 1
    undo_decision(pair=pair, by=person, now=NOW)
    assert Notice.objects.filter(canonical__isnull=False).count() == 0


@pytest.mark.django_db
def test_automatic_merge_taken_back_by_a_person_is_not_made_again():
    make_notices(telling(1, TITLE, **KSTARTUP), telling(2, TITLE, **BIZINFO))
    find_duplicates(now=NOW)
    person = User.objects.create_user(email="a@example.kr", password="x")
    undo_decision(pair=DuplicatePair.objects.get(), by=person, now=NOW)
    find_duplicates(now=NOW)
    assert DuplicatePair.objects.get().state == PairState.PENDING
    assert not Notice.objects.filter(canonical__isnull=False).exists()


@pytest.mark.django_db
def test_merge_that_is_no_longer_certain_is_taken_back():
    make_notices(telling(1, TITLE, **KSTARTUP), telling(2, TITLE, **BIZINFO))
    find_duplicates(now=NOW)
    later = Period("dated", date(2026, 8, 1), date(2026, 9, 30))
    changed = make_notices(telling(2, TITLE, as_of="2026-08-21", period=later, **BIZINFO))
    find_duplicates(now=NOW, notice_ids=[changed[0].pk])
    assert not Notice.objects.filter(canonical__isnull=False).exists()
    assert not DuplicatePair.objects.exists()


@pytest.mark.django_db
def test_rule_does_not_join_what_people_told_apart():
    third = {**KSTARTUP, "source": "other", "form": "announcement"}
    one, two, three = make_notices(
        telling(1, TITLE, **KSTARTUP), telling(2, TITLE, **BIZINFO), telling(3, TITLE, **third)
    )
    person = User.objects.create_user(email="a@example.kr", password="x")
    apart = DuplicatePair.objects.create(
        left=one, right=two, score=1, title_score=1, agency_score=1, period_score=1
    )
    decide_pair(pair=apart, state=PairState.DIFFERENT, by=person, now=NOW)
    find_duplicates(now=NOW)
    groups = {notice.pk: notice.canonical_id or notice.pk for notice in Notice.objects.all()}
    assert groups[one.pk] != groups[two.pk]
    assert groups[three.pk] in (groups[one.pk], groups[two.pk])


@pytest.mark.django_db
def test_open_notice_is_shown_before_a_fuller_closed_one():
    closed = Period("dated", None, date(2026, 8, 1))
    open_one, full = make_notices(
        telling(1, TITLE, **KSTARTUP), telling(2, TITLE, body="긴 내용", period=closed, **BIZINFO)
    )
    person = User.objects.create_user(email="a@example.kr", password="x")
    pair = DuplicatePair.objects.create(
        left=open_one, right=full, score=1, title_score=1, agency_score=1, period_score=1
    )
    decide_pair(pair=pair, state=PairState.SAME, by=person, now=NOW)
    assert Notice.objects.get(pk=full.pk).canonical_id == open_one.pk
