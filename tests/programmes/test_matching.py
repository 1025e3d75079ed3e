from datetime import UTC, date, datetime, timedelta

import pytest

from didim.engines.eligibility import (
    AllOf,
    Compare,
    FirmFacts,
    Likely,
    Operator,
    RegionWithin,
    Source,
    Stage,
    Stated,
    Verdict,
    dump,
)
from didim.programmes.models import Notice
from didim.programmes.queries.matching import (
    NOT_READ,
    explain_matches,
    firm_verdicts,
    firms_fitting,
    judge_notice,
    matches_for_firm,
    open_notices,
    stored_rule,
)
from didim.registry.models import Enterprise
from didim.registry.queries.facts import firm_sheet

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 3)
NOW = datetime(2026, 9, 3, tzinfo=UTC)
SEOUL, BUSAN = RegionWithin(("11",), Source("서울 소재", "summary")), RegionWithin(("26",))
YOUNG = Compare("firm_age", Operator.LE, 84)
FIRM = FirmFacts(stage=Stage.OPERATING, opened_on=date(2024, 3, 1), region_path=("00", "11", "11680"))


def notice(title, rule, closes_on=TODAY + timedelta(days=10), **fields):
    return Notice.objects.create(
        **{
            "source": "other",
            "source_id": title,
            "title": title,
            "period_kind": "dated",
            "closes_on": closes_on,
            "published_on": TODAY - timedelta(days=5),
            "listed_on": TODAY,
            "rule": dump(rule) if rule else {},
            "content_hash": "",
            "first_seen_at": NOW,
            "last_seen_at": NOW,
            "changed_at": NOW,
        }
        | fields,
    )


def titles(matches):
    names = dict(Notice.objects.values_list("pk", "title"))
    return [names[match.notice_id] for match in matches]


def test_matches_stand_met_then_open_then_unlikely_then_not_met_each_by_deadline():
    notice("미충족", BUSAN)
    notice("짐작으로 미충족", Likely(BUSAN))
    notice("확인 둘", AllOf((SEOUL, Stated("가"), Stated("나"))))
    notice("확인 하나", AllOf((SEOUL, Stated("가"))))
    notice("충족, 늦은 마감", SEOUL, closes_on=TODAY + timedelta(days=30))
    notice("충족, 이른 마감", AllOf((SEOUL, YOUNG)), closes_on=TODAY)

    found = matches_for_firm(facts=FIRM, today=TODAY)

    assert titles(found) == [
        "충족, 이른 마감",
        "충족, 늦은 마감",
        "확인 하나",
        "확인 둘",
        "짐작으로 미충족",
        "미충족",
    ]
    assert [match.unknowns for match in found] == [0, 0, 1, 2, 1, 0]
    assert [match.unlikely for match in found] == [False, False, False, False, True, False]


def test_open_notices_are_those_that_take_applications():
    notice("열림", SEOUL)
    notice("상시", SEOUL, closes_on=None, period_kind="always")
    notice("예정", SEOUL, opens_on=TODAY + timedelta(days=1))
    notice("마감", SEOUL, closes_on=TODAY - timedelta(days=1))
    notice("기간 모름", SEOUL, closes_on=None, period_kind="unknown")
    notice("사본", SEOUL, canonical=Notice.objects.get(title="열림"))

    assert set(open_notices(TODAY).values_list("title", flat=True)) == {"열림", "상시"}


def test_matches_follow_a_changed_rule_a_new_notice_and_the_day():
    first = notice("하나", BUSAN)
    assert [match.verdict for match in matches_for_firm(facts=FIRM, today=TODAY)] == [Verdict.NOT_MET]

    first.rule, first.changed_at = dump(SEOUL), NOW + timedelta(hours=1)
    first.save()
    notice("둘", SEOUL, closes_on=TODAY)
    assert titles(matches_for_firm(facts=FIRM, today=TODAY)) == ["둘", "하나"]
    assert titles(matches_for_firm(facts=FIRM, today=TODAY + timedelta(days=1))) == ["하나"]


def test_matches_cost_one_query_while_nothing_changed(django_assert_num_queries):
    for at in range(3):
        notice(f"공고 {at}", SEOUL)
    found = matches_for_firm(facts=FIRM, today=TODAY)

    with django_assert_num_queries(1):
        matches_for_firm(facts=FIRM, today=TODAY)
    with django_assert_num_queries(2):
        explain_matches(matches=found, facts=FIRM, today=TODAY)


def test_reasons_name_rule_value_source_and_change():
    notice("부산", AllOf((BUSAN, Compare("employees", Operator.LT, 5, source=Source("5인 미만", "summary")))))
    found = matches_for_firm(facts=FIRM, today=TODAY)

    (judgement,) = explain_matches(matches=found, facts=FIRM, today=TODAY).values()
    place, employees = judgement.conditions()
    assert (place.verdict, employees.verdict) == (Verdict.NOT_MET, Verdict.UNKNOWN)
    assert (place.words.ko, place.value.ko) == ("소재지: 부산광역시", "서울 강남구")
    assert (place.words.en, place.value.en) == ("Located in Busan", "Gangnam-gu, Seoul")
    assert place.change.ko == "부산광역시(으)로 옮기면 충족합니다."
    assert employees.change.ko == "상시근로자 수: 입력하면 판정됩니다."
    assert employees.source == Source("5인 미만", "summary")


def test_a_rule_not_read_or_faulty_is_to_be_checked_never_met():
    for at, content in enumerate(({}, {"kind": "king"})):
        row = notice(f"공고 {at}", None)
        row.rule = content
        assert judge_notice(notice=row, facts=FIRM).verdict is Verdict.UNKNOWN
    assert stored_rule({}) == Stated(NOT_READ)


def enterprise(name, **fields):
    return Enterprise.objects.create(
        name=name,
        stage=fields.pop("stage", "operating"),
        legal_form="sole",
        business_number=fields.pop("business_number", f"{Enterprise.objects.count():010d}"),
        created_at=NOW,
        updated_at=NOW,
        **fields,
    )


def test_firms_fitting_counts_and_tells_which_condition_cuts_alone():
    enterprise("서울 새 기업", region_id="11680", opened_on=date(2025, 1, 1))
    enterprise("서울 오랜 기업", region_id="11680", opened_on=date(2001, 1, 1))
    enterprise("부산 오랜 기업", region_id="26", opened_on=date(2001, 1, 1))
    enterprise("모르는 기업")

    fitting = firms_fitting(rule=AllOf((SEOUL, YOUNG)), on=TODAY)

    assert (fitting.total, fitting.met, fitting.unknown, fitting.not_met) == (4, 1, 1, 2)
    assert [(cut.words.ko, cut.not_met, cut.alone) for cut in fitting.conditions] == [
        ("소재지: 서울특별시", 1, 0),
        ("업력 7년 이하", 2, 1),
    ]


def test_firm_verdicts_name_each_firm():
    inside, outside = enterprise("안", region_id="11680"), enterprise("밖", region_id="26")

    verdicts = firm_verdicts(notice=notice("서울", SEOUL), sheet=firm_sheet(on=TODAY))

    assert verdicts == {inside.pk: Verdict.MET, outside.pk: Verdict.NOT_MET}
