"""A plan comes out of what was asked for, keeps its seed, and says why a wish has no place."""

from datetime import timedelta

import pytest

from didim.fairs.domain.planning import plan_fair
from didim.fairs.enums import FairState, MeetingOrigin, MeetingState, ParticipantState, RequestState, Side
from didim.fairs.models import Meeting, PlanRun, Unplaced
from didim.kernel.refusals import RefusedError

from .conftest import NOW, OPENING, ask, interpreter_for, seats, stay_away

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(make_fair):
    return make_fair()


@pytest.fixture
def buyer(fair, join):
    return join(fair, "한강벤처스", side=Side.PARTNER)


@pytest.fixture
def plan(fair):
    return lambda **fields: plan_fair(**{"fair": fair, "by": None, "now": NOW, **fields})


def origins(fair):
    return dict(Meeting.objects.filter(fair=fair).values_list("firm__name", "origin"))


def test_plan_serves_both_before_partner_before_firm(fair, buyer, join, plan):
    fair.partner_most = 3
    fair.save()
    asked_by = {
        "기업 신청": {"side": Side.FIRM},
        "파트너 신청": {"side": Side.PARTNER},
        "수락": {"side": Side.FIRM, "state": RequestState.ACCEPTED},
        "거절": {"side": Side.FIRM, "state": RequestState.DECLINED},
        "취소": {"side": Side.FIRM, "state": RequestState.WITHDRAWN},
    }
    firms = {name: join(fair, name) for name in (*asked_by, "서로 신청")}
    for name, fields in asked_by.items():
        ask(buyer, firms[name], **fields)
    for side in Side.values:
        ask(buyer, firms["서로 신청"], side=side)
    run = plan()
    assert origins(fair) == {
        "수락": MeetingOrigin.BOTH,
        "서로 신청": MeetingOrigin.BOTH,
        "파트너 신청": MeetingOrigin.PARTNER,
    }
    assert (run.chosen, run.placed, run.value) == (3, 3, run.bound)
    assert {one.firm.name: one.reason for one in run.unplaced.select_related("firm")} == {
        "기업 신청": "한강벤처스의 상담 3건이 찼습니다. 그 가운데 3건은 더 우선하는 신청입니다.",
        "거절": "상대가 거절했습니다.",
    }


def test_what_nobody_answered_in_time_is_asked_by_one_side(fair, buyer, join, plan):
    ask(buyer, join(fair, "가나"), state=RequestState.EXPIRED)
    plan()
    assert origins(fair) == {"가나": MeetingOrigin.FIRM}


@pytest.mark.parametrize(("later", "met"), [(timedelta(hours=1), True), (-timedelta(hours=1), False)])
def test_who_declines_and_asks_later_has_changed_its_mind(fair, buyer, join, plan, later, met):
    firm = join(fair, "가나")
    declined = ask(buyer, firm, state=RequestState.DECLINED)
    ask(buyer, firm, side=Side.PARTNER, sent_at=declined.answered_at + later)
    plan()
    assert Meeting.objects.exists() is met


def test_same_seed_gives_the_same_plan_and_the_run_says_what_went_in(fair, buyer, join, plan):
    for number in range(3):
        ask(buyer, join(fair, f"기업 {number}"))
    first, second = plan(), plan()
    assert (first.sha256, first.content) == (second.sha256, second.content)
    assert Meeting.objects.count() == 3
    assert set(Meeting.objects.values_list("run", "state")) == {(second.pk, MeetingState.DRAFT)}
    fair.seed = 8
    fair.save()
    assert plan().sha256 != first.sha256


def test_absences_and_meetings_at_other_fairs_are_kept_clear(fair, buyer, join, make_fair, make_agency, plan):
    firm = join(fair, "가나")
    other = make_fair("수출 상담회", agency=make_agency("다른기관"), slots=4)
    elsewhere = join(other, "가나", enterprise=firm.enterprise)
    importer = join(other, "Importer", side=Side.PARTNER)
    ask(importer, elsewhere)
    stay_away(other, 1, 2, 3, participant=importer)
    plan_fair(fair=other, by=None, now=NOW)
    stay_away(fair, 1, 2, participant=buyer)
    ask(buyer, firm)
    plan()
    assert seats(fair) == [(3, 0, "한강벤처스", "가나")]


def test_wish_without_a_common_slot_says_so_in_both_languages(fair, buyer, join, plan):
    firm = join(fair, "가나")
    stay_away(fair, 0, 1, participant=buyer)
    stay_away(fair, 2, 3, participant=firm)
    ask(buyer, firm)
    row = plan().unplaced.get()
    assert (row.reason, row.reason_en) == (
        "둘 다 나올 수 있는 시간이 없습니다.",
        "There is no slot in which both are there.",
    )


def test_pinned_meeting_stays_at_its_slot_and_table(fair, buyer, join, plan):
    for number in range(3):
        ask(buyer, join(fair, f"기업 {number}"))
    plan()
    slot, table = fair.slots.get(number=3), fair.tables.get(number=1)
    Meeting.objects.filter(firm__name="기업 1").update(
        slot=slot, starts_at=slot.starts_at, ends_at=slot.ends_at, table=table, is_pinned=True
    )
    pinned = Meeting.objects.get(is_pinned=True).pk
    plan()
    kept = Meeting.objects.get(pk=pinned)
    assert (kept.slot_id, kept.table_id, Meeting.objects.count()) == (slot.pk, table.pk, 3)


def test_pinned_meeting_nobody_asked_for_takes_place(fair, buyer, join, plan):
    firm, slot = join(fair, "가나"), fair.slots.get(number=2)
    Meeting.objects.create(
        agency=fair.agency,
        fair=fair,
        partner=buyer,
        firm=firm,
        slot=slot,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        table=fair.tables.get(number=0),
        origin=MeetingOrigin.OFFICER,
        is_pinned=True,
    )
    plan()
    assert origins(fair) == {"가나": MeetingOrigin.OFFICER}


@pytest.mark.parametrize("change", ["away", "withdrawn"])
def test_pinned_meeting_that_cannot_be_is_said(fair, buyer, join, plan, change):
    firm = join(fair, "가나")
    ask(buyer, firm)
    plan()
    Meeting.objects.update(is_pinned=True)
    if change == "away":
        stay_away(fair, *range(4), participant=firm)
    else:
        firm.state = ParticipantState.WITHDRAWN
        firm.save()
    with pytest.raises(RefusedError, match="고정한 상담"):
        plan()
    assert Meeting.objects.count() == 1


def test_interpreter_speaks_the_language_and_serves_one_meeting(make_fair, join):
    fair = make_fair("수출 상담회", slots=5, tables=3)
    english, chinese = interpreter_for(fair, "이영어", "en"), interpreter_for(fair, "왕중국", "zh")
    for name, language in (("Acme", "en"), ("Bolt", "en"), ("中和", "zh"), ("한강", "ko")):
        partner = join(fair, name, side=Side.PARTNER, language=language)
        for number in range(2):
            ask(partner, join(fair, f"{name} {number}"))
    plan_fair(fair=fair, by=None, now=NOW)
    rows = Meeting.objects.values_list("partner__name", "interpreter")
    assert set(rows) == {
        ("Acme", english.pk), ("Bolt", english.pk), ("中和", chinese.pk), ("한강", None),
    }  # fmt: skip
    assert Meeting.objects.filter(interpreter=english).values("slot").distinct().count() == 4


def test_video_fair_uses_its_video_rooms(make_fair, join):
    fair = make_fair("화상 상담회", tables=0, video=2, place="")
    ask(join(fair, "Acme", side=Side.PARTNER), join(fair, "가나"))
    plan_fair(fair=fair, by=None, now=NOW)
    assert Meeting.objects.get().table.is_video


def test_fair_partly_online_meets_by_video_whoever_comes_so(make_fair, join):
    fair = make_fair("혼합 상담회", tables=1, video=1)
    here, far = (join(fair, name, side=Side.PARTNER, by_video=name == "Acme") for name in ("한강", "Acme"))
    firm = join(fair, "가나", by_video=True)
    for partner in (here, far):
        for one in (firm, join(fair, f"{partner.name} 기업")):
            ask(partner, one)
    plan_fair(fair=fair, by=None, now=NOW)
    rows = Meeting.objects.values_list("partner__name", "firm__name", "table__is_video")
    assert set(rows) == {
        ("한강", "가나", True),
        ("한강", "한강 기업", False),
        ("Acme", "가나", True),
        ("Acme", "Acme 기업", True),
    }


def test_somebody_with_too_few_meets_who_fits_by_trade(fair, join, plan):
    buyer = join(fair, "한강벤처스", side=Side.PARTNER, sought_trades=["26"], least=1)
    join(fair, "반도체", trades=["26110"])
    join(fair, "식당", trades=["56111"])
    run = plan()
    assert seats(fair) == [(0, 0, "한강벤처스", "반도체")]
    assert origins(fair) == {"반도체": MeetingOrigin.SPARE}
    assert not Unplaced.objects.filter(run=run).exists()
    assert buyer.least == 1


def test_fair_is_being_scheduled_once_answers_are_in(fair, buyer, join, plan):
    ask(buyer, join(fair, "가나"))
    plan(now=fair.answer_until - timedelta(minutes=1))
    fair.refresh_from_db()
    assert fair.state == FairState.OPEN
    plan(now=fair.answer_until)
    fair.refresh_from_db()
    assert fair.state == FairState.SCHEDULING


@pytest.mark.parametrize("state", [FairState.DRAFT, FairState.PUBLISHED, FairState.CLOSED])
def test_fair_in_another_state_is_not_planned(make_fair, state):
    fair = make_fair(state=state, published_at=OPENING)
    with pytest.raises(RefusedError, match="일정을 계산할 수 있습니다"):
        plan_fair(fair=fair, by=None, now=NOW)
    assert not PlanRun.objects.exists()


def test_fair_without_slots_or_tables_is_not_planned(make_fair):
    with pytest.raises(RefusedError, match="상담 시간과 자리"):
        plan_fair(fair=make_fair(tables=0), by=None, now=NOW)


def test_cancelled_pair_is_not_planned_again(fair, buyer, join, plan):
    ask(buyer, join(fair, "가나"))
    plan()
    Meeting.objects.update(state=MeetingState.CANCELLED, end_reason="담당자 판단")
    run = plan()
    assert (run.placed, run.unplaced.count()) == (0, 0)
