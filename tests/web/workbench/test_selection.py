"""An officer's way from scores to the workbook, page by page, in both languages."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from didim.registry.enums import AgencyRole
from didim.selection.domain.committees import standing
from didim.selection.enums import CommitteeKind, Outcome, PlanState
from didim.selection.models import Committee, Decision, DecisionNotice, DecisionPlan, NoticeJob, ScoreSheet
from didim.web.workbench.tasks import send_decision_notices
from tests.selection.judged import attended, decided, people, plan_put, reviewed, scored
from tests.selection.panels import Judged
from tests.selection.test_notifying import objected, told
from tests.sign_in import make_staff, sign_in

pytestmark = pytest.mark.django_db

HELD = {"held_at_day": "2026-11-25", "held_at_time": "10:00"}
TOTALS = [[96, 92, 88, 92, 96], [80, 84, 80, 84, 88], [60, 64, 60, 64, 68]]


@pytest.fixture
def judged(db: None) -> Judged:
    return reviewed(TOTALS)


@pytest.fixture
def staff(judged: Judged) -> Client:
    return sign_in(make_staff(judged.agency, AgencyRole.OFFICER, email="o@example.org"), second_factor=True)


def page(client: Client, name: str, *args: object, language: str = "ko") -> Any:
    with translation.override(language):
        return client.get(reverse(f"workbench:{name}", args=args))


def post(client: Client, name: str, *args: object, **data: object) -> Any:
    return client.post(reverse(f"workbench:{name}", args=args), data)


def test_score_sheet_is_made_shown_and_marks_what_was_dropped(
    judged: Judged, staff: Client, whole_page: Callable[..., Any]
) -> None:
    assert page(staff, "scores", judged.round.pk).context["sheet"] is None
    assert post(staff, "scores", judged.round.pk).status_code == 302
    for language in ("ko", "en"):
        shown = page(staff, "scores", judged.round.pk, language=language)
        dropped = [element.text for element in whole_page(shown).iter("del")]
        assert sorted(dropped) == ["60", "68", "80", "88", "88", "96"]
    assert ScoreSheet.objects.count() == 1


def test_diagnosis_shows_reviewers_and_that_the_sheet_comes_out_again(
    judged: Judged, staff: Client, whole_page: Callable[..., Any]
) -> None:
    sheet = scored(judged)
    for language in ("ko", "en"):
        shown = page(staff, "diagnostics", judged.round.pk, language=language)
        assert sheet.content_hash in shown.content.decode()
        whole_page(shown)
    assert [row.seat.alias for row in shown.context["diagnoses"]] == [f"위원 {at}" for at in range(1, 6)]


def test_simulations_are_compared_and_one_goes_to_the_committee(
    judged: Judged, staff: Client, whole_page: Callable[..., Any]
) -> None:
    scored(judged)
    for places in ("1", "2"):
        given = {"title": f"{places}개 안", "places": places, "reserves": "1", "cutoff": "60"}
        assert post(staff, "plan-list", judged.call.pk, **given).status_code == 302
    wrong = post(staff, "plan-list", judged.call.pk, reserves="1")
    assert (wrong.status_code, "가운데 하나" in wrong.content.decode()) == (422, True)
    for language in ("ko", "en"):
        shown = page(staff, "plan-list", judged.call.pk, language=language)
        whole_page(shown)
        assert [row["name"] for row in shown.context["differences"]] == [
            one.enterprise.name for one in judged.applications[1:]
        ]
    plan = DecisionPlan.objects.get(number=2)
    post(staff, "plan-put", plan.pk)
    plan.refresh_from_db()
    assert plan.state == PlanState.PUT
    for language in ("ko", "en"):
        shown = page(staff, "plan", plan.pk, language=language)
        whole_page(shown)
        assert [row["rank"] for row in shown.context["page"]] == [1, 2, 3]


def test_committee_is_convened_meets_and_decides(
    judged: Judged, staff: Client, whole_page: Callable[..., Any]
) -> None:
    plan = plan_put(judged)
    names = "\n".join(f"운영위원{at}, 한빛대학교" for at in range(1, 6))
    given = {"title": "제1차 운영위원회", **HELD, "others": names}
    refused = post(staff, "convene", plan.pk, **given, chair="누구")
    assert refused.status_code == 422
    assert post(staff, "convene", plan.pk, **given, chair="운영위원1").status_code == 302
    committee = Committee.objects.get()
    for language in ("ko", "en"):
        whole_page(page(staff, "convene", plan.pk, language=language))
        whole_page(page(staff, "committee", committee.pk, language=language))
    votes = {f"vote-{seat.pk}": "yes" for seat in committee.votes.all()}
    present = {f"present-{seat.pk}": "on" for seat in committee.votes.all()}
    assert post(staff, "committee", committee.pk, **votes).status_code == 422
    assert post(staff, "committee", committee.pk, **votes, **present, minutes="원안대로").status_code == 302
    assert standing(Committee.objects.get()).approves is True
    post(staff, "committee-decide", committee.pk)
    assert Decision.objects.count() == 3
    for language in ("ko", "en"):
        whole_page(page(staff, "committee", committee.pk, language=language))


def test_decisions_are_listed_shown_and_told(
    judged: Judged, staff: Client, whole_page: Callable[..., Any]
) -> None:
    decided(judged)
    assert post(staff, "notices", judged.call.pk).status_code == 302
    job = NoticeJob.objects.get()
    for language in ("ko", "en"):
        whole_page(page(staff, "notices", judged.call.pk, language=language))
    send_decision_notices(job_id=job.pk)
    decision = Decision.objects.get(outcome=Outcome.SELECTED)
    for language in ("ko", "en"):
        for name, thing in (
            ("selection", judged.call),
            ("decision-list", judged.call),
            ("notices", judged.call),
            ("decision", decision),
        ):
            whole_page(page(staff, name, thing.pk, language=language))
    notice = DecisionNotice.objects.get(decision=decision)
    letters = {page(staff, "letter", notice.pk).content for _ in range(2)}
    assert len(letters) == 1
    assert letters.pop()[:5] == b"%PDF-"


def test_firm_gives_up_and_a_reserve_moves_up(judged: Judged, staff: Client) -> None:
    decided(judged)
    told(judged)
    Decision.objects.update(notified_at=judged.call.created_at)
    selected = Decision.objects.get(outcome=Outcome.SELECTED)
    assert post(staff, "decision-forgo", selected.pk, reason="").status_code == 422
    assert post(staff, "decision-forgo", selected.pk, reason="다른 사업과 겹칩니다").status_code == 302
    post(staff, "promote", judged.call.pk)
    outcomes = Decision.objects.order_by("application_id").values_list("outcome", flat=True)
    assert next(iter(outcomes)) == Outcome.FORGONE


def test_objection_is_heard_and_answered(
    judged: Judged, staff: Client, whole_page: Callable[..., Any]
) -> None:
    objection = objected(judged)
    fresh = people(5, start=30)
    given = {
        "objections": [objection.pk],
        "title": "이의신청 심의",
        **HELD,
        "others": "\n".join(person.name for person in fresh),
        "chair": fresh[0].name,
    }
    for language in ("ko", "en"):
        whole_page(page(staff, "convene-objections", judged.call.pk, language=language))
    assert post(staff, "convene-objections", judged.call.pk, **given).status_code == 302
    committee = Committee.objects.get(kind=CommitteeKind.OBJECTION)
    attended(committee, present=5, agreeing=4)
    for language in ("ko", "en"):
        whole_page(page(staff, "objection-list", judged.call.pk, language=language))
        whole_page(page(staff, "objection", objection.pk, language=language))
    answer = {"answer": "예비로 바꿉니다.", "outcome": "reserve"}
    assert post(staff, "objection", objection.pk, **answer).status_code == 302
    objection.refresh_from_db()
    assert (objection.state, objection.decision.outcome) == ("upheld", Outcome.RESERVE)


def test_workbook_justifies_every_decision_and_asks_for_a_reason(
    judged: Judged, staff: Client, whole_page: Callable[..., Any]
) -> None:
    decided(judged)
    told(judged)
    for language in ("ko", "en"):
        whole_page(page(staff, "selection-export", judged.call.pk, language=language))
    assert post(staff, "selection-export", judged.call.pk, reason="일").status_code == 422
    answer = post(staff, "selection-export", judged.call.pk, reason="감사 자료로 내려받습니다")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.sheet_names == [
        "신청",
        "요건 판정",
        "평가",
        "점수 서류평가",
        "제척·기피·회피",
        "배정 추첨",
        "결정",
        "위원회",
        "이의신청",
        "해시",
    ]
    scores = book.get_sheet_by_name("점수 서류평가").to_python()
    first = dict(zip(scores[2], scores[3], strict=True))
    assert (first["순위"], first["평균(수식)"], first["평균(점수표)"]) == (1, 93.3333, 93.3333)
    assert first["제외한 합계"] in ("96 (최고), 88 (최저)", "88 (최저), 96 (최고)")
    assert len(book.get_sheet_by_name("평가").to_python()) == 1 + 15
    assert [row[3] for row in book.get_sheet_by_name("결정").to_python()[1:]] == ["선정", "예비선정", "탈락"]


def test_list_of_decisions_asks_no_more_for_three_rows_than_for_one(
    staff: Client, judged: Judged, same_queries_for_three_rows: Callable[..., None]
) -> None:
    committee = decided(judged)
    waiting = list(Decision.objects.values())
    Decision.objects.all().delete()

    def add() -> None:
        Decision.objects.create(**waiting.pop())

    assert committee.approved is True
    same_queries_for_three_rows(add_row=add, read=lambda: page(staff, "decision-list", judged.call.pk))


def test_another_agency_sees_none_of_it(judged: Judged) -> None:
    decided(judged)
    other = reviewed(TOTALS)
    stranger = sign_in(
        make_staff(other.agency, AgencyRole.DIRECTOR, email="x@example.org"), second_factor=True
    )
    told(judged)
    plan, committee = DecisionPlan.objects.get(), Committee.objects.get()
    decision, notice = Decision.objects.first(), DecisionNotice.objects.first()
    for name, pk in (
        ("scores", judged.round.pk),
        ("diagnostics", judged.round.pk),
        ("selection", judged.call.pk),
        ("plan-list", judged.call.pk),
        ("plan", plan.pk),
        ("committee", committee.pk),
        ("decision-list", judged.call.pk),
        ("decision", decision.pk),
        ("letter", notice.pk),
        ("notices", judged.call.pk),
        ("objection-list", judged.call.pk),
        ("selection-export", judged.call.pk),
    ):
        assert page(stranger, name, pk).status_code == 404, name
