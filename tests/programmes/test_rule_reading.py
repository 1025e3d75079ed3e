from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.engines.eligibility import (
    FirmFacts,
    Likely,
    SizeClass,
    Stage,
    Stated,
    Verdict,
    conditions_of,
    load,
    verdict_of,
)
from didim.programmes.domain.rule_reading import READING_ID, NoticeText, read_rule

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
DAY = date(2026, 4, 10)
MICRO = frozenset({SizeClass.MICRO})
SEOUL, BUSAN, YEONGJU = ("00", "11", "11680"), ("00", "26", "26110"), ("00", "47", "47210")


def firm(**facts):
    given_facts = {"stage": Stage.OPERATING, "opened_on": date(2022, 1, 1), "region_path": SEOUL}
    return FirmFacts(**given_facts | {"size_classes": MICRO} | facts)


def read(target_text, **fields):
    shown = {"title": "2026년 지원사업 참여기업 모집 공고", "source": "bizinfo", "published_on": DAY}
    return load(read_rule(NoticeText(**shown | fields, target_text=target_text)).rule_json)


def verdict(rule, **facts):
    return verdict_of(rule, firm(**facts), DAY)


@pytest.mark.parametrize(
    ("title", "codes", "target", "verdicts"),
    [
        # the firm in Seoul, Busan, 영주시
        ("[경북] 2026년 지원사업", ("47",), "중소기업\n도내 중소·벤처기업", (NOT_MET, NOT_MET, MET)),
        ("[경북] 영주시 2026년 사업", ("47",), "중소기업\n관내 중소기업", (NOT_MET, NOT_MET, MET)),
        ("2026년 사업", (), "부산광역시 소재 중소기업", (NOT_MET, MET, NOT_MET)),
        ("2026년 사업", (), "서울·부산 소재 중소기업", (MET, MET, NOT_MET)),
        ("2026년 사업", (), "동남권 소재 중소기업", (NOT_MET, MET, NOT_MET)),
        # a plant there is enough, a move is enough, others may come: outside stays open
        ("2026년 사업", (), "본사 또는 공장이 영주시에 소재한 중소기업", (UNKNOWN, UNKNOWN, MET)),
        ("2026년 사업", (), "부산 소재 기업\n- 부산으로 이전 예정인 기업", (UNKNOWN, UNKNOWN, UNKNOWN)),
        ("2026년 사업", (), "부산 소재 기업 우대", (UNKNOWN, UNKNOWN, UNKNOWN)),
        # a title or a region field alone speaks for a firm, never against it
        ("[부산] 2026년 사업", ("26",), "중소기업\n중소기업", (UNKNOWN, MET, UNKNOWN)),
        ("2026년 사업", ("00",), "중소기업\n국내 중소기업", (MET, MET, MET)),
    ],
)
def test_place_is_certain_only_where_the_statement_sets_it(title, codes, target, verdicts):
    rule = read(target, title=title, region_codes=codes)

    assert tuple(verdict(rule, region_path=path) for path in (SEOUL, BUSAN, YEONGJU)) == verdicts


def test_place_not_understood_in_a_list_leaves_the_others_open():
    rule = read("대전·가나다 소재 중소기업")

    assert verdict(rule, region_path=SEOUL) is UNKNOWN


def test_gwangju_in_gyeonggi_is_not_the_metropolitan_city():
    rule = read("관내 소재 중소기업", title="[경기] 광주시 2026년 사업", region_codes=("41",))

    assert verdict(rule, region_path=("00", "41", "41610")) is MET
    assert verdict(rule, region_path=("00", "29", "29110")) is NOT_MET


def opened(years):
    return DAY.replace(year=DAY.year - years)


@pytest.mark.parametrize(
    ("target", "stages", "verdicts"),
    [
        # opened 2, 5, 8, 12 years ago
        ("창업 3년 이내 기업", (), (MET, NOT_MET, NOT_MET, NOT_MET)),
        ("창업 7년 이내 기업", (), (MET, MET, UNKNOWN, NOT_MET)),
        ("업력 7년 이내 창업기업 ※ 신산업은 10년 이내", (), (UNKNOWN, UNKNOWN, UNKNOWN, NOT_MET)),
        ("사업자등록 후 3년 이상 영업 중인 기업", (), (NOT_MET, MET, MET, MET)),
        # said of some, or lifted for some
        ("예술기업 또는 창업 3년 이내 기업", (), (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
        ("벤처기업, 창업 3년 이내 광 관련기업", (), (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
        ("창업 7년 미만 기업 (단, 업력 3년 초과의 경우 문의)", (), (UNKNOWN, UNKNOWN, UNKNOWN, NOT_MET)),
        # boxes of K-Startup: alone likely, with words certain; the widest box sets no limit
        ("바이오 기업", ("y1", "y2", "y3"), (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
        ("3년 이내 창업기업", ("y3",), (MET, NOT_MET, NOT_MET, NOT_MET)),
        ("기업", ("y1", "y2", "y3", "y5", "y7", "y10"), (MET, MET, MET, MET)),
    ],
)
def test_firm_age_is_certain_only_when_said_of_everybody(target, stages, verdicts):
    rule = read(target, stages=stages, source="kstartup" if stages else "bizinfo")

    assert tuple(verdict(rule, opened_on=opened(years)) for years in (2, 5, 8, 12)) == verdicts


@pytest.mark.parametrize(
    ("phrase", "verdicts"),
    [
        ("창업 후 8년이 경과하지 않은 기업", (MET, NOT_MET)),
        ("최근 3년 이내 수출한 기업", (UNKNOWN, UNKNOWN)),
        ("선정 후 6개월 이내 창업 예정 기업", (UNKNOWN, UNKNOWN)),
    ],
)
def test_firm_age_is_read_only_from_words_about_it(phrase, verdicts):
    assert tuple(verdict(read(phrase), opened_on=opened(years)) for years in (5, 12)) == verdicts


def test_pre_founders_are_shut_out_only_in_words():
    pre = {"stage": Stage.PRE_FOUNDER, "opened_on": None}

    assert verdict(read("창업 3년 이내 기업"), **pre) is NOT_MET
    assert verdict(read("예비창업자 및 창업 3년 이내 기업"), **pre) is MET
    assert verdict(read("국내 중소기업"), **pre) is UNKNOWN
    assert verdict(read("스타트업", exclusion_text="예비창업자"), **pre) is NOT_MET
    assert verdict(read("청년(예비) 창업가", stages=("pre",), source="kstartup")) is UNKNOWN
    courses = read("", stages=("y1", "y2", "y3"), source="kstartup")
    assert verdict(courses, **pre) is UNKNOWN


def test_firms_are_shut_out_of_a_call_for_pre_founders_by_words_and_boxes_together():
    rule = read("여성 예비창업자", stages=("pre",), source="kstartup")
    assert verdict(rule) is NOT_MET

    assert verdict(read("팀", stages=("pre",), source="kstartup")) is UNKNOWN


@pytest.mark.parametrize(
    ("target", "age_text", "verdicts"),
    [
        # born 1990, 1985, 1970: 35, 40 and 55 years old
        ("39세 이하 청년 창업자", "만 20세 이상 ~ 만 39세 이하", (MET, UNKNOWN, NOT_MET)),
        ("청년 창업자", "만 20세 이상 ~ 만 39세 이하", (MET, UNKNOWN, UNKNOWN)),
        ("만 40세 이상 창업자", "", (NOT_MET, MET, MET)),
        ("39세 이하 청년 우대", "", (UNKNOWN, UNKNOWN, UNKNOWN)),
        ("60세 이상 근로자를 고용할 기업", "", (UNKNOWN, UNKNOWN, UNKNOWN)),
    ],
)
def test_founder_age_is_certain_only_with_words(target, age_text, verdicts):
    rule = read(target, age_text=age_text, source="kstartup")

    born = (date(1990, 6, 1), date(1985, 6, 1), date(1970, 6, 1))
    assert tuple(verdict(rule, birth_date=day) for day in born) == verdicts


def test_micro_enterprise_leaves_a_small_enterprise_open_and_a_medium_one_out():
    rule = read("소상공인\n서울시 소재 소상공인")

    sizes = [frozenset({size}) for size in (SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM)]
    assert [verdict(rule, size_classes=size) for size in sizes] == [MET, UNKNOWN, NOT_MET]


def test_start_ups_without_a_number_are_those_of_the_law_as_a_likely_condition():
    rule = read("예비창업자, 창업기업 등")

    assert [verdict(rule, opened_on=opened(years)) for years in (5, 12)] == [MET, UNKNOWN]
    (likely,) = (c for c in conditions_of(rule) if not isinstance(c, Stated))
    assert "startup@2022-06-29" in str(likely)


def test_a_pointer_to_the_notice_is_no_condition():
    assert verdict(read("서울 소재 중소기업 ※ 자세한 지원대상 공고문 참조")) is MET
    assert verdict(read("서울 소재 중소기업 ※ 자금별 지원대상 상이, 공고문 참조")) is UNKNOWN


def test_a_call_for_those_who_serve_micro_enterprises_says_nothing_of_their_size():
    rule = read("소상공인과 협력할 파트너사")

    assert verdict(rule, size_classes=frozenset({SizeClass.MEDIUM})) is UNKNOWN


def test_words_left_over_keep_a_rule_from_being_met():
    for target in ("한국 청년 인재", "가평군", "1인 디자인 회사", "2~3인 창업팀"):
        assert verdict(read(target)) is UNKNOWN


def test_suspended_firms_are_out_where_the_exclusions_say_so():
    rule = read("국내 중소기업", exclusion_text="신청일 현재 휴·폐업 중인 기업")
    assert verdict(rule, stage=Stage.SUSPENDED) is NOT_MET
    assert verdict(rule) is UNKNOWN

    assert verdict(read("폐업 후 재창업자", exclusion_text="휴업 또는 폐업"), stage=Stage.CLOSED) is UNKNOWN


def test_words_nobody_reads_stay_as_a_condition_with_their_sentence():
    rule = read("서울 소재 기업으로서 투자유치 30억 이상", exclusion_text="국세 체납 중인 자")

    stated = [condition for condition in conditions_of(rule) if isinstance(condition, Stated)]
    assert [condition.source.field for condition in stated] == ["target_text", "exclusion_text"]
    assert verdict(rule) is UNKNOWN


def test_without_a_target_statement_nothing_is_certain():
    reading = read_rule(NoticeText(title="[부산] 2026년 사업", source="bizinfo", region_codes=("26",)))

    assert reading.reading_id == READING_ID
    conditions = list(conditions_of(load(reading.rule_json)))
    assert {type(condition) for condition in conditions} == {Likely, Stated}


_PIECES = (
    "창업 7년 이내 예비창업자 만 39세 이하 부산 소재 관내 또는 ※ - 중소기업 소상공인 제외 "
    "휴·폐업 경기 광주시 업력 3년 이상 ~ [ ] ⟦11⟧"
)
WORDS = st.lists(st.sampled_from([*_PIECES.split(" "), "\n"]), max_size=14).map(" ".join)


@given(
    st.text(max_size=30) | WORDS,
    st.text(max_size=60) | WORDS,
    st.text(max_size=40) | WORDS,
    st.lists(st.sampled_from(["pre", "y1", "y3", "y7", "y10", "?"]), max_size=4).map(tuple),
    st.lists(st.sampled_from(["00", "11", "26", "26110", "99"]), max_size=3).map(tuple),
)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_rule_that_can_be_loaded(title, target, exclusion, stages, codes):
    fields = NoticeText(title, "kstartup", codes, (), stages, "", target, exclusion)

    rule = load(read_rule(fields).rule_json)
    assert verdict_of(rule, FirmFacts(), DAY) is not NOT_MET
