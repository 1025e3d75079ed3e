from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from didim.kernel.korean_text import search_form, search_terms, term_is_in
from didim.kernel.periods import Period
from didim.programmes.domain.notices.search_statistics import refresh_search_statistics
from didim.programmes.enums import NoticeStatus, PeriodKind
from didim.programmes.models import Notice, SearchGram
from didim.programmes.queries import notice_search
from didim.programmes.queries.notice_filter import NoticeFilter
from didim.programmes.queries.notice_status import status_condition, status_of, with_status
from didim.programmes.queries.notices import search_notices
from didim.registry.models import Agency, Region

from .builders import TODAY, make_notices, telling

WORDS = "창업 지원 사업 지원사업 모집공고 기업 K-Startup R&D 창업지원센터 소상공인 업 AI 원사 약".split()  # noqa: SIM905
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


def titles(page):
    return [hit.notice.title for hit in page.hits]


def search(**fields):
    return search_notices(NoticeFilter(**fields), today=TODAY)


class SearchIsLike(TestCase):
    """A search finds exactly the notices in whose normalised text each of its words stands."""

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.tuples(SENTENCE, SENTENCE), min_size=1, max_size=6),
        st.lists(st.one_of(SENTENCE, st.text("창업지원사모집 약", max_size=6)), min_size=1, max_size=5),
        st.sampled_from(["relevance", "recent", "deadline"]),
        st.booleans(),
    )
    def test_search_finds_what_like_finds(self, texts, queries, order, knows_shares):
        notices = make_notices(*(telling(n, title, body=body) for n, (title, body) in enumerate(texts)))
        if knows_shares:
            refresh_search_statistics(today=TODAY)
        forms = {notice.pk: search_form(f"{notice.title}\n{notice.body}") for notice in notices}
        for query in queries:
            terms = search_terms(query)
            like = {pk for pk, form in forms.items() if all(term_is_in(term, form) for term in terms)}
            page = search(text=query, order=order)
            assert {hit.notice.pk for hit in page.hits} == like
            assert page.total == len(like)

    @settings(max_examples=40, deadline=None)
    @given(
        st.sampled_from(PeriodKind.values),
        st.none() | st.integers(-3, 3),
        st.none() | st.integers(0, 4),
        st.integers(-4, 4),
    )
    def test_status_is_the_same_as_function_annotation_and_condition(self, kind, opens, length, today):
        opens_on = None if opens is None else TODAY + timedelta(days=opens)
        closes_on = None if length is None else TODAY + timedelta(days=(opens or 0) + length)
        notice = make_notices(telling(1, "가", period=Period(kind, opens_on, closes_on)))[0]
        day = TODAY + timedelta(days=today)
        status = status_of(notice, day)
        assert with_status(Notice.objects.all(), day).get().status == status
        for other in NoticeStatus:
            found = Notice.objects.filter(status_condition([other], day)).exists()
            assert found == (other == status)


@pytest.mark.django_db
def test_candidates_that_are_no_hits_do_not_hide_later_hits(monkeypatch):
    monkeypatch.setattr(notice_search, "CAP", 2)
    false = [telling(n, f"가 {n}", body="업체 지원 및 창업") for n in range(5)]
    hit = telling(9, "나", body="지원창업체", listed_on=date(2026, 1, 1))
    make_notices(*false, hit)
    page = search(text="지원창업체")
    assert titles(page) == ["나"]


@pytest.mark.django_db
def test_title_hits_come_first_then_the_newest():
    make_notices(
        telling(1, "가나 공고", body="수출 바우처", listed_on=date(2026, 8, 19)),
        telling(2, "수출 바우처", listed_on=date(2026, 1, 1)),
        telling(3, "수출바우처 다른 공고", listed_on=date(2026, 3, 1)),
        telling(4, "라마", body="바우처만"),
    )
    page = search(text="수출 바우처")
    assert titles(page) == ["수출바우처 다른 공고", "수출 바우처", "가나 공고"]
    assert page.hits[1].title_html == "<mark>수출</mark> <mark>바우처</mark>"
    assert titles(search(text="수출 바우처", order="recent")) == [
        "가나 공고",
        "수출바우처 다른 공고",
        "수출 바우처",
    ]


@pytest.mark.django_db
def test_region_filter_contains_wider_narrower_and_unknown():
    Region.objects.bulk_create(
        [
            Region(code=code, name=code, short_name=code, level=level, path=path, parent_id=parent)
            for code, level, path, parent in [
                ("00", 0, ["00"], None),
                ("41", 1, ["00", "41"], "00"),
                ("41170", 2, ["00", "41", "41170"], "41"),
                ("41190", 2, ["00", "41", "41190"], "41"),
                ("26", 1, ["00", "26"], "00"),
            ]
        ],
        ignore_conflicts=True,
    )
    codes = ["00", "41", "41170", "41190", "26", ""]
    make_notices(
        *(
            telling(n, f"지역 {code}".strip(), region_codes=(code,) if code else ())
            for n, code in enumerate(codes)
        )
    )
    assert set(titles(search(regions=("41170",)))) == {"지역 00", "지역 41", "지역 41170", "지역"}
    assert set(titles(search(regions=("41",)))) == {"지역 00", "지역 41", "지역 41170", "지역 41190", "지역"}


@pytest.mark.django_db
def test_filters_and_facets_of_several_choices():
    make_notices(
        telling(1, "하나", support_type="loan", targets=("micro",), stages=("y3", "y7")),
        telling(2, "둘", support_type="loan", targets=("sme",)),
        telling(3, "셋", support_type="rnd", targets=("sme",), period=Period("until_exhausted")),
        telling(4, "넷", support_type="space", period=Period("dated", None, date(2026, 8, 1))),
    )
    page = search(support_types=("loan",), targets=("sme", "micro"))
    assert set(titles(page)) == {"하나", "둘"}
    counts = {facet.value: (facet.count, facet.chosen) for facet in page.facets["support_types"]}
    assert counts == {"loan": (2, True), "rnd": (1, False)}
    assert {facet.value: facet.count for facet in page.facets["targets"]} == {"micro": 1, "sme": 1}
    assert {facet.value for facet in search().facets["statuses"]} == {"open", "always_open", "closed"}
    assert titles(search(statuses=("closed",))) == ["넷"]
    assert titles(search(stages=("y7",))) == ["하나"]
    assert set(titles(search(closes_within=11))) == {"하나", "둘"}
    assert titles(search(closes_within=10)) == []


@pytest.mark.django_db
def test_deadline_order_shows_the_next_deadline_first_and_no_closed_ones():
    make_notices(
        telling(1, "늦음", period=Period("dated", None, date(2026, 9, 9))),
        telling(2, "이름", period=Period("dated", None, date(2026, 8, 20))),
        telling(3, "끝남", period=Period("dated", None, date(2026, 8, 19))),
        telling(4, "상시", period=Period("always")),
    )
    assert titles(search(order="deadline")) == ["이름", "늦음", "상시"]


@pytest.mark.django_db
def test_number_of_hits_beyond_the_cap_is_not_counted(monkeypatch):
    monkeypatch.setattr(notice_search, "CAP", 3)
    make_notices(*(telling(n, f"공고 {n}") for n in range(6)))
    page = search_notices(NoticeFilter(text="공고"), today=TODAY, page_size=2)
    assert (page.total, page.is_capped, page.pages) == (3, True, 2)
    second = search_notices(NoticeFilter(text="공고"), today=TODAY, page=2, page_size=2)
    assert not {hit.notice.pk for hit in page.hits} & {hit.notice.pk for hit in second.hits}
    assert search_notices(NoticeFilter(), today=TODAY, page=9, page_size=2).hits == ()


@pytest.mark.django_db
def test_typing_error_gets_a_suggestion():
    make_notices(*(telling(n, f"소상공인 융자 {n}") for n in range(3)))
    refresh_search_statistics(today=TODAY)
    assert search(text="소상공잉").suggestion == "소상공인"
    assert search(text="thtkdrhddls").suggestion == "소상공인"
    assert search(text="소상공인").suggestion == ""
    assert SearchGram.objects.get(gram="^융자").share == 1


@pytest.mark.django_db
def test_list_needs_the_same_queries_for_one_row_and_three():
    agency = Agency.objects.create(name="가나진흥원", kind="promotion")
    told = [telling(n, f"창업 공고 {n}", operator_name=agency.name) for n in range(3)]
    counts = []
    for some in (told[:1], told):
        make_notices(*some)
        with CaptureQueriesContext(connection) as queries:
            page = search(text="창업", regions=("41",), statuses=("open",))
            assert [hit.notice.agency.name for hit in page.hits] == ["가나진흥원"] * len(some)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_filter_survives_json_and_leaves_out_what_is_not_valid():
    values = {
        "q": [" 창업 <b>지원</b> "],
        "regions": ["41", "x", "41"],
        "targets": ["micro", "nobody"],
        "agencies": ["7", "x"],
        "closes_within": ["9999"],
        "order": ["sideways"],
    }
    chosen = NoticeFilter.of(values)
    assert chosen == NoticeFilter(
        text="창업 지원", regions=("41",), targets=("micro",), agencies=(7,), closes_within=366
    )
    assert NoticeFilter.from_json(chosen.to_json()) == chosen
    assert NoticeFilter.of({}) == NoticeFilter()
    assert replace(chosen, regions=()) == chosen.without("regions")


@given(
    st.dictionaries(
        st.sampled_from(["q", "regions", "stages", "agencies", "closes_within"]), st.lists(st.text())
    )
)
def test_filter_of_anything_is_a_filter(values):
    NoticeFilter.of(values)


@pytest.mark.django_db
def test_facet_counted_over_more_than_the_cap_says_so(monkeypatch):
    monkeypatch.setattr(notice_search, "CAP", 3)
    closed = Period("dated", date(2026, 1, 1), date(2026, 1, 31), "")
    make_notices(telling(1, "가"), *(telling(n, f"나 {n}", period=closed) for n in range(2, 8)))
    page = search(statuses=["open"])
    assert (page.total, page.is_capped) == (1, False)
    assert {facet.at_least for facet in page.facets["statuses"]} == {True}
    assert {facet.at_least for name in ("targets", "regions") for facet in page.facets[name]} <= {False}
