from datetime import UTC, date, datetime, timedelta

import pgtrigger
import pytest

from didim.applications.enums import ScanState
from didim.programmes.enums import SupportType
from didim.registry.enums import TaxStatus
from didim.selection.domain.checking.checking import check_application, check_applications, due_applications
from didim.selection.domain.checking.runs import check_what_is_due, run_checks, start_run
from didim.selection.enums import CheckKind, CheckState, JobState, Outcome
from didim.selection.models import CheckItem, Decision, EligibilityCheck, PlanSimilarity
from didim.support.domain.barring import BarTerms, bar_firm
from didim.support.enums import BarKind
from tests.applications.builders import CLOSES, NOW, make_agency, make_firm

from .building import (
    ARREARS,
    BARRED,
    INVESTED,
    TAX,
    TAX_SLOT,
    call_with,
    declared,
    give,
    hand_in,
    made_text,
    received,
)

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 12, 5, tzinfo=UTC)
SEOUL_ONLY = {
    "kind": "all",
    "parts": [
        {"kind": "region", "within": ["11"], "source": {"text": "서울 소재 기업", "field": "target_text"}},
        {"kind": "compare", "fact": "firm_age", "op": "<=", "value": 84},
    ],
}


def verdicts(check: EligibilityCheck, kind: CheckKind) -> dict[str, str]:
    return dict(check.items.filter(kind=kind).order_by("position").values_list("key", "automatic"))


def item(check: EligibilityCheck, key: str) -> CheckItem:
    return check.items.get(key=key)


def test_each_condition_of_the_rule_is_an_item_judged_as_of_the_notice():
    call = call_with(make_agency(), rule=SEOUL_ONLY)
    firm = make_firm(opened_on=date(2019, 11, 15))
    check = check_application(application_id=hand_in(call, firm).pk, now=AFTER)
    rows = list(check.items.filter(kind=CheckKind.RULE).order_by("position"))
    # Published on 10 November 2026: 6 years and 11 months; seven and more on the day of the check.
    assert [row.automatic for row in rows] == ["met", "met"]
    assert rows[0].evidence["source"] == "서울 소재 기업"
    assert rows[0].evidence["value"]["en"] != ""
    assert "2026-11-10" in rows[1].evidence["why"]["ko"]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (TaxStatus.ACTIVE, "met"),
        (TaxStatus.CLOSED, "not_met"),
        (TaxStatus.SUSPENDED, "not_met"),
        (None, "unknown"),
    ],
)
def test_tax_service_says_whether_a_firm_is_in_business(status, verdict):
    firm = make_firm()
    firm.tax_status, firm.tax_checked_at = status, NOW if status else None
    firm.save()
    check = check_application(application_id=hand_in(call_with(make_agency()), firm).pk, now=AFTER)
    assert item(check, "tax_status").automatic == verdict


def test_exclusions_rest_on_declaration_and_certificates():
    call = call_with(make_agency(), exclusions=[ARREARS, BARRED], documents=[TAX])
    silent = hand_in(call, make_firm(serial=1))
    said = hand_in(call, make_firm("나다", serial=2), exclusions=declared(call))
    give(said, TAX_SLOT, kind="national_tax")
    found = [
        verdicts(check_application(application_id=row.pk, now=AFTER), CheckKind.EXCLUSION)
        for row in (silent, said)
    ]
    assert [(row["tax_arrears"], row["sanctioned"]) for row in found] == [
        ("unknown", "unknown"),
        ("met", "met"),
    ]


def test_firm_barred_by_any_agency_is_excluded_whatever_it_declared():
    call = call_with(make_agency(), exclusions=[BARRED])
    firm, other = make_firm(), make_agency("다른센터")
    application = hand_in(call, firm, exclusions=declared(call))
    terms = BarTerms(BarKind.SANCTION, "사업 포기", date(2026, 1, 2), date(2027, 1, 1))
    bar_firm(agency=other, enterprise=firm, terms=terms, reference="sanction-1")
    found = item(check_application(application_id=application.pk, now=AFTER), "sanctioned")
    assert found.automatic == "not_met"
    assert found.evidence["rows"] == [dict.fromkeys(("ko", "en"), "다른센터 · 2026-01-02 ~ 2027-01-01")]


def test_bar_that_ended_before_the_notice_counts_no_more():
    call = call_with(make_agency(), exclusions=[BARRED])
    firm = make_firm()
    application = hand_in(call, firm, exclusions=declared(call))
    terms = BarTerms(BarKind.SANCTION, "사업 포기", date(2025, 11, 10), date(2026, 11, 9))
    bar_firm(agency=call.agency, enterprise=firm, terms=terms, reference="sanction-1")
    found = item(check_application(application_id=application.pk, now=AFTER), "sanctioned")
    assert found.automatic == "met"


@pytest.mark.parametrize(
    ("file", "verdict"),
    [
        (None, "not_met"),
        ({}, "met"),
        ({"issued_on": date(2026, 11, 3)}, "not_met"),
        ({"issued_on": date(2026, 11, 4)}, "met"),
        ({"issued_on": None}, "unknown"),
        ({"valid_until": date(2026, 12, 3)}, "not_met"),
        ({"scan": ScanState.INFECTED}, "not_met"),
        ({"scan": ScanState.WAITING}, "unknown"),
        ({"scan": ScanState.NOT_SCANNED}, "met"),
    ],
)
def test_document_is_given_clean_and_valid_on_the_closing_day(file, verdict):
    call = call_with(make_agency(), documents=[TAX])
    application = hand_in(call, make_firm())
    if file is not None:
        give(application, TAX_SLOT, kind="national_tax", **file)
    check = check_application(application_id=application.pk, now=AFTER)
    assert verdicts(check, CheckKind.DOCUMENT) == {TAX_SLOT: verdict}


def test_same_programme_of_another_agency_and_year_counts():
    own, other, firm = make_agency(), make_agency("다른진흥원"), make_firm()
    call = call_with(own, "수출 도약")
    record = received(other, firm, "2024년 수출 도약 사업(2차)", year=2024)
    check = check_application(application_id=hand_in(call, firm).pk, now=AFTER)
    found = item(check, "same_programme")
    assert (found.automatic, found.evidence["records"]) == ("not_met", [record.pk])
    assert "다른진흥원" in found.evidence["rows"][0]["ko"]


@pytest.mark.parametrize(
    ("names", "per_stage", "in_all"),
    [
        ([], "met", "met"),
        (["예비창업패키지"], "met", "met"),
        (["2024년 초기창업패키지"], "not_met", "met"),
        (["예비창업패키지", "창업도약패키지"], "met", "met"),
        (["예비창업패키지", "예비 창업 패키지", "창업도약패키지"], "met", "not_met"),
    ],
)
def test_once_a_growth_stage_and_three_times_in_all_integrated_guideline(names, per_stage, in_all):
    agency, firm = make_agency(), make_firm()
    call = call_with(agency)
    call.programme.name, call.programme.support_type = "초기창업패키지", SupportType.COMMERCIALISATION
    call.programme.save()
    for name in names:
        received(agency, firm, name)
    check = check_application(application_id=hand_in(call, firm).pk, now=AFTER)
    assert (item(check, "per_stage").automatic, item(check, "in_all").automatic) == (per_stage, in_all)


@pytest.mark.parametrize(
    ("name", "ends_on", "verdict"),
    [
        ("창업도약패키지", date(2026, 12, 31), "not_met"),
        ("창업도약패키지", date(2026, 12, 4), "met"),
        ("다른 사업화 지원", date(2026, 12, 31), "unknown"),
        ("창업도약패키지", None, "met"),
    ],
)
def test_support_that_runs_now_may_not_run_beside(name, ends_on, verdict):
    agency, firm = make_agency(), make_firm()
    received(agency, firm, name, ends_on=ends_on)
    check = check_application(application_id=hand_in(call_with(agency), firm).pk, now=AFTER)
    assert item(check, "at_once").automatic == verdict


@pytest.mark.parametrize(("told", "verdict"), [(NOW, "unknown"), (None, "met")])
def test_selection_elsewhere_this_year_is_asked_about_once_it_is_out(told, verdict):
    firm, other = make_firm(), make_agency("다른진흥원")
    elsewhere = hand_in(call_with(other, "다른 공고"), firm)
    # How a committee comes to a decision is told elsewhere; here it has.
    with pgtrigger.ignore("selection.Decision:approved_by_a_committee"):
        Decision.objects.create(
            agency=other,
            enterprise=firm,
            call=elsewhere.call,
            application=elsewhere,
            outcome=Outcome.SELECTED,
            decided_at=NOW,
            notified_at=told,
        )
    check = check_application(application_id=hand_in(call_with(make_agency()), firm).pk, now=AFTER)
    assert item(check, "selected_elsewhere").automatic == verdict


def test_plan_that_stands_in_earlier_ones_goes_to_the_committee():
    own, other = make_agency(), make_agency("다른진흥원")
    parts = [made_text(1, 500), made_text(2, 600), made_text(3, 600)]
    call, foreign = call_with(own), call_with(other, "앞선 공고")
    before = hand_in(foreign, make_firm(serial=1), plan=parts[0], at=NOW - timedelta(hours=1))
    hand_in(foreign, make_firm("늦음", serial=4), plan=parts[2], at=NOW + timedelta(hours=1))
    first = hand_in(call, make_firm("하나", serial=2), plan=parts[1])
    copied = hand_in(call, make_firm("둘", serial=3), plan=f"{parts[2][:100]} {parts[0]} {parts[1]}")
    checks = {row.pk: check_application(application_id=row.pk, now=AFTER) for row in (first, copied)}
    assert [checks[row.pk].state for row in (first, copied)] == [CheckState.WAITING, CheckState.COMMITTEE]
    rows = list(PlanSimilarity.objects.filter(submission=copied.submission).order_by("-share"))
    # The plan that came later to the other agency is not an earlier one.
    assert [row.earlier_id for row in rows] == [first.submission_id, before.submission_id]
    assert [round(row.share, 1) for row in rows] == [0.5, 0.4]
    assert rows[0].passages[0]["text"] == rows[0].passages[0]["other_text"]
    assert item(checks[copied.pk], "plan").evidence["anywhere"] > 0.9


def test_first_of_two_equal_plans_is_not_blamed():
    call = call_with(make_agency())
    first, second = (hand_in(call, make_firm(f"기업{n}", serial=n), plan=made_text(5)) for n in (1, 2))
    ids = [first.pk, second.pk]
    assert check_applications(call=call, application_ids=ids, now=AFTER) == 2
    states = dict(EligibilityCheck.objects.values_list("application_id", "state"))
    assert states == {first.pk: CheckState.WAITING, second.pk: CheckState.COMMITTEE}


def test_short_plan_is_left_to_people():
    check = check_application(
        application_id=hand_in(call_with(make_agency()), make_firm(), plan="짧은 계획").pk, now=AFTER
    )
    assert verdicts(check, CheckKind.SIMILARITY) == {"plan": "unknown"}
    assert check.state == CheckState.WAITING


def test_supplement_makes_the_check_due_again_and_keeps_overrides_that_still_answer(django_user_model):
    call = call_with(make_agency(), documents=[TAX])
    application = hand_in(call, make_firm())
    check = check_application(application_id=application.pk, now=AFTER)
    officer, second = (django_user_model.objects.create_user(f"{name}@example.org") for name in "ab")
    over = {"override": "met", "reason": "확인함", "overridden_by": officer, "overridden_at": NOW}
    over |= {"confirmed_by": second, "confirmed_at": NOW}
    for key in ("tax_status", TAX_SLOT):
        CheckItem.objects.filter(check_of=check, key=key).update(**over)
    EligibilityCheck.objects.filter(pk=check.pk).update(
        state=CheckState.PASSED, decided_at=NOW, decided_by=officer
    )
    assert due_applications(call=call, again=True) == []
    hand_in(call, application.enterprise)
    application.refresh_from_db()
    give(application, TAX_SLOT, kind="national_tax")
    assert due_applications(call=call, again=False) == [application.pk]
    check = check_application(application_id=application.pk, now=AFTER)
    assert (check.state, check.decided_at, check.submission_id) == (
        CheckState.WAITING,
        None,
        application.submission_id,
    )
    assert item(check, "tax_status").override == "met"
    assert (item(check, TAX_SLOT).automatic, item(check, TAX_SLOT).override) == ("met", None)


def test_decided_check_of_the_same_submission_stays(django_user_model):
    application = hand_in(call_with(make_agency()), make_firm())
    check = check_application(application_id=application.pk, now=AFTER)
    officer = django_user_model.objects.create_user("a@example.org")
    EligibilityCheck.objects.update(state=CheckState.PASSED, decided_at=NOW, decided_by=officer)
    CheckItem.objects.filter(check_of=check, key="tax_status").update(sentence="전에 쓴 문장")
    again = check_application(application_id=application.pk, now=AFTER)
    assert (again.state, item(again, "tax_status").sentence) == (CheckState.PASSED, "전에 쓴 문장")


def test_claims_follow_what_was_handed_in():
    call = call_with(make_agency(), bonus_points=[INVESTED])
    application = hand_in(call, make_firm(), bonus=["invested"])
    file = give(application, "bonus_invested")
    check_application(application_id=application.pk, now=AFTER)
    claim = application.bonus_claims.get()
    assert (claim.key, claim.points, claim.file_id, claim.state) == ("invested", 1, file.pk, "claimed")
    hand_in(call, application.enterprise, bonus=[])
    check_application(application_id=application.pk, now=AFTER)
    assert application.bonus_claims.count() == 0


def test_run_shows_how_far_it_is_and_takes_only_what_is_undecided():
    call = call_with(make_agency())
    for serial in (1, 2, 3):
        hand_in(call, make_firm(f"기업{serial}", serial=serial))
    run = start_run(call=call, by=None, now=AFTER)
    done = run_checks(run_id=run.pk, now=AFTER)
    assert (run.total, done.state, done.done, done.total) == (3, JobState.DONE, 3, 3)
    assert EligibilityCheck.objects.filter(application__call=call).count() == 3


def test_open_call_is_not_checked_by_itself():
    call = call_with(make_agency())
    hand_in(call, make_firm())
    assert check_what_is_due(now=NOW) == 0
    assert check_what_is_due(now=CLOSES) == 0
    assert check_what_is_due(now=AFTER) == 1
    assert check_what_is_due(now=AFTER) == 0
